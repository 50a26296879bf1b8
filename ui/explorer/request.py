"""Requests for the explorer's networks: each network with a picture to the engine, and the last answer."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

import engine
from cnn_core.explorer.result import Look
from cnn_core.network_graph.edits import Edits
from cnn_core.networks.input import network_input, network_picture
from engine import EngineError
from ui.networks.networks import Network
from ui.pictures.picker import Picture
from ui.requests import timeouts
from ui.requests.last_answer import LastAnswer, Request
from ui.requests.moment import AnyMoment, request_answer
from ui.requests.session import session


@dataclass(frozen=True, eq=False)
class Question:
    """One side of the screen.

    Attributes:
        network: which one.
        edits: what is changed in it.
        picture: what it looks at.
        fit: how the picture is fitted; see `cnn_core.networks.input.network_picture`.
        opened: the layer of a large network whose maps are wanted, or None.
        page: of its maps.
    """

    network: Network
    edits: Edits
    picture: Picture
    fit: str
    opened: str | None = None
    page: int = 0

    @property
    def key(self) -> tuple[Any, ...]:
        """Return what is equal for questions with the same answer."""
        return (self.network.source, self.edits, self.picture.digest, self.fit, self.opened, self.page)

    def pixels_of(self, picture: Picture) -> NDArray[np.uint8]:
        """Return a picture as the network sees it, uint8 (rows, columns, 3)."""
        wanted = self.network.input
        whole = picture.array
        # A drawn sample is drawn at the very size; every other picture is cut or letterboxed from all that there is.
        if picture.in_link and wanted.rows == wanted.columns and (self.fit == "crop" or _is_square(whole)):
            whole = picture.square(wanted.rows)
        return network_picture(whole, wanted, self.fit)


def _is_square(array: NDArray[np.uint8]) -> bool:
    rows, columns, _ = array.shape
    return bool(rows == columns)


@dataclass(frozen=True, eq=False)
class Seen:
    """One side's answer: the picture as the network saw it, and what Keras said."""

    question: Question
    pixels: NDArray[np.uint8]
    look: Look


Answer = tuple[Seen, ...]


_LAST: Final = LastAnswer[Answer]("explorer.last")


def last_answer() -> Answer | None:
    """Return the networks that the visitor saw last."""
    return _LAST.get()


def request_looks(moment: AnyMoment, questions: Sequence[Question]) -> AnyMoment:
    """Return a moment with what each network makes of its picture, or with the last answer and why there is no newer.

    Args:
        moment: the page's settings.
        questions: one, or two to compare.
    """
    key = tuple(question.key for question in questions)
    return request_answer(moment, _LAST, key, partial(_send, questions), refusals=(EngineError, ValueError))


def _send(questions: Sequence[Question]) -> Request[Answer]:
    waiting = [_submit(question, index) for index, question in enumerate(questions)]

    def finish(looks: list[Look]) -> Answer:
        sides = zip(questions, waiting, looks, strict=True)
        return tuple(Seen(question, pixels, look) for question, (pixels, _), look in sides)

    pools = [question.network.pool for question in questions]
    return Request([(future, pool) for (_, future), pool in zip(waiting, pools, strict=True)], finish)


def _submit(question: Question, index: int) -> tuple[NDArray[np.uint8], Future[Look]]:
    """Return the picture of a question as the network sees it, and the future of its answer; a known side is reused."""
    for seen in last_answer() or ():
        if seen.question.key == question.key:
            known: Future[Look] = Future()
            known.set_result(seen.look)
            return seen.pixels, known
    pixels = question.pixels_of(question.picture)
    network = question.network
    future = engine.submit(
        "cnn_core.explorer.worker.look", network.source, question.edits, network_input(pixels, network.input),
        question.opened, question.page,
        visitor=f"{session()}:explorer {index}", timeout=timeouts.NETWORK, pool=network.pool,
    )  # fmt: skip
    return pixels, future
