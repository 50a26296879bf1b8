"""From the explorer's settings and the visitor's picture to networks: asks the engine, keeps the last answer."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import streamlit as st
from numpy.typing import NDArray

import engine
from cnn_core.explorer.result import Look
from cnn_core.network_graph.edits import Edits
from cnn_core.networks.input import network_input, network_picture
from ui.networks.networks import Network
from ui.pictures.picker import Picture
from ui.requests.session import session
from ui.requests.waiting import QUIET_SECONDS, wait_for

LOOK_SECONDS: Final = 60.0
"""A large network is loaded, and compiled, within this time, or the visitor is told that it takes too long."""

_LAST = "explorer.last"


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
        """Equal for questions with the same answer."""
        return (self.network.source, self.edits, self.picture.digest, self.fit, self.opened, self.page)

    def pixels_of(self, picture: Picture) -> NDArray[np.uint8]:
        """A picture as the network sees it, uint8 (rows, columns, 3)."""
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


def last_answer() -> Answer | None:
    """What the visitor saw last, while there is nothing newer."""
    answer: Answer | None = st.session_state.get(_LAST)
    return answer


def answers(answer: Answer | None, questions: Sequence[Question]) -> bool:
    """Whether an answer belongs to these questions."""
    return answer is not None and [seen.question.key for seen in answer] == [question.key for question in questions]


def ask(questions: Sequence[Question], *, quiet_seconds: float = QUIET_SECONDS) -> Answer:
    """What each of the networks makes of its picture.

    Args:
        questions: one, or two to compare.
        quiet_seconds: how long the page says nothing while Keras is being loaded.

    Raises:
        EngineError: the engine could not answer; its code has a sentence in the catalogue.
        ValueError: a change of a network cannot be.
    """
    last = last_answer()
    if last and answers(last, questions):
        return last
    waiting = [_asked(question, index, last) for index, question in enumerate(questions)]
    return _kept(questions, waiting, quiet_seconds)


def ask_unless_starting(questions: Sequence[Question]) -> Answer | None:
    """As `ask`, but None while Keras is still being loaded; the requests go on, and `ask` waits for them.

    Raises:
        EngineError, ValueError: as `ask`.
    """
    last = last_answer()
    if last and answers(last, questions):
        return last
    waiting = [_asked(question, index, last) for index, question in enumerate(questions)]
    pools = {question.network.pool for question in questions}
    futures = [future for _, future in waiting]
    if not all(map(engine.ready, pools)) and wait(futures, QUIET_SECONDS).not_done:
        return None
    return _kept(questions, waiting, QUIET_SECONDS)


def _asked(question: Question, index: int, last: Answer | None) -> tuple[NDArray[np.uint8], Future[Look]]:
    """The picture of a question as the network sees it, and the future of its answer."""
    for seen in last or ():
        if seen.question.key == question.key:
            known: Future[Look] = Future()
            known.set_result(seen.look)
            return seen.pixels, known
    pixels = question.pixels_of(question.picture)
    network = question.network
    future = engine.submit(
        "cnn_core.explorer.worker.look", network.source, question.edits, network_input(pixels, network.input),
        question.opened, question.page,
        visitor=f"{session()}:explorer {index}", timeout=LOOK_SECONDS, pool=network.pool,
    )  # fmt: skip
    return pixels, future


def _kept(
    questions: Sequence[Question], waiting: Sequence[tuple[NDArray[np.uint8], Future[Look]]], quiet_seconds: float
) -> Answer:
    answer = tuple(
        Seen(question, pixels, wait_for(future, quiet_seconds=quiet_seconds, pool=question.network.pool))
        for question, (pixels, future) in zip(questions, waiting, strict=True)
    )
    st.session_state[_LAST] = answer
    return answer
