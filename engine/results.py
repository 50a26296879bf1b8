"""Finished results, shared between visitors within a bound in bytes."""

from __future__ import annotations

from collections import OrderedDict

from engine.frames import Frames, size


class SharedResults:
    """The replies last used, at most so many bytes of them. Not thread-safe: its owner holds a lock.

    Args:
        bound: how many bytes are kept; 0 keeps nothing.

    Example:
        >>> results = SharedResults(5)
        >>> results.keep(b"first", [b"123"]); results.keep(b"second", [b"456"])
        >>> results.find(b"first"), results.find(b"second"), results.bytes
        (None, [b'456'], 3)
    """

    def __init__(self, bound: int):
        self.bytes = 0
        self._bound = bound
        self._replies: OrderedDict[bytes, Frames] = OrderedDict()

    def find(self, key: bytes) -> Frames | None:
        """The reply kept under ``key``, which now counts as the last used, or None."""
        if key in self._replies:
            self._replies.move_to_end(key)
        return self._replies.get(key)

    def keep(self, key: bytes, reply: Frames) -> None:
        """Keep a reply, and let go of those not used for the longest time. One larger than the bound is not kept."""
        if size(reply) > self._bound:
            return
        self.bytes += size(reply) - size(self._replies.pop(key, ()))
        self._replies[key] = reply
        while self.bytes > self._bound:
            _, oldest = self._replies.popitem(last=False)
            self.bytes -= size(oldest)
