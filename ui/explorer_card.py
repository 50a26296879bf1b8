"""Everything about a network that has a card: accuracy, data, training, limits, licence."""

from __future__ import annotations

import streamlit as st

from cnn_core.model_card import Accuracy, Card
from ui.explorer_networks import Network
from ui.language import current, number, t


def show_card(network: Network) -> None:
    """Open a network's card; nothing is drawn for one without."""
    if network.card:
        st.dialog(t("network_explorer.card.title", name=network.title), width="large")(_draw)(network.card)


def _draw(card: Card) -> None:
    st.write(card.description[current()])
    for heading, sentences in card_sentences(card).items():
        st.markdown(f"**{t(f'network_explorer.card.{heading}')}**")
        mark = "- " if len(sentences) > 1 else ""
        st.markdown("\n".join(f"{mark}{sentence}" for sentence in sentences))


def card_sentences(card: Card) -> dict[str, list[str]]:
    """What a card says, in the visitor's language, by heading, as Markdown with the card's texts escaped."""
    data = card.data

    def said(sentence: str) -> str:
        return plain(card.said(sentence, current()))

    return {
        "accuracy": [_accuracy(found, said(found.on)) for found in (card.accuracy, *card.further_accuracies)],
        "limits": [said(card.limits)],
        "input": [said(card.preprocessing)],
        "data": [
            said(data.name),
            t("network_explorer.card.data_split", split=said(data.split)),
            t("network_explorer.card.data_source", source=plain(data.source)),
            t("network_explorer.card.data_licence", licence=said(data.licence)),
        ],
        "training": [_training(card)],
        "parameters": [number(card.parameters, 0)],
        "licence": [plain(card.licence)],
    }


def plain(text: str) -> str:
    r"""A text whose letters mean nothing to Markdown.

    Example:
        >>> plain("2 * 3 [x](y)")
        '2 \\* 3 \\[x\\](y)'
    """
    return "".join(f"\\{letter}" if letter in "\\`*_[]<>#$~|:" else letter for letter in text)


def _accuracy(found: Accuracy, on: str) -> str:
    low, high = (number(100 * end, 1) for end in found.interval)
    return t(
        "network_explorer.card.accuracy_is",
        value=number(100 * found.value, 1),
        low=low,
        high=high,
        pictures=number(found.pictures, 0),
        on=on,
        command=found.measured_by,
    )


def _training(card: Card) -> str:
    if card.epochs is None or card.seconds_per_epoch is None or card.seconds is None:
        return t("network_explorer.card.recipe_is", recipe=card.recipe)
    return t(
        "network_explorer.card.training_is",
        epochs=card.epochs,
        seconds_per_epoch=number(card.seconds_per_epoch, 1),
        minutes=number(card.seconds / 60, 0),
        tries=card.tries,
        seed=card.seed,
        recipe=card.recipe,
    )
