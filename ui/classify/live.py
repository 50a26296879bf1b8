"""The live camera of the page Classify: a frame goes to the engine, and its answer back, before the next one comes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import streamlit as st

import engine
from cnn_core.classification.many_pictures_result import Asked, QuickAnswers
from cnn_core.pictures.errors import ImageError
from ui import settings
from ui.classify.photos import ANSWER
from ui.classify.request import as_asked, chosen_network, class_label
from ui.components.live import Frame, frame_of, live_view
from ui.components.messages import MessageError
from ui.language import t
from ui.networks.networks import Network
from ui.pictures.visitor import bring
from ui.requests import timeouts
from ui.requests.session import session
from ui.requests.waiting import wait_for

VIEW: Final = "live_view"

_LIVE: Final = "classify.live"
_KEPT: Final = "classify.live_kept"


@dataclass
class _Live:
    """The last frame, and what is said of it."""

    frame: Frame | None = None
    answered: int = 0
    found: QuickAnswers | None = None
    asked: Asked | None = None
    problem: str = ""


@st.fragment
def draw() -> None:
    """Draw the camera; each frame runs this alone."""
    if st.session_state.pop(_KEPT, False):
        st.rerun()  # the whole page: it shows the picture that was kept
    live: _Live = st.session_state.setdefault(_LIVE, _Live())
    network, framing = chosen_network()
    if live.frame and live.frame.number > live.answered:
        _answer(live, live.frame, network, framing)
    live_view(_header(live, network), key=VIEW, on_frame=_frame, on_keep=_keep)


def _answer(live: _Live, frame: Frame, network: Network | None, framing: str) -> None:
    live.asked, live.found, live.problem = as_asked(network, framing), None, ""
    if network is None or live.asked is None:
        live.problem = t("classify.no_network")
    else:
        try:
            future = engine.submit(
                ANSWER, live.asked, (frame.data,),
                visitor=f"{session()}:live", timeout=timeouts.NETWORK, pool=network.pool,
            )  # fmt: skip
            live.found = wait_for(future, pool=network.pool)
        except engine.EngineError as error:
            live.problem = t(f"engine_error.{error.code}")
        except ValueError as error:
            live.problem = t("classify.refused", reason=str(error))
    live.answered = frame.number


def _header(live: _Live, network: Network | None) -> dict[str, Any]:
    best, refused, problem = [], False, live.problem
    if live.found and live.found.broken:
        broken = live.found.broken[0]
        problem = t(f"image_error.{broken.code}", **broken.values)
    elif live.found and live.asked:
        pairs = zip(live.found.classes[0].tolist(), live.found.scores[0].tolist(), strict=True)
        best = [{"label": class_label(network, number), "score": score} for number, score in pairs if number >= 0]
        refused = bool(live.asked.refusal and live.found.judged[0] < live.asked.refusal.threshold)
    return {"answered": live.answered, "best": best, "refused": refused, "problem": problem}


def _frame() -> None:
    live: _Live = st.session_state.setdefault(_LIVE, _Live())
    try:
        live.frame = frame_of(st.session_state.get(VIEW, {}).get("frame"))
    except MessageError:  # only a forged message
        return


def _keep() -> None:
    """Make the last frame the visitor's picture, and show what the network makes of it."""
    live: _Live = st.session_state.setdefault(_LIVE, _Live())
    if live.frame is None:
        return
    try:
        bring(live.frame.data, "camera")
    except ImageError:  # only a forged frame is no picture
        return
    settings.apply({"mode": "pictures"})
    st.session_state[_KEPT] = True
