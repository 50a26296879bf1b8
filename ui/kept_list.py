"""One kept network in the list of all: its card, its exports, the way into the explorer, and its end."""

from __future__ import annotations

from functools import partial

import streamlit as st

from cnn_core import kept_models
from cnn_core.explorer_settings import KEPT
from cnn_core.kept_models import KeptModelError
from cnn_core.model_card import Card
from cnn_core.model_source import ModelSource
from ui import keeping
from ui.explorer_card import draw_card, plain
from ui.keeping_save import owner, page_link, refusal
from ui.language import current, number, t


def draw(name: str) -> None:
    """Draw a network; nothing, if it has gone since the list was made."""
    try:
        card = kept_models.card(name)
        mine = kept_models.is_owned(name, [owner()])
    except KeptModelError:
        return
    with st.container(border=True, key=f"kept_{name}"):
        title = plain(card.title[current()])
        st.subheader(f"{title} :gray-badge[{t('models.yours')}]" if mine else title, anchor=False)
        st.caption(_facts(card))
        with st.container(horizontal=True, vertical_alignment="center"):
            page_link("network_explorer", t("models.explore"), "account_tree", network=f"{KEPT}{name}")
            _button(name, "card", "description", partial(_show_card, card))
            _button(name, "take_away", "download", partial(_show_exports, name, card))
            if mine:
                _button(name, "delete", "delete", partial(_ask, name, card))


def _facts(card: Card) -> str:
    return t(
        "models.facts",
        value=number(100 * card.accuracy.value, 1),
        pictures=number(card.accuracy.pictures, 0),
        parameters=number(card.parameters, 0),
        rows=card.input.rows,
        columns=card.input.columns,
        channels=card.input.channels,
    )


def _button(name: str, word: str, icon: str, act: partial[None]) -> None:
    if st.button(t(f"models.{word}"), key=f"{word}_{name}", icon=f":material/{icon}:"):
        act()


def _show_card(card: Card) -> None:
    title = t("network_explorer.card.title", name=plain(card.title[current()]))
    st.dialog(title, width="large")(draw_card)(card, here=True)


def _show_exports(name: str, card: Card) -> None:
    source = ModelSource("kept", name, kept_models.digest(name))
    title = f"{t('models.take_away')}: {plain(card.title[current()])}"
    st.dialog(title, width="large")(keeping.exports)(source, key=f"kept_{name}")


def _ask(name: str, card: Card) -> None:
    """Ask before a network is deleted."""
    title = t("models.delete_title", name=plain(card.title[current()]))
    st.dialog(title, icon=":material/delete:")(_draw_question)(name)


def _draw_question(name: str) -> None:
    st.write(t("models.delete_lead"))
    if st.button(t("models.delete_now"), type="primary", key="delete_now"):
        try:
            kept_models.remove(name, [owner()])
        except KeptModelError as error:
            st.error(t("models.not_deleted", reason=refusal(error)), icon=":material/block:")
        else:
            st.rerun()
