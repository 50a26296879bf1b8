"""Starts the app, or any page, on a free loopback port, and stops it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.error import URLError
from urllib.request import urlopen

import psutil

HOST = "127.0.0.1"
EMPTY = "benchmarks/empty_app.py"


@dataclass(frozen=True)
class Server:
    """A running server."""

    port: int
    process: psutil.Process

    def resident_bytes(self) -> int:
        """Memory of the web process alone."""
        return int(self.process.memory_info().rss)


@contextmanager
def serve(
    script: str = "app.py", how: str = "uvicorn", environment: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """A server for the time of a ``with``.

    Args:
        script: the page, from the project's folder.
        how: "uvicorn", as ``make run`` starts it, or "streamlit" for ``streamlit run``.
        environment: more variables.
    """
    port = _free_port()
    variables = {
        **os.environ,
        "CONVLENS_BENCHMARK_SCRIPT": script,
        "OPENBLAS_NUM_THREADS": "1",
        **(environment or {}),
    }
    nowhere = subprocess.DEVNULL
    process = subprocess.Popen(_command(script, how, port), env=variables, stdout=nowhere, stderr=nowhere)  # noqa: S603 - our own
    try:
        _wait_until_healthy(port, process)
        yield Server(port, psutil.Process(process.pid))
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _command(script: str, how: str, port: int) -> list[str]:
    if how == "streamlit":
        return [sys.executable, "-m", "streamlit", "run", script, "--server.address", HOST, "--server.port", str(port)]
    options = ["--host", HOST, "--port", str(port), "--log-level", "warning", "--ws-per-message-deflate", "false"]
    return [sys.executable, "-m", "uvicorn", "benchmarks.asgi:app", *options]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _wait_until_healthy(port: int, process: subprocess.Popen[bytes], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            with urlopen(f"http://{HOST}:{port}/_stcore/health") as answer:
                if answer.status == 200:
                    return
        except (URLError, ConnectionError):
            pass
        if process.poll() is not None:
            raise RuntimeError(f"The server ended with status {process.returncode}.")
        time.sleep(0.05)
    raise RuntimeError(f"The server did not answer within {seconds} seconds.")
