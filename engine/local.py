"""The engine's workers as processes on this machine: one thread here for each of them."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from engine import tasks
from engine.errors import EngineError
from engine.frames import Block, Frames, receive, send
from engine.limits import Limits
from engine.turns import NOBODY, Turns

_TICK_SECONDS = 0.2
_IDLE_SECONDS = 1.0
# Addresses that a worker has without having used the memory: its program, its libraries, the stacks of its threads.
_PROGRAM_BYTES = 1_000_000_000
_PROJECT = Path(__file__).resolve().parents[1]


@dataclass(eq=False)
class _Job:
    request: Frames
    seconds: float
    answer: Future[Frames] = field(default_factory=Future)


class LocalBackend:
    """A pool of worker processes, each replaced when it dies, hangs or grows too large.

    Args:
        limits: how many workers, and how large they may grow.
        allowed: prefixes of the names that may be run.
        preload: modules that a worker imports before its first request.
        environment: variables for the workers, on top of ours and those of ``engine.tasks``.
    """

    def __init__(
        self,
        limits: Limits,
        allowed: Sequence[str] = tasks.ALLOWED,
        preload: Sequence[str] = tasks.PRELOAD,
        environment: Mapping[str, str] | None = None,
    ):
        self._limits = limits
        fence_bytes = limits.worker_bytes + _PROGRAM_BYTES if limits.fenced else 0
        self._command = [
            "-m", "engine.worker", "DESCRIPTOR", ",".join(allowed), ",".join(preload), str(fence_bytes)
        ]  # fmt: skip
        self._environment = _environment(environment or {})
        self._jobs: Turns[_Job] = Turns(most=max(1, limits.workers - 1))
        self._seats: list[_Seat] = []
        self._lock = threading.Lock()
        self._turn = threading.Lock()

    def submit(self, request: Frames, seconds: float, asker: str = NOBODY) -> Future[Frames]:
        """Queue a request; the time limit starts to run when a worker takes it."""
        self.warm_up()
        job = _Job(request, seconds)
        self._jobs.put(job, asker)
        job.answer.add_done_callback(lambda answer: self._jobs.drop(job, asker) if answer.cancelled() else None)
        return job.answer

    def warm_up(self) -> None:
        """Start the workers, if that has not happened yet; returns at once."""
        with self._lock:
            if not self._seats:
                largest = self._limits.worker_bytes
                self._seats = [_Seat(self._jobs, self._hire, self._turn, largest) for _ in range(self._limits.workers)]
                for seat in self._seats:
                    seat.start()

    def ready(self) -> bool:
        """Return True if a worker has loaded everything and takes requests."""
        return any(seat.ready for seat in self._seats)

    def waiting(self) -> int:
        """Count the requests that no worker has taken yet."""
        return len(self._jobs)

    def _hire(self) -> _Worker:
        return _Worker(self._command, self._environment, self._limits)

    def shutdown(self) -> None:
        """End the workers at once; what still waits is cancelled."""
        with self._lock:
            seats, self._seats = self._seats, []
        for seat in seats:
            seat.leave()
        self._jobs.wake()
        for seat in seats:
            seat.join()
        for job in self._jobs.clear():
            job.answer.cancel()


class _Seat(threading.Thread):
    """One place in the pool: it takes jobs, has its worker answer them, and replaces it when need be."""

    def __init__(self, jobs: Turns[_Job], hire: Callable[[], _Worker], turn: threading.Lock, largest: int):
        super().__init__(name="engine seat", daemon=True)
        self.ready = False
        self._jobs = jobs
        self._hire = hire
        self._turn = turn
        self._largest = largest
        self._worker: _Worker | None = None
        self._left = False

    def run(self) -> None:
        self._replace()
        while not self._left:
            self._serve_next()
        self._discard()

    def leave(self) -> None:
        """Let the worker end, and the thread after it; a running job gets an EngineError."""
        self._left = True
        worker = self._worker
        if worker is not None:
            worker.end()

    def _serve_next(self) -> None:
        """Answer the next request; without one, look after the worker, which may have died while it was idle."""
        taken = self._jobs.take(_IDLE_SECONDS, lambda: self._left)
        if taken is None:
            if self._worker is not None and not self._worker.alive():
                self._replace()
            return
        job, visitor = taken
        try:
            if job.answer.set_running_or_notify_cancel():
                self._answer(job)
        finally:
            self._jobs.done(visitor)

    def _answer(self, job: _Job) -> None:
        if self._worker is None or not self._worker.alive():
            self._replace()
        if self._worker is None:
            job.answer.set_exception(EngineError("unavailable"))
            return
        try:
            reply = self._worker.ask(job.request, job.seconds)
        except EngineError as error:
            self._discard()
            job.answer.set_exception(error)
            self._replace()
            return
        job.answer.set_result(reply)
        if self._worker.bytes() > self._largest:
            self._replace()

    def _replace(self) -> None:
        """Hire a new worker; one seat after the other, as two that load Keras at once take the web process's core."""
        self._discard()
        with self._turn:
            if self._left:
                return
            self._worker = self._hire()
            try:
                self._worker.wait_until_ready()
                self.ready = True
            except EngineError:
                self._discard()

    def _discard(self) -> None:
        worker, self._worker, self.ready = self._worker, None, False
        if worker is not None:
            worker.close()


class _Worker:
    """One worker process and the socket to it."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], limits: Limits):
        self._limits = limits
        self._channel, theirs = socket.socketpair()
        self._channel.settimeout(_TICK_SECONDS)
        self._folder = tempfile.mkdtemp(prefix="convlens-worker-")  # all that it writes; it may be killed at any time
        environment = {**environment, "TMPDIR": self._folder}
        with theirs:
            arguments = [str(theirs.fileno()) if part == "DESCRIPTOR" else part for part in command]
            self._process = subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, *arguments], stdin=subprocess.PIPE, pass_fds=(theirs.fileno(),), env=environment
            )
        self._usage = psutil.Process(self._process.pid)
        if limits.niceness:
            self._usage.nice(limits.niceness)

    def wait_until_ready(self) -> None:
        """Wait for the message that everything is loaded.

        Raises:
            EngineError: it ended, or took too long.
        """
        try:
            receive(self._channel, self._deadline(self._limits.start_seconds))
        except (EngineError, EOFError, OSError) as error:
            raise EngineError("unavailable") from error

    def ask(self, request: Frames, seconds: float) -> list[Block]:
        """Have one request answered.

        Raises:
            EngineError: it took too long, grew too large, or the process died.
        """
        tick = self._deadline(seconds)
        try:
            send(self._channel, request, tick)
            return receive(self._channel, tick)
        except (EOFError, OSError) as error:
            raise EngineError("died") from error

    def alive(self) -> bool:
        return self._process.poll() is None

    def bytes(self) -> int:
        """Resident memory; 0 for a process that is gone."""
        try:
            return int(self._usage.memory_info().rss)
        except psutil.Error:
            return 0

    def end(self) -> None:
        """End the process; whoever waits for its answer is told that it died."""
        self._process.kill()

    def close(self) -> None:
        """End the process and give back everything that belonged to it."""
        self.end()
        self._process.wait()
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._channel.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _deadline(self, seconds: float) -> Callable[[], None]:
        end = time.monotonic() + seconds

        def tick() -> None:
            if self.bytes() > self._limits.worker_bytes:
                raise EngineError("memory")
            if time.monotonic() > end:
                raise EngineError("timeout")

        return tick


def _environment(more: Mapping[str, str]) -> dict[str, str]:
    """Return a worker's variables: it finds this project wherever the web process was started."""
    given = {**os.environ, **tasks.ENVIRONMENT, **more}
    paths = [str(_PROJECT), given.get("PYTHONPATH", "")]
    return {**given, "PYTHONPATH": os.pathsep.join(filter(None, paths))}
