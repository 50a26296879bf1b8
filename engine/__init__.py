"""The one door between the web and Keras: warm worker processes behind ``concurrent.futures``.

The web process names a function of ``cnn_core`` and gets a future; Keras lives in the workers alone. By default they
are processes on this machine; with ``CONVLENS_SCHEDULER=tcp://…`` the same calls go to a Dask cluster.

There are three pools. "shared" computes what everybody asks for. "brought" is one process, always on this machine, that
yields to the others; it loads and runs model files that visitors bring along, so that a file that hangs, grows or
crashes its process disturbs nobody but those who brought one. "border" opens strangers' files and never loads Keras:
its processes start when the first file comes, stand behind a fence (`engine.fence`), and are quick to replace.

Example:
    >>> import engine
    >>> engine.submit("os.system", "date")
    Traceback (most recent call last):
    ValueError: The engine runs public functions of modules `worker` below `cnn_core.`. Received: 'os.system'
"""

from __future__ import annotations

import atexit
import os
import threading
from collections.abc import Mapping
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from cnn_core.tasks import folder as task_folder
from cnn_core.tasks.folder import TaskState
from engine import background, tasks
from engine.broker import Backend, Broker
from engine.dask import DaskBackend
from engine.errors import EngineError
from engine.limits import Limits, border, brought_along, from_environment
from engine.local import LocalBackend
from engine.turns import NOBODY

__all__ = [
    "BORDER", "BROUGHT", "POOLS", "EngineError", "Limits", "TaskState", "limits", "ready", "shutdown", "start",
    "stop_task", "submit", "task_state", "warm_up",
]  # fmt: skip

BROUGHT = "brought"
"""The pool of limited workers that loads what visitors bring."""
BORDER = "border"
"""The pool of fenced workers that opens strangers' files."""
POOLS = ("shared", BROUGHT, BORDER)

_brokers: dict[str, Broker] = {}
_lock = threading.Lock()


def submit(
    function: str,
    *arguments: Any,
    visitor: str | None = None,
    turn: str = NOBODY,
    timeout: float = 20.0,
    pool: str = "shared",
) -> Future[Any]:
    """Run a function of ``cnn_core`` in a worker that has loaded Keras.

    Equal requests under way are computed once, and finished results are shared between visitors, so the function
    must depend on its arguments alone.

    Args:
        function: dotted name of a public function of a module `worker` below ``cnn_core.``.
        *arguments: plain data, arrays, and tuples, lists, dictionaries and dataclasses of them.
        visitor: who asks for what, as "session:view". An earlier request of the same visitor that has not started is
            dropped (its future is cancelled), unless somebody else waits for the same.
        turn: whose turn the request takes, as "session:view"; by default that of ``visitor``. Visitors take turns, and
            so do the views of each; one visitor has all workers but one at most.
        timeout: seconds that the computation may take, from the moment a worker takes it.
        pool: who computes, one of `POOLS`. Whatever opens a visitor's own file goes to "border", and whatever runs a
            network of one's own to "brought".

    Returns:
        A future of the caller's own; cancelling it leaves others who wait for the same alone. Arrays in its result are
        read-only. Its exception is a ValueError with a message for the visitor, raised by ``cnn_core`` itself, or an
        `EngineError`.

    Raises:
        ValueError: the name is not one of ours, or there is no such pool.
        TypeError: an argument is neither plain data nor an array.
    """
    return _current(pool).submit(function, arguments, visitor, timeout, turn)


def start(function: str, folder: Path, arguments: Mapping[str, Any], lane: str = "data") -> None:
    """Begin a task in the background, in a process of its own; it goes on when this process ends.

    Args:
        function: dotted name of a function of (folder, arguments) in a module `worker`, or one of
            `cnn_core.tasks.folder.FUNCTIONS`, which keeps what it makes itself. It ends well by returning.
        folder: of the task; what the task says of its progress lies there. It is there already.
        arguments: plain data, JSON.
        lane: one of `cnn_core.tasks.folder.LANES`: behind which others it waits. With ``CONVLENS_SCHEDULER``, a
            training runs on a machine of the cluster, which must see ``folder``.

    Raises:
        ValueError: the name is not one of ours.
        EngineError: too many wait already, or no process can be started.
    """
    backend = _current("shared").backend
    cluster = backend if lane == "training" and isinstance(backend, DaskBackend) else None
    background.announce(function, folder, arguments, lane, cluster is not None)
    try:
        if cluster is not None:
            cluster.start(folder)
        else:
            background.launch(folder)
    except EngineError:
        task_folder.finish(folder, "failed", "unavailable")
        raise


def task_state(folder: Path) -> TaskState:
    """Return the state of a task in the background."""
    return task_folder.state(folder)


def stop_task(folder: Path) -> None:
    """End a task in the background, within a moment. For callbacks."""
    task_folder.stop(folder)


def warm_up(pool: str = "shared") -> None:
    """Start the workers, if that has not happened yet. Returns at once; call it when the first page has been sent."""
    _current(pool).backend.warm_up()


def ready(pool: str = "shared") -> bool:
    """Return True if a worker has loaded Keras and takes requests."""
    return _current(pool).backend.ready()


def shutdown() -> None:
    """End the workers of all pools; the next request starts new ones."""
    with _lock:
        brokers = list(_brokers.values())
        _brokers.clear()
    for broker in brokers:
        broker.backend.shutdown()


def limits() -> Limits:
    """Return the bounds on workers, memory and shared results, as the environment sets them."""
    return from_environment()


def _current(pool: str) -> Broker:
    if pool not in POOLS:
        raise ValueError(f"A pool is one of {', '.join(POOLS)}. Received: {pool!r}")
    with _lock:
        if not _brokers:
            atexit.register(shutdown)
        if pool not in _brokers:
            _brokers[pool] = _open(pool)
        return _brokers[pool]


def _open(pool: str) -> Broker:
    if pool == BORDER:
        bounds = border(limits())
        return Broker(LocalBackend(bounds, preload=tasks.BORDER_PRELOAD), bounds.result_bytes)
    if pool == BROUGHT:
        bounds = brought_along(limits())
        return Broker(LocalBackend(bounds), bounds.result_bytes)
    return Broker(_backend(), limits().result_bytes)


def _backend() -> Backend:
    scheduler = os.environ.get("CONVLENS_SCHEDULER", "")
    if not scheduler:
        return LocalBackend(limits())
    return DaskBackend(scheduler)
