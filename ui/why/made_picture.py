"""A picture that is being made: how far it is, as it is so far, buttons that stop it and go on, and its download."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from engine import EngineError
from ui.language import t
from ui.pictures.visitor import data_url, encoded
from ui.requests.steps import Standing, Work

WIDTH: Final = 320


class Words(NamedTuple):
    """The words around the picture.

    Attributes:
        start: on the button that begins.
        described: what the picture is, for those who do not see it, and below it.
        file: the name of its file.
    """

    start: str
    described: str
    file: str


def under_way(key: str, work: Work[Any] | None) -> bool:
    """Return True if the visitor has requested this work, and it goes on."""
    return bool(work and work.glance().running and st.session_state.get(key) is work)


def draw(key: str, work: Work[Any] | None, steps: int, words: Words, begin: Any) -> Standing[Any] | None:
    """Draw the picture of a work whose states have ``picture`` and ``steps``.

    Args:
        key: of the buttons, and under which the session keeps what the visitor asked for.
        work: None: nobody has asked for it yet.
        steps: how many it takes.
        words: what is said.
        begin: called when the visitor asks for it; gives the work.

    Returns:
        How it stands; None: there is nothing.
    """
    asked = work is not None and st.session_state.get(key) is work
    if work is None or not (asked or work.glance().state):
        _button(key, "start", words.start, lambda: _ask(key, begin()))
        return None
    standing = work.look() if asked else work.glance()
    taken = 0
    if standing.state is not None:
        taken = standing.state.steps
        _picture(standing.state.picture, words.described)
        if standing.done:
            _download(key, standing.state.picture, words.file)
            return standing
    if standing.running and asked:
        st.progress(min(1.0, taken / steps), text=t("why.made.steps", taken=taken, steps=steps))
        _button(key, "stop", t("why.made.stop"), work.stop)
        return standing
    if standing.error is not None:
        st.error(_sentence(standing.error), icon=":material/error:")
    _button(key, "go_on", t("why.made.go_on", taken=taken, steps=steps), lambda: _ask(key, begin()))
    return standing


def _ask(key: str, work: Work[Any]) -> None:
    work.go_on()
    st.session_state[key] = work


def _button(key: str, name: str, label: str, act: Any) -> None:
    icons = {"start": "auto_awesome", "stop": "stop_circle", "go_on": "play_circle"}
    st.button(label, key=f"{key}.{name}", icon=f":material/{icons[name]}:", on_click=act)


def _picture(pixels: NDArray[np.uint8], described: str) -> None:
    """Draw it larger than it is, so that single pixels can be seen; grey pictures too.

    As a data URL: the next picture comes before a slow browser has fetched this one, and Streamlit would delete it.
    """
    st.image(data_url(_in_colour(pixels), "PNG"), width=WIDTH, caption=described, alt=described)


def _download(key: str, pixels: NDArray[np.uint8], file: str) -> None:
    st.download_button(
        t("why.made.download"), lambda: encoded(_in_colour(pixels), "PNG"), file, "image/png",
        key=f"{key}.download", icon=":material/download:", on_click="ignore",
    )  # fmt: skip


def _in_colour(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.ascontiguousarray(np.broadcast_to(pixels, (*pixels.shape[:2], 3)))


def _sentence(error: Exception) -> str:
    return t(f"engine_error.{error.code}") if isinstance(error, EngineError) else t("why.made.refused")
