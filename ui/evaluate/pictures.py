"""Pictures of a data set with what a network takes them for, each of which can be opened on another page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnn_core.metrics.classification import Judged, surest_mistakes
from ui import settings
from ui.components.picture_grid import GridPicture, picture_grid
from ui.elements.page_link import switch_page
from ui.evaluate.choice import Subject
from ui.language import number, percent, t
from ui.pictures.visitor import bring, encoded

AT_ONCE: Final = 20
MOST_MISTAKES: Final = 60
PAGES: Final = {"explore": "network_explorer", "why": "classify"}
"""What can be done with a picture → the page that does it."""

_GO: Final = "evaluate.go"
_PAGE: Final = "evaluate.page."


def draw(
    subject: Subject,
    judged: Judged,
    places: NDArray[np.int64],
    *,
    label: str,
    key: str,
    beside: Judged | None = None,
    alike: bool = False,
) -> None:
    """Draw some of the pictures, a page at a time.

    Args:
        subject: the network and the data set.
        judged: what it makes of the pictures.
        places: of the pictures in ``judged``, in the order in which they are shown.
        label: what a screen reader calls the grid.
        key: tells this grid from others.
        beside: what another network makes of them, if that is to be said.
        alike: whether all show the same and are taken for the same, so that only how surely tells them apart.
    """
    shown = pager(places, AT_ONCE, key)
    said = [said_of(subject, judged, int(place), beside) for place in shown]
    if alike:
        said = [
            replace(one, label=percent(float(judged.confidence[place]))) for one, place in zip(said, shown, strict=True)
        ]
    picture_grid(
        images_of(subject, shown), said,
        label=label, key=key, actions={name: t(f"evaluate.{name}") for name in PAGES},
        on_act=lambda: _act(subject, key),
    )  # fmt: skip
    page = st.session_state.pop(_GO, "")
    if page:
        switch_page(page)


@st.fragment
def draw_mistakes(subject: Subject, judged: Judged) -> None:
    """Draw the wrong answers, most confident first, with paging."""
    st.header(t("evaluate.mistakes"), anchor=False)
    places = surest_mistakes(judged, MOST_MISTAKES)
    wrong = int((~judged.right).sum())
    if not wrong:
        st.success(t("evaluate.no_mistakes"), icon=":material/check:")
        return
    st.markdown(t("evaluate.mistakes_lead", wrong=number(wrong, 0), pictures=number(len(judged.right), 0)))
    draw(subject, judged, places, label=t("evaluate.mistakes"), key="evaluate_mistakes")


def images_of(subject: Subject, places: NDArray[np.int64]) -> NDArray[np.uint8]:
    """Return the pictures at places of the subject's positions: uint8 (pictures, side, side, channels)."""
    return np.asarray(subject.dataset.images[subject.positions[places]])


def said_of(subject: Subject, judged: Judged, place: int, beside: Judged | None = None) -> GridPicture:
    """Describe a picture: its class, the answer, and its confidence."""
    names = subject.names
    label, answer = names[judged.labels[place]], names[judged.answers[place]]
    position = int(judged.positions[place])
    values = {
        "shown": label,
        "answer": answer,
        "share": number(100 * float(judged.confidence[place]), 1),
        "right": number(100 * float(judged.shares[place, judged.labels[place]]), 1),
        "file": _file(subject, position),
    }
    detail = t("evaluate.detail_right" if judged.right[place] else "evaluate.detail_wrong", **values)
    if beside is not None:
        other = {"answer": names[beside.answers[place]], "share": number(100 * float(beside.confidence[place]), 1)}
        detail = f"{detail} {t('evaluate.detail_beside', **other)}"
    return GridPicture(str(position), t("evaluate.taken_for", shown=label, answer=answer), detail)


def pager(places: NDArray[np.int64], at_once: int, key: str) -> NDArray[np.int64]:
    """Return the page that is open, with buttons to the others above it, where there is more than one."""
    pages = max(1, -(-len(places) // at_once))
    stored = f"{_PAGE}{key}"
    page = min(st.session_state.get(stored, 0), pages - 1)
    start = page * at_once
    some = places[start : start + at_once]
    if pages > 1:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            _page_button("previous", stored, page - 1, page > 0)
            said = t("evaluate.page", first=start + 1, last=start + len(some), total=number(len(places), 0))
            st.markdown(said, width="content")
            _page_button("next", stored, page + 1, page < pages - 1)
    return some


def first_page(keys: Sequence[str]) -> None:
    """Open the first page again. For callbacks."""
    for key in keys:
        st.session_state.pop(f"{_PAGE}{key}", None)


def _page_button(word: str, stored: str, page: int, possible: bool) -> None:
    icon = "chevron_left" if word == "previous" else "chevron_right"
    st.button(
        t(f"evaluate.{word}"), icon=f":material/{icon}:", key=f"{stored}.{word}", disabled=not possible,
        on_click=st.session_state.__setitem__, args=(stored, page),
    )  # fmt: skip


def _file(subject: Subject, position: int) -> str:
    names = subject.dataset.names
    return names[position] if names else t("evaluate.number", position=number(position + 1, 0))


def _act(subject: Subject, key: str) -> None:
    """Make a picture the visitor's, choose the network there, and note which page is wanted.

    What no grid can have sent is passed over.
    """
    asked = st.session_state[key].get("act")
    action, place = (asked.get("action"), asked.get("picture")) if isinstance(asked, dict) else (None, None)
    if action not in PAGES or not isinstance(place, str) or not (place.isascii() and place.isdecimal()):
        return
    if int(place) >= len(subject.dataset.labels):
        return
    pixels = np.asarray(subject.dataset.images[int(place)])
    bring(encoded(np.ascontiguousarray(np.broadcast_to(pixels, (*pixels.shape[:2], 3))), "PNG"), "upload")
    settings.apply(_changes(action, subject.candidate.network.name))
    st.session_state[_GO] = PAGES[action]


def _changes(action: str, network: str) -> dict[str, Any]:
    """Return the settings of the page that is opened: the network, and nothing that was looked at before."""
    if action == "explore":
        return {"network": network, "compare": "none", "selected": "", "opened": "", "changes": "", "walk": 0}
    return {"classifier": network, "mode": "pictures"}
