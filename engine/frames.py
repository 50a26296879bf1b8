"""Plain data and arrays as a few blocks of bytes, and those blocks over a socket.

Arrays stay outside of the pickle (protocol 5) and are neither copied when they are packed nor when they are unpacked:
the unpacked arrays are read-only views of the received blocks, so one block can serve many visitors.
"""

from __future__ import annotations

import io
import pickle
import socket
import struct
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import numpy as np

Block: TypeAlias = bytes | bytearray | memoryview
Frames: TypeAlias = Sequence[Block]

_SIZE = struct.Struct("<Q")


class _Pickler(pickle.Pickler):
    def reducer_override(self, value: Any) -> Any:
        """Make arrays contiguous, because only those can stay outside of the pickle."""
        if isinstance(value, np.ndarray) and not value.dtype.hasobject and not value.flags.contiguous:
            return value.copy(order="C").__reduce_ex__(5)
        return NotImplemented


def pack(value: Any) -> list[Block]:
    """Turn plain data into blocks: the pickle, then each array's own memory.

    Raises:
        pickle.PicklingError, TypeError, AttributeError: ``value`` holds something that is not plain data.

    Example:
        >>> unpack(pack({"shape": (2, 3)}))
        {'shape': (2, 3)}
    """
    buffers: list[pickle.PickleBuffer] = []
    stream = io.BytesIO()
    _Pickler(stream, protocol=5, buffer_callback=buffers.append).dump(value)
    return [stream.getvalue(), *(buffer.raw() for buffer in buffers)]


def unpack(frames: Frames) -> Any:
    """Turn the blocks of `pack` back into the value; its arrays are read-only views of the blocks."""
    body, *buffers = frames
    return pickle.loads(body, buffers=[memoryview(block).toreadonly() for block in buffers])  # noqa: S301


def size(frames: Frames) -> int:
    """Count the bytes of the blocks."""
    return sum(len(block) for block in frames)


def _wait() -> None:
    """Keep waiting: the worker's own side has no limit."""


def send(channel: socket.socket, frames: Frames, tick: Callable[[], None] = _wait) -> None:
    """Write blocks: their count, their sizes, themselves.

    Args:
        channel: a stream socket. If it has a timeout, ``tick`` is called whenever that time passes without progress.
        frames: the blocks.
        tick: may raise to give up.
    """
    head = b"".join(_SIZE.pack(number) for number in (len(frames), *map(len, frames)))
    for block in (head, *frames):
        view = memoryview(block)
        while view:
            try:
                view = view[channel.send(view) :]
            except TimeoutError:
                tick()


def receive(channel: socket.socket, tick: Callable[[], None] = _wait) -> list[Block]:
    """Read blocks that `send` wrote; ``channel`` and ``tick`` as there.

    Raises:
        EOFError: the other side is gone.
    """
    (count,) = _SIZE.unpack(_exactly(channel, _SIZE.size, tick))
    sizes = _exactly(channel, _SIZE.size * count, tick)
    return [_exactly(channel, length, tick) for (length,) in _SIZE.iter_unpack(sizes)]


def _exactly(channel: socket.socket, length: int, tick: Callable[[], None]) -> bytearray:
    block = bytearray(length)
    view = memoryview(block)
    while view:
        try:
            got = channel.recv_into(view)
        except TimeoutError:
            tick()
            continue
        if not got:
            raise EOFError("the other side of the channel is gone")
        view = view[got:]
    return block
