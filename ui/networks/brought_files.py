"""The model files that visitors brought along: in a private folder, by digest, for as long as their visit."""

from __future__ import annotations

import shutil
import tempfile
import threading
import time
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Final

MAX_BYTES: Final = 1_000_000_000
MAX_SECONDS: Final = 2 * 3600.0


class HeldFile:
    """One visitor's hold on a file. The file goes when the last hold on it is gone, as at the end of a visit.

    Attributes:
        path: where the file lies; its name says nothing but its digest.
        digest: the same for the same bytes.
    """

    def __init__(self, path: Path, digest: str):
        self.path = path
        self.digest = digest


@dataclass
class _Entry:
    size: int
    used: float
    holds: int = 0


class ModelFolder:
    """A private folder with a bound in bytes and in age. Thread-safe.

    Args:
        max_bytes: of all files together; the one not used for the longest time goes first.
        max_seconds: how long a file stays that nobody uses.
        now: the clock, in seconds.

    Example:
        >>> folder = ModelFolder()
        >>> held = folder.keep(b"model")
        >>> folder.find(held)
        True
        >>> path = held.path; del held; path.exists()
        False
    """

    def __init__(
        self,
        max_bytes: int = MAX_BYTES,
        max_seconds: float = MAX_SECONDS,
        now: Callable[[], float] = time.monotonic,
    ):
        self._max_bytes = max_bytes
        self._max_seconds = max_seconds
        self._now = now
        self._entries: dict[str, _Entry] = {}
        self._lock = threading.RLock()  # a hold may end, by the garbage collector, while the lock is held
        self._folder = Path(tempfile.mkdtemp(prefix="convlens-models-"))  # for this user alone
        weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)

    def keep(self, data: bytes) -> HeldFile:
        """Store a file, and hold it. The same bytes are stored once.

        Args:
            data: at most ``max_bytes``.
        """
        digest = blake2b(data, digest_size=16).hexdigest()
        with self._lock:
            self._make_room(len(data), digest)
            entry = self._entries.get(digest)
            if entry is None:
                self._path(digest).write_bytes(data)
                entry = self._entries[digest] = _Entry(len(data), self._now())
            entry.used = self._now()
            entry.holds += 1
        held = HeldFile(self._path(digest), digest)
        weakref.finalize(held, self._release, digest, entry)
        return held

    def find(self, held: HeldFile) -> bool:
        """Return True if a held file is still there, and mark it as used."""
        with self._lock:
            self._make_room(0, held.digest)
            entry = self._entries.get(held.digest)
            if entry is not None:
                entry.used = self._now()
            return entry is not None

    def _path(self, digest: str) -> Path:
        return self._folder / f"{digest}.keras"

    def _make_room(self, size: int, wanted: str) -> None:
        """Remove what is too old, then what is needed least, until ``size`` more bytes have room."""
        oldest_first = sorted(self._entries, key=lambda digest: self._entries[digest].used)
        for digest in oldest_first:
            entry = self._entries[digest]
            full = sum(one.size for one in self._entries.values()) + size > self._max_bytes
            if self._now() - entry.used > self._max_seconds or (full and digest != wanted):
                self._remove(digest)

    def _release(self, digest: str, entry: _Entry) -> None:
        with self._lock:
            entry.holds -= 1
            if entry.holds <= 0 and self._entries.get(digest) is entry:
                self._remove(digest)

    def _remove(self, digest: str) -> None:
        del self._entries[digest]
        self._path(digest).unlink(missing_ok=True)


@cache
def folder() -> ModelFolder:
    """Return the one folder of this server; it goes with the process."""
    return ModelFolder()
