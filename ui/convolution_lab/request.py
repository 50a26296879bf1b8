"""Requests for the Convolution Lab's maps: settings and the visitor's picture to the engine, and its last answer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

import engine
from cnn_core.convolution_lab.edits import edit_notices
from cnn_core.convolution_lab.problems import nearest, problems
from cnn_core.convolution_lab.result import LabResult
from cnn_core.convolution_lab.stack import ConvolutionStack
from cnn_core.pictures.images import to_float
from engine import EngineError
from ui.language import t
from ui.pictures.offered import offer
from ui.pictures.picker import Picture
from ui.requests.last_answer import LastAnswer, Request
from ui.requests.moment import Moment, request_answer
from ui.requests.session import session


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
    """The maps that Keras gave, and their settings.

    Attributes:
        stack: the settings.
        picture: digest of the visitor's picture.
        pixels: the picture at the stack's size and colour.
        result: the maps and weights.
    """

    stack: ConvolutionStack
    picture: str
    pixels: Pixels
    result: LabResult

    @property
    def square(self) -> NDArray[np.uint8]:
        """Return the picture as it was fitted, uint8 (rows, columns, 3)."""
        return self.pixels.square

    @property
    def image(self) -> NDArray[np.float32]:
        """Return the picture as it went in, float32 (rows, columns, channels) in [0, 1]."""
        return self.pixels.image

    @property
    def stages(self) -> dict[str, NDArray[np.float32]]:
        """Return the maps by their stage: "feature", "activation" and, unless there is no pooling, "pooled"."""
        result = self.result
        maps = {"feature": result.feature_maps, "activation": result.activation_maps, "pooled": result.pooled_maps}
        return {name: one for name, one in maps.items() if one is not None}


LabMoment = Moment[ConvolutionStack, Answer, str]
"""The Convolution Lab at one moment."""

_LAST: Final = LastAnswer[Answer]("laboratory.last")


def last_answer() -> Answer | None:
    """Return the maps that the visitor saw last."""
    return _LAST.get()


def ask(stack: ConvolutionStack, picture: Picture) -> Answer:
    """Return the maps of a stack without problems on the visitor's picture.

    Raises:
        EngineError: the engine could not answer; its code has a sentence in the catalogue.
    """
    return _LAST.ask(_key(stack, picture), partial(_send, stack, picture))


def moment(stack: ConvolutionStack, picture: Picture, refusals: tuple[str, ...] = ()) -> LabMoment:
    """Request the maps of the settings, or of the nearest ones that are possible.

    While the settings are impossible, the maps that the visitor saw last stay on screen.

    Args:
        stack: the visitor's settings.
        picture: the visitor's.
        refusals: why messages of the view were left out.
    """
    impossible = problems(stack, stack.channels)
    present = LabMoment(stack, problems=(*impossible, *edit_notices(stack, stack.channels)))
    if impossible and (last := last_answer()):
        found = replace(present, answer=last)
    else:
        possible = nearest(stack) if impossible else stack
        found = request_answer(present, _LAST, _key(possible, picture), partial(_send, possible, picture))
    stale = found.answer is not None and found.answer.stack != stack
    return replace(found, stale=stale, notices=(*refusals, *_notices(found, impossible=bool(impossible))))


def _notices(moment: LabMoment, *, impossible: bool) -> list[str]:
    """Say why the maps are not those of the settings."""
    notices = [t("lab.impossible")] if impossible else []
    if moment.starting:
        notices.append(t("engine.starting"))
    if isinstance(moment.error, EngineError):
        notices.append(t(f"engine_error.{moment.error.code}"))
    return notices


def _key(stack: ConvolutionStack, picture: Picture) -> tuple[ConvolutionStack, str]:
    return stack, picture.digest


def _send(stack: ConvolutionStack, picture: Picture) -> Request[Answer]:
    pixels = _prepare(stack, picture)
    future = engine.submit(
        "cnn_core.convolution_lab.worker.run", stack, pixels.image, visitor=f"{session()}:laboratory"
    )
    return Request([(future, "shared")], lambda results: Answer(stack, offer(picture), pixels, *results))


def _prepare(stack: ConvolutionStack, picture: Picture) -> Pixels:
    """Fit the picture to the working size; take the last one where neither picture nor size has changed."""
    last = last_answer()
    if last is None or (last.picture, last.stack.size) != (picture.digest, stack.size):
        square = picture.square(stack.size)
    elif last.stack.color == stack.color:
        return last.pixels
    else:
        square = last.pixels.square
    return Pixels(square, to_float(square, stack.color))
