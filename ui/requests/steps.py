"""Work that takes many requests of the engine: it goes on while somebody looks, can be stopped, and is kept for others.

Each step is a request of its own, so that other visitors' requests come between, and whatever is there can be shown.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

State = TypeVar("State")

UNSEEN_SECONDS: Final = 10.0
"""How long work goes on when nobody looks any more."""


@dataclass(frozen=True, eq=False)
class Standing(Generic[State]):
    """How far work has come.

    Attributes:
        state: what there is; None: nothing yet.
        done: whether that is all.
        running: whether it goes on by itself.
        error: why it does not, if a step failed.
    """

    state: State | None
    done: bool
    running: bool
    error: Exception | None


class Work(Generic[State]):
    """Work in steps. Thread-safe; shared by all who want the same.

    Example:
        >>> def ask(state):
        ...     answer = Future()
        ...     answer.set_result((state or 0) + 1)
        ...     return answer
        >>> Work(ask, lambda state: state == 3).look()
        Standing(state=3, done=True, running=False, error=None)
    """

    def __init__(
        self,
        ask: Callable[[State | None], Future[Any]],
        done: Callable[[State], bool],
        add: Callable[[State | None, Any], State] = lambda state, found: found,
        *,
        clock: Callable[[], float] = time.monotonic,
    ):
        """Prepare it; nothing runs before somebody looks.

        Args:
            ask: requests the step that follows a state, the first one after None.
            done: whether a state is the last.
            add: the state that follows from a state and what was found; by default, what was found.
            clock: seconds.
        """
        self._ask, self._done, self._add, self._clock = ask, done, add, clock
        self._lock = threading.RLock()
        self._state: State | None = None
        self._error: Exception | None = None
        self._waiting: Future[Any] | None = None
        self._stopped = False
        self._seen = clock()

    def look(self) -> Standing[State]:
        """How far it has come; it goes on, unless it was stopped or has failed."""
        with self._lock:
            self._seen = self._clock()
            if self._waiting is None and self._goes_on():
                self._next()
            return self.glance()

    def glance(self) -> Standing[State]:
        """How far it has come; nothing is set going by this."""
        with self._lock:
            done = self._state is not None and self._done(self._state)
            running = not done and not self._stopped and self._error is None
            return Standing(self._state, done, running, self._error)

    def stop(self) -> None:
        """Let it rest where it is."""
        with self._lock:
            self._stopped = True
            waiting, self._waiting = self._waiting, None
        if waiting is not None:
            waiting.cancel()

    def go_on(self) -> None:
        """Take it up again where it was stopped, or where a step failed."""
        with self._lock:
            self._stopped, self._error = False, None

    def _goes_on(self) -> bool:
        return self.glance().running and self._clock() - self._seen < UNSEEN_SECONDS

    def _next(self) -> None:
        self._waiting = future = self._ask(self._state)
        future.add_done_callback(self._take)

    def _take(self, future: Future[Any]) -> None:
        """Runs where the answer comes from, or at once if it is there."""
        with self._lock:
            if future is not self._waiting:
                return  # stopped meanwhile
            self._waiting = None
            if future.cancelled():
                return
            error = future.exception()
            if error is not None:
                self._error = error if isinstance(error, Exception) else RuntimeError(str(error))
                return
            self._state = self._add(self._state, future.result())
            if self._goes_on():
                self._next()


class Works(Generic[State]):
    """The works that were looked at last, at most so many. Thread-safe.

    Example:
        >>> works = Works(most=1)
        >>> first = works.get("a", lambda: Work(lambda state: Future(), bool))
        >>> second = works.get("b", lambda: Work(lambda state: Future(), bool))
        >>> works.find("a"), works.find("b") is second
        (None, True)
    """

    def __init__(self, most: int):
        """Make an empty shelf."""
        self._most = most
        self._kept: OrderedDict[Hashable, Work[Any]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], Work[State]]) -> Work[State]:
        """The work of a key, made if it is not there; what nobody wanted for the longest time is stopped and let go."""
        with self._lock:
            if key not in self._kept:
                self._kept[key] = make()
            self._kept.move_to_end(key)
            gone = [self._kept.popitem(last=False)[1] for _ in range(len(self._kept) - self._most)]
            found = self._kept[key]
        for work in gone:
            work.stop()
        return found

    def find(self, key: Hashable) -> Work[State] | None:
        """The work of a key, if somebody wanted it before."""
        with self._lock:
            return self._kept.get(key)
