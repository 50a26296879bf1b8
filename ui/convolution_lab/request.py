"""From the lab's settings and the visitor's picture to maps: asks the engine, and keeps the last good answer."""

from __future__ import annotations

from concurrent.futures import Future, wait
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

import engine
from cnn_core.convolution_lab.stack import ConvolutionStack
from cnn_core.pictures.images import to_float
from ui.pictures.offered import offer
from ui.pictures.picker import Picture
from ui.requests.session import session
from ui.requests.waiting import QUIET_SECONDS, wait_for

_LAST = "laboratory.last"


@dataclass(frozen=True, eq=False)
class Pixels:
    """The visitor's picture as the layer sees it.

    Attributes:
        square: as it was fitted, uint8 (rows, columns, 3).
        image: as it goes in, float32 (rows, columns, channels) in [0, 1].
    """

    square: NDArray[np.uint8]
    image: NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Answer:
    """What Keras said, and to what.

    Attributes:
        stack: the settings.
        picture: digest of the visitor's picture.
        pixels: the picture at the stack's size and colour.
        result: the maps and weights, a `cnn_core.convolution_lab.result.LabResult`.
    """

    stack: ConvolutionStack
    picture: str
    pixels: Pixels
    result: Any

    @property
    def square(self) -> NDArray[np.uint8]:
        """The picture as it was fitted, uint8 (rows, columns, 3)."""
        return self.pixels.square

    @property
    def image(self) -> NDArray[np.float32]:
        """The picture as it went in, float32 (rows, columns, channels) in [0, 1]."""
        return self.pixels.image


def last_answer() -> Answer | None:
    """The maps that the visitor saw last, for settings that cannot be."""
    answer: Answer | None = st.session_state.get(_LAST)
    return answer


def ask(stack: ConvolutionStack, picture: Picture, *, quiet_seconds: float = QUIET_SECONDS) -> Answer:
    """The maps of a stack without problems on the visitor's picture.

    Args:
        stack: the settings.
        picture: the visitor's.
        quiet_seconds: how long the page says nothing while Keras is being loaded.

    Raises:
        EngineError: the engine could not answer; its code has a sentence in the catalogue.
    """
    last = last_answer()
    if last and _answers(last, stack, picture):
        return last
    pixels = _prepared(stack, picture, last)
    return _kept(stack, picture, pixels, wait_for(_submit(stack, pixels), quiet_seconds=quiet_seconds))


def ask_unless_starting(stack: ConvolutionStack, picture: Picture) -> Answer | None:
    """As `ask`, but None while Keras is still being loaded; the request goes on, and `ask` waits for it.

    Raises:
        EngineError: as `ask`.
    """
    last = last_answer()
    if last and _answers(last, stack, picture):
        return last
    pixels = _prepared(stack, picture, last)
    future = _submit(stack, pixels)
    if not future.done() and not engine.ready() and not wait([future], QUIET_SECONDS).done:
        return None
    return _kept(stack, picture, pixels, wait_for(future))


def _kept(stack: ConvolutionStack, picture: Picture, pixels: Pixels, result: Any) -> Answer:
    answer = Answer(stack, offer(picture), pixels, result)
    st.session_state[_LAST] = answer
    return answer


def _answers(last: Answer | None, stack: ConvolutionStack, picture: Picture) -> bool:
    return last is not None and last.stack == stack and last.picture == picture.digest


def _submit(stack: ConvolutionStack, pixels: Pixels) -> Future[Any]:
    return engine.submit("cnn_core.convolution_lab.worker.run", stack, pixels.image, visitor=f"{session()}:laboratory")


def _prepared(stack: ConvolutionStack, picture: Picture, last: Answer | None) -> Pixels:
    """The picture at the working size; the last one where neither picture nor size has changed."""
    if last is None or (last.picture, last.stack.size) != (picture.digest, stack.size):
        square = picture.square(stack.size)
    elif last.stack.color == stack.color:
        return last.pixels
    else:
        square = last.pixels.square
    return Pixels(square, to_float(square, stack.color))
