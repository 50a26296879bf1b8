"""Work in many requests to the engine: it goes on while somebody looks, can be stopped, and is cached for others.

Each step is a request of its own, so that other visitors' requests come between, and whatever is there can be shown.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from cnn_core.storage.recent import Recent

State = TypeVar("State")

UNSEEN_SECONDS: Final = 10.0
"""Seconds that work goes on when nobody looks any more."""


@dataclass(frozen=True, eq=False)
class Standing(Generic[State]):
    """The progress of a work.

    Attributes:
        state: what there is; None: nothing yet.
        done: True if that is all.
        running: True if it goes on by itself.
        error: why it does not, if a step failed.
    """

    state: State | None
    done: bool
    running: bool
    error: Exception | None


class Work(Generic[State]):
    """A work in steps. Thread-safe; shared by all who want the same.

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
        start: State | None = None,
        unseen_seconds: float = UNSEEN_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ):
        """Prepare it; nothing runs before somebody looks.

        Args:
            ask: requests the step that follows a state, at first ``start``.
            done: tells whether a state is the last.
            add: makes the state that follows from a state and what was found; by default, what was found.
            start: the state before the first step.
            unseen_seconds: how long it goes on when nobody looks any more.
            clock: seconds.
        """
        self._ask, self._done, self._add, self._clock = ask, done, add, clock
        self._unseen_seconds = unseen_seconds
        self._lock = threading.RLock()
        self._stepped = threading.Condition(self._lock)
        self._state = start
        self._error: Exception | None = None
        self._waiting: Future[Any] | None = None
        self._stopped = False
        self._seen = clock()

    @property
    def under_way(self) -> bool:
        """Return True while the engine has a request of it."""
        with self._lock:
            return self._waiting is not None

    @property
    def finished(self) -> bool:
        """Return True if it has come to its end, or has failed."""
        standing = self.glance()
        return standing.done or standing.error is not None

    def look(self) -> Standing[State]:
        """Return the progress, and let it go on, unless it was stopped or has failed."""
        with self._lock:
            self._seen = self._clock()
            self._advance()
            return self.glance()

    def glance(self) -> Standing[State]:
        """Return the progress without starting a step."""
        with self._lock:
            done = self._state is not None and self._done(self._state)
            running = not done and not self._stopped and self._error is None
            return Standing(self._state, done, running, self._error)

    def wait(self, seconds: float) -> bool:
        """Wait until it has finished, at most so long, and return whether it has."""
        with self._stepped:
            return self._stepped.wait_for(lambda: self.finished, seconds)

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
        return self.glance().running and self._clock() - self._seen < self._unseen_seconds

    def _advance(self) -> None:
        """Request steps until an answer has to be waited for. A loop, as hundreds of answers may be there at once."""
        while self._waiting is None and self._goes_on():
            try:
                future = self._waiting = self._ask(self._state)
            except Exception as error:  # the engine takes no request
                self._error = error
                self._stepped.notify_all()
                return
            if not future.done():
                future.add_done_callback(self._receive)
                return
            self._take(future)

    def _receive(self, future: Future[Any]) -> None:
        """Take an answer and go on; runs in the thread that the answer comes from."""
        with self._lock:
            if future is self._waiting:  # else it was stopped meanwhile
                self._take(future)
                self._advance()

    def _take(self, future: Future[Any]) -> None:
        self._waiting = None
        if future.cancelled():
            return
        error = future.exception()
        if error is not None:
            self._error = error if isinstance(error, Exception) else RuntimeError(str(error))
        else:
            try:
                self._state = self._add(self._state, future.result())
            except Exception as failure:
                self._error = failure
        self._stepped.notify_all()


class Works(Generic[State]):
    """A bounded cache of works, shared by visitors; the least recently used one is stopped and evicted.

    Example:
        >>> works = Works(most=1)
        >>> first = works.get("a", lambda: Work(lambda state: Future(), bool))
        >>> second = works.get("b", lambda: Work(lambda state: Future(), bool))
        >>> works.find("a"), works.find("b") is second
        (None, True)
    """

    def __init__(
        self,
        most: int,
        *,
        maximum: float = math.inf,
        size: Callable[[State], float] = lambda state: 1,
        pinned: Callable[[Work[State]], bool] = lambda work: False,
    ):
        """Make an empty cache.

        Args:
            most: how many works are kept.
            maximum: of the sizes of all their states together.
            size: of a state, for example its bytes.
            pinned: tells which works must not be evicted.
        """

        def size_of(work: Work[State]) -> float:
            state = work.glance().state
            return 0 if state is None else size(state)

        self._works: Recent[Work[State]] = Recent(
            most, maximum=maximum, size=size_of, pinned=pinned, on_evict=lambda work: work.stop()
        )

    def get(self, key: Hashable, make: Callable[[], Work[State]]) -> Work[State]:
        """Return the work of a key, made if it is not there."""
        return self._works.get(key, make)

    def find(self, key: Hashable) -> Work[State] | None:
        """Return the work of a key, if somebody wanted it before."""
        return self._works.find(key)

    def remove(self, key: Hashable) -> None:
        """Forget the work of a key."""
        self._works.remove(key)

    def values(self) -> list[Work[State]]:
        """Return all works, the least recently used first."""
        return self._works.values()
