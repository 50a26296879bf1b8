"""Brush of the section "Why": the scores of a picture that the visitor changed by hand."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import streamlit as st
from numpy.typing import NDArray

import engine
from cnn_core.arithmetic.activation import sigmoid, softmax
from cnn_core.classification.result import Prediction
from cnn_core.networks.input import network_input
from engine import EngineError
from ui.classify.request import Answer, last_answer
from ui.components.brush import BrushHeader, brush_view
from ui.language import t
from ui.requests import timeouts
from ui.requests.session import session
from ui.requests.waiting import wait_for
from ui.why.reasons import key_of

VIEW: Final = "brush_view"
MOST_TURNS: Final = 2**31

_WISH = "why_brush.wish"
_LAST = "why_brush.last"


@dataclass(frozen=True, eq=False)
class Wish:
    """A picture whose scores are wanted.

    Attributes:
        turn: the number of the change, as the view counts them.
        pixels: uint8 (rows, columns, 3), as the network sees them.
    """

    turn: int
    pixels: NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Brushed:
    """The answer of the network to a picture that was changed by hand.

    Attributes:
        turn: the number of the change.
        key: of the answer whose picture was changed.
        prediction: of the changed picture; None: there is none.
        problem: why not, in a sentence, or "".
    """

    turn: int
    key: tuple[Any, ...]
    prediction: Prediction | None
    problem: str = ""


def show(answer: Answer, class_index: int) -> None:
    """Answer what the visitor's last stroke asks, and draw the brush.

    Args:
        answer: whose picture is changed.
        class_index: the class that is listed in any case.
    """
    change = _latest_answer(answer)
    header, arrays = payload(answer, class_index, change)
    brush_view(header, arrays, key=VIEW, on_brush=take_brush)


def payload(
    answer: Answer, class_index: int, change: Brushed | None
) -> tuple[BrushHeader, dict[str, np.ndarray[Any, Any]]]:
    """Make the view's payload: what is said, and the numbers."""
    header: BrushHeader = {
        "key": key_of(answer),
        "labels": list(answer.network.labels),
        "wanted": class_index,
        "turn": change.turn if change else None,
        "problem": change.problem if change else "",
    }
    arrays: dict[str, np.ndarray[Any, Any]] = {
        "picture": answer.pixels,
        "shares": shares(answer, answer.prediction.logits),
    }
    if change and change.prediction:
        arrays["changed"] = shares(answer, change.prediction.logits)
    return header, arrays


def shares(answer: Answer, logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """Compute the shares of the classes for the first picture, float32 (classes,): by sigmoid if it ends so."""
    finite = np.nan_to_num(logits[0], posinf=1e30, neginf=-1e30)
    return sigmoid(finite) if answer.prediction.squashed == "sigmoid" else softmax(finite)


def take_brush() -> None:
    """Take a picture changed by hand; a message that is no picture of the right size is ignored."""
    answer = last_answer()
    if answer is not None and (wish := wish_of(st.session_state.get(VIEW, {}).get("brush"), answer.pixels.shape)):
        st.session_state[_WISH] = wish


def wish_of(message: Any, shape: tuple[int, ...]) -> Wish | None:
    """Check a message of the view: {"turn": number from 0, "pixels": base64 of as many bytes as the shape has}.

    Example:
        >>> wish_of({"turn": 3, "pixels": "AAEC"}, (1, 1, 3)).pixels.tolist()
        [[[0, 1, 2]]]
        >>> wish_of({"turn": 3, "pixels": "AAEC"}, (2, 1, 3)), wish_of({"turn": True, "pixels": "AAEC"}, (1, 1, 3))
        (None, None)
    """
    match message:
        case {"turn": bool()}:
            return None
        case {"turn": int(turn), "pixels": str(text)} if 0 <= turn < MOST_TURNS:
            pixels = _picture_of(text, shape)
            return Wish(turn, pixels) if pixels is not None else None
    return None


def _picture_of(text: str, shape: tuple[int, ...]) -> NDArray[np.uint8] | None:
    size = int(np.prod(shape))
    if len(text) > 4 * (size // 3 + 2):
        return None
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return np.frombuffer(content, np.uint8).reshape(shape) if len(content) == size else None


def _latest_answer(answer: Answer) -> Brushed | None:
    """Return the last change of this picture, with its scores; a wish that is overtaken while it waits stays one."""
    wish: Wish | None = st.session_state.get(_WISH)
    if wish is not None:
        if wish.pixels.shape == answer.pixels.shape:
            st.session_state[_LAST] = _score(answer, wish)
        st.session_state.pop(_WISH, None)
    last: Brushed | None = st.session_state.get(_LAST)
    return last if last and last.key == answer.key else None


def _score(answer: Answer, wish: Wish) -> Brushed:
    network = answer.network
    future = engine.submit(
        "cnn_core.classification.worker.classify", network.source,
        network_input(wish.pixels, network.input)[np.newaxis],
        visitor=f"{session()}:brush", timeout=timeouts.NETWORK, pool=network.pool,
    )  # fmt: skip
    try:
        return Brushed(wish.turn, answer.key, wait_for(future, pool=network.pool))
    except EngineError as error:
        return Brushed(wish.turn, answer.key, None, t(f"engine_error.{error.code}"))
    except ValueError as error:
        return Brushed(wish.turn, answer.key, None, t("classify.refused", reason=str(error)))
