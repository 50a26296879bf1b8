"""Where what visitors make is kept: data sets, runs, models. One folder on this machine, always whole.

A file or a folder is first written beside its place and then moved there in one step: a full disk, or a process that
is killed, leaves what was there before.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Literal

Section = Literal["data", "collections", "downloads", "runs", "models", "queue", "temporary"]

ROOM: Final = 200_000_000
"""Bytes of the disk that are left to others."""

_ID: Final = re.compile(r"[0-9a-f]{32}")


class DiskFullError(ValueError):
    """There is no room left on the disk; the message says how much was wanted."""


def folder(section: Section) -> Path:
    """Return one part of the workspace; it is made when it is first asked for.

    The workspace is the folder that ``CONVLENS_HOME`` names, else ``.convlens`` in the home directory.

    Args:
        section: "data" (data sets, prepared for training), "collections" (pictures that visitors brought), "downloads",
            "runs" (trainings), "models" (networks kept under a name), "queue" (who waits for a turn), "temporary" (what
            is being written).
    """
    root = Path(os.environ.get("CONVLENS_HOME") or Path.home() / ".convlens")
    place = root / section
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    return place


def new_id() -> str:
    """Make an unguessable name of 32 hex digits: whoever has the link to a run or a collection has it, nobody else.

    Example:
        >>> is_id(new_id()), is_id("../../etc/passwd")
        (True, False)
    """
    return secrets.token_hex(16)


def is_id(text: str) -> bool:
    """Return True if a text from outside has the form of `new_id`, and may therefore become a part of a path."""
    return _ID.fullmatch(text) is not None


def make_room(size: int) -> None:
    """See whether as many bytes can be written.

    Raises:
        DiskFullError: they would not leave `ROOM` bytes to others.
    """
    free = shutil.disk_usage(folder("temporary")).free
    if free - size < ROOM:
        raise DiskFullError(
            f"What is kept must leave {ROOM // 1_000_000} MB of the disk free. Received: {size // 1_000_000} MB to "
            f"write, {free // 1_000_000} MB free. Remove runs or data sets that nobody needs, and try again."
        )


def write(path: Path, content: bytes) -> None:
    """Write a file in one step: readers see the old one or the new one, never a part.

    Raises:
        DiskFullError: there is no room; the old file stays.
    """
    make_room(len(content))
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


@contextmanager
def new_folder(place: Path, size: int = 0) -> Iterator[Path]:
    """Make a folder to write into; it becomes ``place`` in one step when all is written, unless that exists by then.

    Args:
        place: in the workspace.
        size: bytes that will be written, as far as that is known.

    Raises:
        DiskFullError: there is no room.
        FileExistsError: somebody else made ``place`` first; what was written is gone.
    """
    make_room(size)
    beside = folder("temporary") / new_id()
    beside.mkdir(mode=0o700)
    try:
        yield beside
        try:
            beside.rename(place)
        except OSError as error:
            if place.exists():
                raise FileExistsError(
                    f"A folder is made once. Received: {place.name}, which is there already"
                ) from error
            raise
    finally:
        shutil.rmtree(beside, ignore_errors=True)
