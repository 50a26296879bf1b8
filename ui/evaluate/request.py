"""Long questions to the workers, in many small requests, whose answers visitors share.

Whoever looks at a question keeps it going; one that nobody looks at any more rests after a while, and goes on when
somebody looks again. Answers are cached, up to a bound.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import streamlit as st

import engine
from cnn_core.evaluation.question import EvaluationError
from cnn_core.metrics.classification import Judged
from ui.evaluate.choice import Subject
from ui.language import number, t
from ui.requests import timeouts
from ui.requests.session import session
from ui.requests.steps import Work, Works

QUIET_SECONDS: Final = 0.5
"""So long nothing is shown: an answer that comes sooner should not flicker."""
LOOK_SECONDS: Final = 0.5
UNSEEN_SECONDS: Final = 90.0
MOST_BYTES: Final = 96_000_000
MOST_WORKS: Final = 64
MOST_UNDER_WAY: Final = 16

Step = tuple[Any, ...]
"""A function of ``cnn_core`` and its arguments."""


@dataclass(eq=False)
class Answers:
    """The answers to a long question so far.

    Attributes:
        total: how many requests it takes.
        taken: how many are answered.
        kept: what is kept of each answer.
        made: what was made of all answers, if somebody notes it.
    """

    total: int
    taken: int = 0
    kept: list[Any] = field(default_factory=list)
    made: Judged | None = None

    @property
    def nbytes(self) -> int:
        """Return the bytes of what is kept."""
        return sum(getattr(one, "nbytes", 64) for one in self.kept)


def _works_of(most_bytes: int) -> Works[Answers]:
    return Works(MOST_WORKS, maximum=most_bytes, size=lambda answers: answers.nbytes, pinned=lambda one: one.under_way)


_works: Works[Answers] = _works_of(MOST_BYTES)
_lock = threading.Lock()


def work(
    key: Hashable, steps: Callable[[], Sequence[Step]], keep: Callable[[int, Any], Any] | None = None
) -> Work[Answers]:
    """Return the question of a key, begun if nobody has asked it yet, and let it go on.

    Args:
        key: the same for the same question.
        steps: gives its requests, when they are needed.
        keep: what is kept of the answer to a step: (its place, the answer) → that; all of it, if left out.

    Raises:
        EngineError: too many are under way.
    """
    with _lock:
        found = _works.find(key)
        resting = found is None or not (found.finished or found.under_way)
        if resting and sum(one.under_way for one in _works.values()) >= MOST_UNDER_WAY:
            raise engine.EngineError("full")
        if found is None:
            found = _works.get(key, lambda: _new_work(steps(), keep or (lambda place, answer: answer)))
        found.look()
        return found


def _new_work(steps: Sequence[Step], keep: Callable[[int, Any], Any]) -> Work[Answers]:
    turn = f"{session()}:evaluate"

    def ask(answers: Answers | None) -> Future[Any]:
        function, *arguments = steps[answers.taken if answers else 0]
        return engine.submit(function, *arguments, turn=turn, timeout=timeouts.EVALUATION, pool=engine.BROUGHT)

    def add(answers: Answers | None, answer: Any) -> Answers:
        answers = answers or Answers(len(steps))
        answers.kept.append(keep(answers.taken, answer))
        answers.taken += 1
        return answers

    def done(answers: Answers) -> bool:
        return answers.taken == answers.total

    return Work(ask, done, add, start=Answers(len(steps)), unseen_seconds=UNSEEN_SECONDS)


def forget(key: Hashable) -> None:
    """Ask the question anew next time, if it has finished or failed. For callbacks."""
    found = _works.find(key)
    if found is not None and found.finished:
        _works.remove(key)


def judged(subject: Subject, name: str = "answers") -> Judged | None:
    """Return what the network makes of the pictures; None: not yet, and the progress was drawn.

    Args:
        subject: the network and the pictures.
        name: tells the button that tries again from others.
    """
    question, positions = subject.question, subject.positions
    key = ("answers", question, positions.tobytes())
    steps = [("cnn_core.evaluation.worker.answer", question, some) for some in chunks(subject)]
    found = finished(key, lambda: steps, name=name)
    if found is None:
        return None
    if found.made is None:
        logits = np.concatenate(found.kept)
        found.kept, found.made = [logits], Judged(positions, subject.labels, logits)
    return found.made


def chunks(subject: Subject, positions: Any = None) -> list[Any]:
    """Split the positions, as many at once as a worker is asked about."""
    whole = subject.positions if positions is None else positions
    size = subject.question.at_once
    return [whole[start : start + size] for start in range(0, len(whole), size)]


def finished(
    key: Hashable,
    steps: Callable[[], Sequence[Step]],
    keep: Callable[[int, Any], Any] | None = None,
    said: str = "evaluate.asking",
    name: str = "answers",
) -> Answers | None:
    """Return all answers to a question; None: it is under way or has failed, and that was drawn.

    Args:
        key: as in `work`.
        steps: as in `work`.
        keep: as in `work`.
        said: the words beside the progress, with {done} and {total}.
        name: tells the button that tries again from others.
    """
    try:
        found = work(key, steps, keep)
    except engine.EngineError as error:
        st.error(t(f"engine_error.{error.code}"), icon=":material/error:")
        return None
    if not found.wait(QUIET_SECONDS):
        st.fragment(_follow, run_every=LOOK_SECONDS)(found, said)
        return None
    standing = found.glance()
    if standing.error is not None:
        st.error(refusal(standing.error), icon=":material/error:")
        st.button(
            t("evaluate.again"), on_click=forget, args=(key,), icon=":material/refresh:", key=f"evaluate_again_{name}"
        )
        return None
    return standing.state


def refusal(error: Exception) -> str:
    """Say why there is no answer, in the visitor's language."""
    match error:
        case EvaluationError():
            return t(f"evaluate.error.{error.code}", **error.values)
        case engine.EngineError():
            return t(f"engine_error.{error.code}")
        case ValueError():
            return t("evaluate.refused", reason=str(error))
    return t("engine_error.failed")


def _follow(found: Work[Answers], said: str) -> None:
    """Draw the progress; at its end the page shows what came of it."""
    answers = found.look().state
    if found.finished:
        st.rerun()
    if not engine.ready(engine.BROUGHT):
        st.progress(0.0, t("engine.starting"))
        return
    if answers is not None:
        done, total = answers.taken, answers.total
        st.progress(done / max(1, total), t(said, done=number(done, 0), total=number(total, 0)))
