"""The engine's workers on a Dask cluster, when ``CONVLENS_SCHEDULER=tcp://host:port`` is set.

The cluster's workers need this project installed (``pip install .``) and their nanny, which is the default of
``dask worker``: it replaces a process that dies, hangs or grows past ``--memory-limit``.
"""

from __future__ import annotations

import importlib
import threading
from collections.abc import Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from engine import background, tasks
from engine.errors import EngineError
from engine.frames import Frames, unpack
from engine.turns import NOBODY

_TASK: Final = "background_task"


class DaskBackend:
    """Requests through the executor of a Dask client, ``Client.get_executor()``.

    Args:
        address: the scheduler, as "tcp://host:port".
        allowed: prefixes of the names that may be run.
        preload: modules that a worker imports at `warm_up`.
        connect_seconds: how long to look for the scheduler.
    """

    def __init__(
        self,
        address: str,
        allowed: Sequence[str] = tasks.ALLOWED,
        preload: Sequence[str] = tasks.PRELOAD,
        connect_seconds: float = 10.0,
    ):
        self._address = address
        self._allowed = tuple(allowed)
        self._preload = tuple(preload)
        self._connect_seconds = connect_seconds
        self._connection: Future[Any] | None = None
        self._connector = ThreadPoolExecutor(1, thread_name_prefix="engine connector")
        self._lock = threading.Lock()

    def submit(self, request: Frames, seconds: float, asker: str = NOBODY) -> Future[Frames]:
        """Send a request to the cluster, which has its own order; the time limit runs when a worker takes it."""
        answer: Future[Frames] = Future()
        self._connect().add_done_callback(partial(self._send, request, seconds, answer))
        return answer

    def start(self, folder: Path) -> None:
        """Have a task in the background run on the machine that has the fewest of them; the cluster keeps it going.

        Raises:
            EngineError: the scheduler cannot be reached.
        """
        distributed = importlib.import_module("distributed")
        try:
            client = self._connect().result(2 * self._connect_seconds)
            busy = {worker: sum(_is_task(key) for key in keys) for worker, keys in client.processing().items()}
            least = sorted(busy, key=lambda worker: busy[worker])[:1]
            future = client.submit(
                background.run_on_worker, str(folder), key=f"{_TASK}-{uuid4().hex}", workers=least or None,
                allow_other_workers=bool(least), pure=False, priority=-10,
            )  # fmt: skip
            distributed.fire_and_forget(future)
        except Exception as error:
            raise EngineError("unavailable") from error

    def warm_up(self) -> None:
        """Connect, and let every worker load Keras; returns at once."""
        self._connect()

    def ready(self) -> bool:
        """Return True if the scheduler has been reached."""
        connection = self._connection
        return connection is not None and connection.done() and connection.exception() is None

    def shutdown(self) -> None:
        """Leave the cluster, which goes on without us."""
        with self._lock:
            connection, self._connection = self._connection, None
        self._connector.shutdown(wait=True)
        if connection is not None and connection.exception() is None:
            connection.result().close()

    def _connect(self) -> Future[Any]:
        """Return the connection under way or made; retry if the last attempt failed."""
        with self._lock:
            last = self._connection
            if last is None or (last.done() and last.exception()):
                last = self._connection = self._connector.submit(self._open)
            return last

    def _open(self) -> Any:
        distributed = importlib.import_module("distributed")  # an optional dependency
        client = distributed.Client(self._address, timeout=self._connect_seconds, set_as_default=False)
        for worker in client.scheduler_info(n_workers=-1)["workers"]:
            distributed.fire_and_forget(client.submit(tasks.preload, self._preload, workers=[worker], pure=False))
        return client

    def _send(self, request: Frames, seconds: float, answer: Future[Frames], connection: Future[Any]) -> None:
        if answer.cancelled():
            return
        try:
            executor = connection.result().get_executor(pure=False)
            blocks = tuple(bytes(block) for block in request)
            theirs: Future[Any] = executor.submit(
                tasks.perform_within, blocks, self._allowed, seconds, key=_key(request)
            )
        except Exception:
            self._fail(answer, "unavailable")
            return
        theirs.add_done_callback(partial(self._receive, answer))
        answer.add_done_callback(lambda ours: theirs.cancel() if ours.cancelled() else None)

    def _receive(self, answer: Future[Frames], theirs: Future[Any]) -> None:
        killed_worker = importlib.import_module("distributed").KilledWorker
        try:
            reply = theirs.result()
        except killed_worker:
            self._fail(answer, "died")
        except (Exception, CancelledError):
            self._fail(answer, "unavailable")
        else:
            if answer.set_running_or_notify_cancel():
                answer.set_result(reply)

    @staticmethod
    def _fail(answer: Future[Frames], code: str) -> None:
        if not answer.cancelled() and answer.set_running_or_notify_cancel():
            answer.set_exception(EngineError(code))


def _is_task(key: object) -> bool:
    return str(key).startswith(f"{_TASK}-")


def _key(request: Frames) -> str:
    """Return a unique name for each request that starts with its function's.

    The cluster estimates how long a task takes from those whose names start alike, and puts quick ones behind each
    other without looking twice; so a slow function must not share its name with a quick one.
    """
    function, _ = unpack(request)
    return f"{function.replace('.', '_')}-{uuid4().hex}"
