"""Everything about a network that has a card: accuracy, data, training, limits, licence."""

from __future__ import annotations

import streamlit as st

from cnn_core.model_store.cards import Accuracy, Card
from ui.language import current, number, t
from ui.language.markdown import plain
from ui.networks.networks import Network


def show_card(network: Network) -> None:
    """Open a network's card; nothing is drawn for one without."""
    if network.card:
        title = t("network_explorer.card.title", name=plain(network.title))
        st.dialog(title, width="large")(draw_card)(network.card, here=network.source.kind == "kept")


def draw_card(card: Card, *, here: bool = False) -> None:
    """Draw all that a card says.

    Args:
        card: the network's.
        here: whether the network was trained on this server, by a run and no recipe.
    """
    st.markdown(plain(card.description[current()]))
    for heading, sentences in card_sentences(card, here=here).items():
        st.markdown(f"**{t(f'network_explorer.card.{heading}')}**")
        mark = "- " if len(sentences) > 1 else ""
        st.markdown("\n".join(f"{mark}{sentence}" for sentence in sentences))


def card_sentences(card: Card, *, here: bool = False) -> dict[str, list[str]]:
    """Write a card in the visitor's language, by heading, as Markdown with the card's texts escaped.

    Args:
        card: the network's.
        here: whether the network was trained on this server, by a run and no recipe.
    """
    data = card.data

    def translate(sentence: str) -> str:
        return plain(card.in_language(sentence, current()))

    return {
        "accuracy": [
            _accuracy(found, translate(found.on), here) for found in (card.accuracy, *card.further_accuracies)
        ],
        "limits": [translate(card.limits)],
        "input": [translate(card.preprocessing)],
        "data": [
            translate(data.name),
            t("network_explorer.card.data_split", split=translate(data.split)),
            t("network_explorer.card.data_source", source=translate(data.source)),
            t("network_explorer.card.data_licence", licence=translate(data.licence)),
        ],
        "training": [_training(card, here)],
        "parameters": [number(card.parameters, 0)],
        "licence": [translate(card.licence)],
    }


def _accuracy(found: Accuracy, on: str, here: bool) -> str:
    low, high = (number(100 * end, 1) for end in found.interval)
    return t(
        "network_explorer.card.accuracy_here_is" if here else "network_explorer.card.accuracy_is",
        value=number(100 * found.value, 1),
        low=low,
        high=high,
        pictures=number(found.pictures, 0),
        on=on,
        command=found.measured_by,
    )


def _training(card: Card, here: bool) -> str:
    if card.epochs is None or card.seconds_per_epoch is None or card.seconds is None:
        return t("network_explorer.card.recipe_is", recipe=card.recipe)
    return t(
        "network_explorer.card.training_here_is" if here else "network_explorer.card.training_is",
        epochs=card.epochs,
        seconds_per_epoch=number(card.seconds_per_epoch, 1),
        minutes=number(card.seconds / 60, 0 if card.seconds >= 120 else 1),
        tries=card.tries,
        seed=card.seed,
        recipe=card.recipe,
    )
