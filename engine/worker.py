"""The program of a worker process: ``python -m engine.worker DESCRIPTOR ALLOWED PRELOAD FENCE``.

A program of its own, and not a process spawned by ``multiprocessing``, because that would run the web process's main
module again, which under Streamlit is the page. It reads requests from the socket DESCRIPTOR and writes the replies
there; ALLOWED and PRELOAD are lists with commas; FENCE is how many bytes it may ask for behind the fence of
`engine.fence`, or 0 for no fence. It ends when its parent does, however that happens.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from engine import fence, tasks
from engine.frames import pack, receive, send


def _end_with_parent() -> None:
    """Standard input is a pipe that only the parent can write to; it ends when the parent is gone."""
    os.read(sys.stdin.fileno(), 1)
    os._exit(0)


def _serve(channel: socket.socket, allowed: tuple[str, ...]) -> None:
    while True:
        try:
            request = receive(channel)
        except EOFError:
            return
        send(channel, tasks.perform(request, allowed))


@contextmanager
def _quiet() -> Iterator[None]:
    """Drop what TensorFlow's native code prints while it loads; Python's own errors are printed after it."""
    sys.stderr.flush()
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def _names(text: str) -> tuple[str, ...]:
    return tuple(filter(None, text.split(",")))


def main(descriptor: str, allowed: str, preload: str, fence_bytes: str) -> None:
    """Load what requests need, say so, and serve."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, whose end is ours
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with socket.socket(fileno=int(descriptor)) as channel:
        with _quiet():
            tasks.preload(_names(preload))
        if int(fence_bytes):
            fence.put_up(int(fence_bytes))
        send(channel, pack("ready"))
        _serve(channel, _names(allowed))


if __name__ == "__main__":
    main(*sys.argv[1:])
