"""A lock that holds between processes: one at a time does what is done once."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes]) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)

    def _try_lock(file: IO[bytes]) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

    _try_share = _try_lock

    def _unlock(file: IO[bytes]) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _lock(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX)

    def _try_lock(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _try_share(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)

    def _unlock(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Wait until nobody else, in this process or another, is in such a block for the same path.

    A process that is killed lets go. The file stays: taking it away would let two in.

    Args:
        path: of the lock's file, which is made if need be and stays empty.
    """
    with path.open("ab") as file:
        _lock(file)
        try:
            yield
        finally:
            _unlock(file)


def try_lock(path: Path) -> IO[bytes] | None:
    """Take the lock without waiting; None if somebody else has it.

    Args:
        path: as in `locked`.

    Returns:
        A file; the lock is held until it is closed, or until the process ends, however it does.
    """
    file = path.open("ab")
    try:
        _try_lock(file)
    except OSError:
        file.close()
        return None
    return file


def is_locked(path: Path) -> bool:
    """Return True if somebody, in this process or another, has the lock; those who only look do not count.

    While one looks, `try_lock` may find the lock taken, for a moment.
    """
    try:
        with path.open("rb") as file:
            _try_share(file)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False
