"""The one door between the web and Keras: warm worker processes behind ``concurrent.futures``.

The web process names a function of ``cnn_core`` and gets a future; Keras lives in the workers alone. By default they
are processes on this machine; with ``CONVLENS_SCHEDULER=tcp://…`` the same calls go to a Dask cluster.

Example:
    >>> import engine
    >>> engine.submit("os.system", "date")
    Traceback (most recent call last):
    ValueError: The engine runs public functions below `cnn_core.`. Received: 'os.system'
"""

from __future__ import annotations

import atexit
import os
import threading
from concurrent.futures import Future
from typing import Any

from engine.broker import Backend, Broker
from engine.dask import DaskBackend
from engine.errors import EngineError
from engine.limits import Limits, from_environment
from engine.local import LocalBackend

__all__ = ["EngineError", "Limits", "limits", "ready", "shutdown", "submit", "warm_up"]

_broker: Broker | None = None
_lock = threading.Lock()


def submit(function: str, *arguments: Any, visitor: str | None = None, timeout: float = 20.0) -> Future[Any]:
    """Run a function of ``cnn_core`` in a worker that has loaded Keras.

    Equal requests under way are computed once, and finished results are shared between visitors, so the function
    must depend on its arguments alone.

    Args:
        function: dotted name of a public function below ``cnn_core.``.
        *arguments: plain data, arrays, and tuples, lists, dictionaries and dataclasses of them.
        visitor: who asks for what, as "session:view". An earlier request of the same visitor that has not started is
            dropped (its future is cancelled), unless somebody else waits for the same.
        timeout: seconds that the computation may take, from the moment a worker takes it.

    Returns:
        A future of the caller's own; cancelling it leaves others who wait for the same alone. Arrays in its result are
        read-only. Its exception is a ValueError with a message for the visitor, raised by ``cnn_core`` itself, or an
        `EngineError`.

    Raises:
        ValueError: the name is not one of ours.
        TypeError: an argument is neither plain data nor an array.
    """
    return _current().submit(function, arguments, visitor, timeout)


def warm_up() -> None:
    """Start the workers, if that has not happened yet. Returns at once; call it when the first page has been sent."""
    _current().backend.warm_up()


def ready() -> bool:
    """Whether a worker has loaded Keras and takes requests."""
    return _current().backend.ready()


def shutdown() -> None:
    """End the workers; the next request starts new ones."""
    global _broker
    with _lock:
        broker, _broker = _broker, None
    if broker is not None:
        broker.backend.shutdown()


def limits() -> Limits:
    """The bounds on workers, memory and shared results, as the environment sets them."""
    return from_environment()


def _current() -> Broker:
    global _broker
    with _lock:
        if _broker is None:
            _broker = Broker(_backend(), limits().result_bytes)
            atexit.register(shutdown)
        return _broker


def _backend() -> Backend:
    scheduler = os.environ.get("CONVLENS_SCHEDULER", "")
    if not scheduler:
        return LocalBackend(limits())
    return DaskBackend(scheduler)
