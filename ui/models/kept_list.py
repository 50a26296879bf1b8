"""The networks with a card, kept and shipped ones: what each is, the ways into other pages, its exports, its end."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

import streamlit as st

from cnn_core.model_store import kept as kept_models
from cnn_core.model_store import store as model_store
from cnn_core.model_store.cards import Card
from cnn_core.model_store.kept import KeptModelError
from ui.elements.page_link import page_link
from ui.language import current, number, t
from ui.language.markdown import plain
from ui.models.exports import draw_exports
from ui.models.save import PAGES, owners, refusal
from ui.networks.card import draw_card
from ui.networks.names import KEPT, SHIPPED
from ui.networks.networks import network

AT_FIRST: Final = 12
"""Networks that are drawn at first; the others come on request, so that a full server's page opens at once."""

_SHOWN: Final = "models.shown"
_LOST: Final = "models.lost"


def draw_kept() -> None:
    """Draw the networks that visitors keep, those saved last first."""
    names = model_store.kept_names()
    if (title := st.session_state.pop(_LOST, None)) is not None:
        st.success(t("models.deleted", title=plain(title)), icon=":material/delete:")
    if not names:
        st.info(t("models.none"), icon=":material/bookmark_add:")
        page_link("train", t("models.train"), "model_training")
        return
    found = _filter(names)
    shown = int(st.session_state.get(_SHOWN, AT_FIRST))
    _draw_all([partial(_draw_kept, name) for name in found[:shown]])
    if len(found) > shown:
        label = t("models.more", count=len(found) - shown)
        st.button(label, icon=":material/expand_more:", key="models_more", on_click=_show_all)


def draw_shipped() -> None:
    """Draw the networks that come with ConvLens."""
    _draw_all([partial(_draw, name, name, model_store.card(name)) for name in SHIPPED])


def _draw_all(drawn: Sequence[partial[None]]) -> None:
    """Draw two in a row; on a phone one below the other, in the same order."""
    for first in range(0, len(drawn), 2):
        for column, draw in zip(st.columns(2), drawn[first : first + 2], strict=False):
            with column:
                draw()


def _filter(names: Sequence[str]) -> list[str]:
    """Filter the networks by what the visitor types; the field is there when there are many."""
    if len(names) <= AT_FIRST:
        return list(names)
    wanted = st.text_input(t("models.find"), key="models_find", icon=":material/search:", width=360).strip().casefold()
    found = [name for name in names if wanted in _title(name).casefold()]
    if not found:
        st.caption(t("models.not_found"))
    return found


def _title(name: str) -> str:
    try:
        return kept_models.card(name).title[current()]
    except KeptModelError:
        return ""


def _show_all() -> None:
    st.session_state[_SHOWN] = kept_models.MOST_NETWORKS


def _draw_kept(name: str) -> None:
    """Draw a kept network; nothing, if it has gone since the list was made."""
    try:
        card = kept_models.card(name)
        mine = kept_models.is_owned(name, owners())
    except KeptModelError:
        return
    _draw(name, f"{KEPT}{name}", card, mine=mine)


def _draw(name: str, link: str, card: Card, *, mine: bool = False) -> None:
    title = plain(card.title[current()])
    heading = f"{title} :gray-badge[{t('models.yours')}]" if mine else title
    with st.container(border=True, key=f"network_{link.replace(':', '_')}"):
        st.subheader(heading, anchor=False)
        st.caption(_facts(card))
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            for page, word, icon, parameter in PAGES:
                page_link(page, t(f"models.{word}"), icon, query={parameter: link})
            _button(link, "card", "description", partial(_show_card, card, kept=link != name))
            _button(link, "take_away", "download", partial(_show_exports, link, card))
            if mine:
                _button(link, "delete", "delete", partial(_ask, name, card))


def _facts(card: Card) -> str:
    low, high = (number(100 * end, 1) for end in card.accuracy.interval)
    return t(
        "models.facts",
        value=number(100 * card.accuracy.value, 1),
        low=low,
        high=high,
        pictures=number(card.accuracy.pictures, 0),
        classes=number(len(card.classes), 0),
        parameters=number(card.parameters, 0),
        rows=card.input.rows,
        columns=card.input.columns,
        channels=card.input.channels,
    )


def _button(link: str, word: str, icon: str, act: partial[None]) -> None:
    if st.button(t(f"models.{word}"), key=f"{word}_{link}", icon=f":material/{icon}:", type="tertiary"):
        act()


def _show_card(card: Card, *, kept: bool) -> None:
    title = t("network_explorer.card.title", name=plain(card.title[current()]))
    st.dialog(title, width="large")(draw_card)(card, here=kept)


def _show_exports(link: str, card: Card) -> None:
    title = t("models.take_away_title", name=plain(card.title[current()]))
    st.dialog(title, width="large")(_draw_exports)(link)


def _draw_exports(link: str) -> None:
    found = network(link)
    if found is None:  # deleted meanwhile
        st.error(t("network_explorer.gone"), icon=":material/block:")
    else:
        draw_exports(found.source, key="exports")


def _ask(name: str, card: Card) -> None:
    """Ask before a network is deleted."""
    title = t("models.delete_title", name=plain(card.title[current()]))
    st.dialog(title, icon=":material/delete:")(_draw_question)(name, card.title[current()])


def _draw_question(name: str, title: str) -> None:
    st.write(t("models.delete_lead"))
    if st.button(t("models.delete_now"), type="primary", key="delete_now"):
        try:
            kept_models.remove(name, owners())
        except KeptModelError as error:
            st.error(t("models.not_deleted", reason=refusal(error)), icon=":material/block:")
        else:
            st.session_state[_LOST] = title
            st.rerun()
