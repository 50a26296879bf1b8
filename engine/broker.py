"""Deduplicates equal requests, shares finished results, and cancels requests that no caller waits for."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol

from cnn_core.storage.recent import Recent
from engine import tasks
from engine.digest import digest
from engine.errors import EngineError
from engine.frames import Frames, pack, size, unpack
from engine.turns import NOBODY

_LOG = logging.getLogger(__name__)


class Backend(Protocol):
    """Where requests are computed: on this machine (``engine.local``) or on a cluster (``engine.dask``)."""

    def submit(self, request: Frames, seconds: float, asker: str) -> Future[Frames]:
        """Queue a packed ``(function, arguments)``; the future holds a reply of `engine.tasks.perform`.

        ``asker`` is "visitor:view", or a part of it: in whose turn the request is.
        """

    def warm_up(self) -> None:
        """Start whatever computes; returns at once."""

    def ready(self) -> bool:
        """Return True if requests are taken without a wait for Keras."""

    def shutdown(self) -> None:
        """End whatever computes."""


@dataclass(eq=False)
class _Flight:
    """One request under way, and the futures of those who wait for it."""

    key: bytes
    answer: Future[Frames]
    waiting: list[Future[Any]] = field(default_factory=list)


@dataclass(eq=False)
class _Wish:
    """The latest request of a visitor."""

    key: bytes
    futures: list[Future[Any]] = field(default_factory=list)


class Broker:
    """Hands requests to a backend and their results to everybody who asked for the same. Thread-safe.

    Args:
        backend: where requests are computed.
        result_bytes: how many bytes of finished results are kept.
        allowed: prefixes of the names that may be run.
    """

    def __init__(self, backend: Backend, result_bytes: int, allowed: Sequence[str] = tasks.ALLOWED):
        self.backend = backend
        self._allowed = allowed
        self._result_bytes = result_bytes
        self._finished: Recent[Frames] = Recent(maximum=result_bytes, size=size)
        self._flights: dict[bytes, _Flight] = {}
        self._wishes: dict[str, _Wish] = {}
        self._lock = threading.RLock()

    def submit(
        self, function: str, arguments: tuple[Any, ...], visitor: str | None, seconds: float, turn: str = NOBODY
    ) -> Future[Any]:
        """See `engine.submit`."""
        tasks.check_name(function, self._allowed)
        key = digest(function, arguments)
        future: Future[Any] = Future()
        if visitor is not None:
            self._replace_wish(visitor, key, future)
        with self._lock:
            reply = self._finished.find(key)
            flight = self._flights.get(key)
            starts = reply is None and flight is None
            if starts:
                answer = self.backend.submit(pack((function, arguments)), seconds, turn or visitor or NOBODY)
                flight = self._flights[key] = _Flight(key, answer)
            if flight and not reply:
                flight.waiting.append(future)
        if reply:
            _deliver(reply, future)
        elif flight:
            future.add_done_callback(partial(self._stop_waiting, flight))
            if starts:
                flight.answer.add_done_callback(partial(self._land, flight))
        return future

    def _replace_wish(self, visitor: str, key: bytes, future: Future[Any]) -> None:
        """Note what ``visitor`` wants now, and cancel what it wanted before, unless that has already started."""
        dropped: list[Future[Any]] = []
        with self._lock:
            wish = self._wishes.get(visitor)
            if wish is None or wish.key != key:
                dropped = self._not_started(wish)
                wish = self._wishes[visitor] = _Wish(key)
            wish.futures.append(future)
        future.add_done_callback(partial(self._forget_wish, visitor, wish))
        for old in dropped:
            old.cancel()

    def _not_started(self, wish: _Wish | None) -> list[Future[Any]]:
        flight = self._flights.get(wish.key) if wish else None
        return list(wish.futures) if wish and flight and not flight.answer.running() else []

    def _forget_wish(self, visitor: str, wish: _Wish, future: Future[Any]) -> None:
        with self._lock:
            wish.futures.remove(future)
            if not wish.futures and self._wishes.get(visitor) is wish:
                del self._wishes[visitor]

    def _stop_waiting(self, flight: _Flight, future: Future[Any]) -> None:
        """Drop a request that has not started when the last who waited for it has gone."""
        with self._lock:
            if future in flight.waiting:
                flight.waiting.remove(future)
            if not flight.waiting and flight.answer.cancel():
                self._forget_flight(flight)

    def _land(self, flight: _Flight, answer: Future[Frames]) -> None:
        """Keep a finished result and give it to everybody who waits."""
        with self._lock:
            self._forget_flight(flight)
            waiting, flight.waiting = flight.waiting, []
            reply = None if answer.cancelled() or answer.exception() else answer.result()
            if reply and reply[0] == b"done" and size(reply) <= self._result_bytes:
                self._finished.put(flight.key, reply)
        for future in waiting:
            if reply:
                _deliver(reply, future)
            elif answer.cancelled():
                future.cancel()
            elif future.set_running_or_notify_cancel():
                future.set_exception(_for_one_caller(answer.exception()))

    def _forget_flight(self, flight: _Flight) -> None:
        if self._flights.get(flight.key) is flight:
            del self._flights[flight.key]


def _deliver(reply: Frames, future: Future[Any]) -> None:
    """Unpack a reply for one caller: the arrays are shared and read-only, all around them is the caller's own."""
    if not future.set_running_or_notify_cancel():
        return
    outcome, *value = reply
    try:
        if outcome == b"done":
            future.set_result(unpack(value))
        else:
            future.set_exception(unpack(value) if outcome == b"refused" else EngineError(bytes(outcome).decode()))
    except Exception:
        _LOG.exception("a reply cannot be read here")
        future.set_exception(EngineError("failed"))


def _for_one_caller(error: BaseException | None) -> BaseException | None:
    """Copy an exception: one that several threads raise would collect the tracebacks of all."""
    return EngineError(error.code) if isinstance(error, EngineError) else error
