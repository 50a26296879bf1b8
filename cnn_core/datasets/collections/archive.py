"""A ZIP of pictures, read with suspicion: nothing is unpacked, every member within its bounds, one at a time.

What is amiss with the archive as a whole refuses it; what is amiss with one member leaves that one out, with a reason:

- "unsafe_path": its path leads out of the archive's folder;
- "link", "encrypted", "compression": it is no plain file, or packed in a way that is not read;
- "nested": it is an archive itself;
- "no_class": it lies in no folder;
- "too_many_bytes": it is larger than a picture may be;
- "broken": its bytes are not those that were packed;

and from `cnn_core.pictures.errors`, when it is decoded, what is amiss with the picture.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Final

from cnn_core.datasets.collections.names import ARCHIVES, clean_name, is_junk, is_unsafe, member_name, places_of
from cnn_core.datasets.error import DatasetError
from cnn_core.datasets.stream import LeftOut, Pixels
from cnn_core.pictures.errors import ImageError
from cnn_core.pictures.images import MAX_BYTES, load_image
from cnn_core.storage import guarded_zip

MOST_FILES: Final = 200_000
MOST_CLASSES: Final = 10_000
MOST_BYTES: Final = 4_000_000_000
"""Of an archive."""

MOST_UNPACKED: Final = 20_000_000_000
"""Bytes of all members together, as the archive's directory says."""

_MOST_DIRECTORY_BYTES: Final = 60_000_000


@dataclass(frozen=True)
class Member:
    """A file of an archive that may be a picture.

    Attributes:
        position: in the archive's directory.
        class_name: the folder that it lies in.
        name: of the file, without folders.
        held_out: whether it lies in a folder of pictures to measure with, called test or validation.
    """

    position: int
    class_name: str
    name: str
    held_out: bool = False


@dataclass(frozen=True)
class Survey:
    """The promises of an archive's directory.

    Attributes:
        members: what may be a picture, in the directory's order.
        left_out: what is none, and why.
    """

    members: tuple[Member, ...]
    left_out: tuple[LeftOut, ...]


@contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open a ZIP whose directory is within the bounds.

    Raises:
        DatasetError: it is none, or too large, or lies about its size.
    """
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise DatasetError("archive_too_large", {"limit": MOST_BYTES // 10**9, "received": f"{size / 10**9:.1f}"})
    with path.open("rb") as file:
        _check_directory(file)
        with guarded_zip.opened(file, _not_an_archive) as archive:
            yield archive


def survey(path: Path) -> Survey:
    """Look an archive's directory through; no picture is decoded.

    Raises:
        DatasetError: it is no ZIP, or too large, or holds no picture in a folder.
    """
    with opened(path) as archive:
        infos = archive.infolist()
    _check_sizes(infos, path.stat().st_size)
    files, left_out = [], []
    for position, info in enumerate(infos):
        name = member_name(info.filename, info.flag_bits).replace("\\", "/")
        if info.is_dir() or name.endswith("/") or is_junk(name):
            continue
        reason = _reason(info, name)
        if reason:
            left_out.append(LeftOut(clean_name(name), reason))
        else:
            files.append((position, PurePosixPath(name)))
    members = []
    for (position, path_inside), place in zip(files, places_of([inside for _, inside in files]), strict=True):
        if place.class_name:
            members.append(Member(position, place.class_name, clean_name(path_inside.name), place.held_out))
        else:
            left_out.append(LeftOut(clean_name(str(path_inside)), "no_class"))
    _check_classes(members, len(left_out))
    return Survey(tuple(members), tuple(left_out))


def read_member(archive: zipfile.ZipFile, position: int) -> bytes | str:
    """Read the bytes of a member, at most as many as a picture may have; or return the reason why there are none."""
    info = archive.infolist()[position]
    broken, too_large = _UnreadableError("broken"), _UnreadableError("too_many_bytes")
    try:
        return guarded_zip.read(archive, info, MAX_BYTES, damaged=lambda: broken, too_large=lambda: too_large)
    except _UnreadableError as error:
        return str(error)


class _UnreadableError(Exception):
    """A member that cannot be read; its text is the reason."""


def decoded(data: bytes) -> Pixels | str:
    """Decode the picture that bytes hold, uint8 (rows, columns, 3), or return a code of `cnn_core.pictures.errors`."""
    if data[:4] == b"PK\x03\x04":
        return "nested"
    try:
        return load_image(data)
    except ImageError as error:
        return error.code


def _reason(info: zipfile.ZipInfo, name: str) -> str:
    """Return why a member is left out unread; "" if it is not."""
    if is_unsafe(name):
        return "unsafe_path"
    if guarded_zip.is_link(info):
        return "link"
    if guarded_zip.is_encrypted(info):
        return "encrypted"
    if guarded_zip.is_packed_rarely(info):
        return "compression"
    if PurePosixPath(name).suffix.lower() in ARCHIVES:
        return "nested"
    return "too_many_bytes" if info.file_size > MAX_BYTES else ""


def _check_sizes(infos: list[zipfile.ZipInfo], size: int) -> None:
    """Refuse a bomb: members that overlap, or unpack to more than any collection of pictures has."""
    packed, unpacked = (sum(getattr(info, name) for info in infos) for name in ("compress_size", "file_size"))
    if packed > size or unpacked > MOST_UNPACKED:
        raise DatasetError("bomb", {"limit": MOST_UNPACKED // 10**9})


def _check_classes(members: list[Member], left_out: int) -> None:
    classes = {member.class_name for member in members}
    if not classes:
        raise DatasetError("no_pictures", {"left_out": left_out})
    if len(classes) > MOST_CLASSES:
        raise DatasetError("too_many_classes", {"limit": MOST_CLASSES, "received": len(classes)})


def _not_an_archive() -> DatasetError:
    return DatasetError("not_an_archive")


def _check_directory(file: IO[bytes]) -> None:
    """Refuse a directory that is too long before it is read as a whole."""
    end = guarded_zip.read_end(file, _not_an_archive)
    if end is None:
        raise _not_an_archive()
    if end.entries > MOST_FILES or end.length > _MOST_DIRECTORY_BYTES:
        raise DatasetError("too_many_files", {"limit": MOST_FILES, "received": end.entries})
