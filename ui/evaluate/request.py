"""Long questions to the workers, one small request after the other in the background, whose answers visitors share.

Whoever looks at a question keeps it going; one that nobody looks at any more is dropped after a while. Finished answers
are kept, up to a bound.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from typing import Any, Final

import numpy as np
import streamlit as st

import engine
from cnn_core.evaluation.error import EvaluationError
from cnn_core.metrics.classification import Judged
from ui.evaluate.choice import Subject
from ui.language import number, t

POOL: Final = "brought"
"""The engine's pool for what takes long: it yields to those who turn controls."""
SECONDS: Final = 300.0
"""Of one request; preparing pictures is one."""
QUIET_SECONDS: Final = 0.5
"""So long nothing is shown: an answer that comes sooner should not flicker."""
LOOK_SECONDS: Final = 0.5
IDLE_SECONDS: Final = 90.0
MOST_BYTES: Final = 96_000_000
MOST_WORKS: Final = 64
MOST_UNDER_WAY: Final = 16

Step = tuple[Any, ...]
"""A function of ``cnn_core`` and its arguments."""


class Work:
    """A long question: its steps, how far it is, and what was made of all answers, if somebody notes it in ``made``."""

    def __init__(self, steps: Sequence[Step], keep: Callable[[int, Any], Any]):
        """Take over the steps; nothing runs yet.

        Args:
            steps: the requests, in order.
            keep: what is kept of the answer to a step: (its place, the answer) → that.
        """
        self._steps, self._keep = list(steps), keep
        self._finished = threading.Event()
        self.total = len(self._steps)
        self.found: list[Any] = []
        self.made: Judged | None = None
        self.error: Exception | None = None
        self.seen = time.monotonic()

    @property
    def finished(self) -> bool:
        """Whether nothing more will come."""
        return self._finished.is_set()

    @property
    def nbytes(self) -> int:
        """Of what is kept."""
        return sum(getattr(one, "nbytes", 64) for one in self.found)

    def wait(self, seconds: float) -> bool:
        """Wait for its end, and say whether it came."""
        return self._finished.wait(seconds)

    def run(self) -> None:
        """Do the steps, one after the other; for a thread."""
        try:
            for place, (function, *arguments) in enumerate(self._steps):
                if time.monotonic() - self.seen > IDLE_SECONDS:
                    raise DroppedError
                answer = engine.submit(function, *arguments, timeout=SECONDS, pool=POOL).result()
                self.found.append(self._keep(place, answer))
        except Exception as error:
            self.error = error
        finally:
            self._steps = []
            self._finished.set()


class DroppedError(Exception):
    """Nobody looked at a question any more."""


_works: OrderedDict[Hashable, Work] = OrderedDict()
_lock = threading.Lock()


def work(key: Hashable, steps: Callable[[], Sequence[Step]], keep: Callable[[int, Any], Any] | None = None) -> Work:
    """The question of a key: begun if nobody has asked it yet, or if it was dropped or failed for want of a worker.

    Args:
        key: the same for the same question.
        steps: gives its requests, when they are needed.
        keep: as in `Work`; all of every answer, if left out.

    Raises:
        EngineError: too many are under way.
    """
    with _lock:
        found = _works.get(key)
        if found is None or isinstance(found.error, DroppedError):
            if sum(not one.finished for one in _works.values()) >= MOST_UNDER_WAY:
                raise engine.EngineError("full")
            found = _works[key] = Work(steps(), keep or (lambda place, answer: answer))
            threading.Thread(target=found.run, daemon=True, name="evaluate").start()
        found.seen = time.monotonic()
        _works.move_to_end(key)
        _tidy()
        return found


def forget(key: Hashable) -> None:
    """Ask the question anew next time. For callbacks."""
    with _lock:
        if key in _works and _works[key].finished:
            del _works[key]


def _tidy() -> None:
    """Leave out what was looked at longest ago, until all fits."""
    finished = [key for key, one in _works.items() if one.finished][:-1]
    size = sum(one.nbytes for one in _works.values())
    while finished and (size > MOST_BYTES or len(_works) > MOST_WORKS):
        size -= _works.pop(finished.pop(0)).nbytes


def judged(subject: Subject, name: str = "answers") -> Judged | None:
    """What the network makes of the pictures; None: not yet, and how far it is was drawn.

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
        found.found = [np.concatenate(found.found)]
        found.made = Judged(positions, subject.labels, found.found[0])
    return found.made


def chunks(subject: Subject, positions: Any = None) -> list[Any]:
    """The positions, as many at once as a worker is asked about."""
    whole = subject.positions if positions is None else positions
    size = subject.question.at_once
    return [whole[start : start + size] for start in range(0, len(whole), size)]


def finished(
    key: Hashable,
    steps: Callable[[], Sequence[Step]],
    keep: Callable[[int, Any], Any] | None = None,
    said: str = "evaluate.asking",
    name: str = "answers",
) -> Work | None:
    """A question that has been answered; None: it is under way or could not be, and that was drawn.

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
    if found.error is not None:
        st.error(refusal(found.error), icon=":material/error:")
        st.button(
            t("evaluate.again"), on_click=forget, args=(key,), icon=":material/refresh:", key=f"evaluate_again_{name}"
        )
        return None
    return found


def refusal(error: Exception) -> str:
    """Why there is no answer, in the visitor's language."""
    match error:
        case EvaluationError():
            return t(f"evaluate.error.{error.code}", **error.values)
        case engine.EngineError():
            return t(f"engine_error.{error.code}")
        case ValueError():
            return t("evaluate.refused", reason=str(error))
    return t("engine_error.failed")


def _follow(found: Work, said: str) -> None:
    """Show how far it is; at its end the page shows what came of it."""
    found.seen = time.monotonic()
    if found.finished:
        st.rerun()
    if not engine.ready(POOL):
        st.progress(0.0, t("engine.starting"))
        return
    done = len(found.found)
    st.progress(done / max(1, found.total), t(said, done=number(done, 0), total=number(found.total, 0)))
