"""ZIP archives from anybody, read with suspicion: end record, links, bombs, and members read up to a bound.

An archive's end record says how long its directory is, so a directory of millions of entries is refused before Python's
`zipfile` reads it. Each caller knows its own limits and hands in the errors that a visitor is to see.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Final

MAX_RATIO: Final = 200
"""Bytes unpacked for one packed byte; what people pack stays far below."""

# .ZIP File Format Specification 6.3.10, 4.3.14 to 4.3.16: the end of the directory, in its short and its long form.
_END: Final = struct.Struct("<4s4H2LH")
_LONG_END: Final = struct.Struct("<4sQ2H2L4Q")
_LOCATOR: Final = struct.Struct("<4sLQL")
_LONGEST_COMMENT: Final = 0xFFFF
_LINK: Final = 0o120000
_KIND_OF_FILE: Final = 0o170000
_ENCRYPTED: Final = 0x1
_BLOCK: Final = 1 << 20
_DAMAGED: Final = (
    zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError, EOFError, zlib.error, struct.error, OSError,
    RuntimeError, KeyError, OverflowError,
)  # fmt: skip


@dataclass(frozen=True)
class End:
    """An archive's end record.

    Attributes:
        entries: how many members the directory says that it has.
        length: bytes of the directory.
        is_plain: True if the archive ends as most programs write it: the record is the last thing in the file, right
            behind the directory, without a comment and in the short form.
    """

    entries: int
    length: int
    is_plain: bool


@contextmanager
def refusing(damaged: Callable[[], Exception]) -> Iterator[None]:
    """Raise the caller's error for whatever `zipfile` raises about damaged archives.

    Example:
        >>> with refusing(lambda: ValueError("An archive is complete. Received: half of one.")):
        ...     raise zipfile.BadZipFile
        Traceback (most recent call last):
        ValueError: An archive is complete. Received: half of one.
    """
    try:
        yield
    except _DAMAGED as error:
        raise damaged() from error


def read_end(stream: IO[bytes], damaged: Callable[[], Exception]) -> End | None:
    """Read an archive's end record and nothing else; None if there is none.

    Args:
        stream: a binary file; it stands at its beginning afterwards.
        damaged: makes the error to raise when the record points nowhere.
    """
    size = stream.seek(0, 2)
    start = stream.seek(max(0, size - _END.size - _LONGEST_COMMENT))
    tail = stream.read()
    place = tail.rfind(b"PK\x05\x06")
    if place < 0 or len(tail) - place < _END.size:
        return None
    _, _, _, _, entries, length, offset, comment = _END.unpack_from(tail, place)
    is_plain = not comment and start + place + _END.size == size and offset + length == start + place
    locator = tail[max(0, place - _LOCATOR.size) : place]
    if locator.startswith(b"PK\x06\x07"):
        is_plain = False
        with refusing(damaged):
            stream.seek(_LOCATOR.unpack(locator)[2])
            _, _, _, _, _, _, _, entries, length, _ = _LONG_END.unpack(stream.read(_LONG_END.size))
    stream.seek(0)
    return End(entries, length, is_plain)


@contextmanager
def opened(stream: IO[bytes], damaged: Callable[[], Exception]) -> Iterator[zipfile.ZipFile]:
    """Open an archive whose end record has been checked; errors of the body are not called damage."""
    with refusing(damaged):
        archive = zipfile.ZipFile(stream)
    with archive:
        yield archive


def is_link(info: zipfile.ZipInfo) -> bool:
    """Return True if a member is a symbolic link."""
    return (info.external_attr >> 16) & _KIND_OF_FILE == _LINK


def is_encrypted(info: zipfile.ZipInfo) -> bool:
    """Return True if reading a member takes a password."""
    return bool(info.flag_bits & _ENCRYPTED)


def is_packed_rarely(info: zipfile.ZipInfo) -> bool:
    """Return True if a member is packed in a way that hardly anybody uses, and that is not read here."""
    return info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def is_odd(info: zipfile.ZipInfo) -> bool:
    """Return True if a member is a link, encrypted, packed rarely, or has a name that `zipfile` had to change."""
    return is_link(info) or is_encrypted(info) or is_packed_rarely(info) or info.orig_filename != info.filename


def is_bomb(info: zipfile.ZipInfo) -> bool:
    """Return True if a member claims to unpack to far more than it has bytes."""
    return info.file_size > MAX_RATIO * info.compress_size + 1000


def read(
    archive: zipfile.ZipFile,
    member: str | zipfile.ZipInfo,
    limit: int,
    *,
    damaged: Callable[[], Exception],
    too_large: Callable[[], Exception],
) -> bytes:
    """Read a member, at most one byte beyond a limit.

    Args:
        archive: an open archive.
        member: its name or its entry.
        limit: how many bytes it may have, unpacked.
        damaged: makes the error to raise when the member is missing or its bytes are not those that were packed.
        too_large: makes the error to raise when it has more bytes.
    """
    with refusing(damaged), archive.open(member) as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise too_large()
    return data


def blocks(archive: zipfile.ZipFile, member: str, damaged: Callable[[], Exception]) -> Iterator[bytes]:
    """Read a member in blocks of at most 1 MB, no more of them than the directory says."""
    with refusing(damaged), archive.open(member) as file:
        left = archive.getinfo(member).file_size
        while block := file.read(_BLOCK):
            left -= len(block)
            if left < 0:
                raise damaged()
            yield block
