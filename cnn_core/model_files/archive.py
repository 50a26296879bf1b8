"""The .keras file as an archive: only the three members that Keras writes, each within its bounds.

The archive's own directory is looked at before Python's `zipfile` reads it, so that a directory of millions of entries
costs nothing. What Keras never writes (a comment, bytes before or after the archive, links, passwords) is refused.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import IO, Final

from cnn_core.model_files.error import ModelFileError

MAX_BYTES: Final = 200_000_000
MAX_CONFIG_BYTES: Final = 10_000_000
METADATA: Final = "metadata.json"
CONFIG: Final = "config.json"
WEIGHTS: Final = "model.weights.h5"

_LIMITS: Final = {METADATA: 10_000, CONFIG: MAX_CONFIG_BYTES, WEIGHTS: MAX_BYTES + 10_000_000}
_MAX_DIRECTORY_BYTES: Final = 100_000
_MAX_RATIO: Final = 200
_ASSET: Final = re.compile(r"assets/(\w[\w.\-]*/)*(\w[\w.\-]*)?", re.ASCII)
# .ZIP File Format Specification 6.3.10, 4.3.16: the end of the directory; disks, entries, size, offset, comment.
_END: Final = struct.Struct("<4s4H2LH")
_LOCATOR_OF_ZIP64: Final = 20
_SYMBOLIC_LINK: Final = 0o120000
_KIND_OF_FILE: Final = 0o170000


@contextmanager
def opened(source: bytes | str | Path) -> Iterator[zipfile.ZipFile]:
    """Open a .keras file and check its directory; what is read from it may still turn out to be damaged.

    Args:
        source: the bytes of the file, or its path.

    Raises:
        ModelFileError: it is no such file, or holds what Keras does not write.
    """
    try:
        with _stream(source) as stream:
            _check_ends(stream)
            with zipfile.ZipFile(stream) as archive:
                _check_members(archive.infolist())
                yield archive
    except (zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError, EOFError, zlib.error, struct.error) as error:
        raise ModelFileError("damaged") from error


def member(archive: zipfile.ZipFile, name: str) -> bytes:
    """The bytes of one member, no more of them than its bound allows.

    Raises:
        ModelFileError: there is no such member, it is larger than it said, or damaged.
    """
    try:
        with archive.open(name) as file:
            data = file.read(_LIMITS[name] + 1)
            if len(data) > _LIMITS[name]:
                raise _too_large(name)
            return data
    except (zipfile.BadZipFile, EOFError, zlib.error, OSError, RuntimeError, KeyError) as error:
        raise ModelFileError("damaged") from error


def _stream(source: bytes | str | Path) -> IO[bytes]:
    if isinstance(source, bytes):
        return BytesIO(source)
    try:
        return Path(source).open("rb")
    except (OSError, ValueError, TypeError) as error:
        raise ModelFileError("unreadable", {"received": type(source).__name__}) from error


def _check_ends(stream: IO[bytes]) -> None:
    """The beginning and the end of the file, without reading what lies between."""
    size = stream.seek(0, 2)
    if size == 0:
        raise ModelFileError("empty")
    if size > MAX_BYTES:
        raise ModelFileError("too_many_bytes", {"limit": MAX_BYTES // 1_000_000})
    stream.seek(0)
    beginning = stream.read(8)
    if beginning.startswith(b"\x89HDF"):
        raise ModelFileError("hdf5")
    if not beginning.startswith(b"PK\x03\x04"):
        raise ModelFileError("not_a_model")
    stream.seek(max(0, size - _END.size - _LOCATOR_OF_ZIP64))
    locator, end = stream.read(_LOCATOR_OF_ZIP64), stream.read()
    if len(end) != _END.size:
        raise ModelFileError("damaged")
    signature, _, _, _, entries, directory, offset, comment = _END.unpack(end)
    if signature != b"PK\x05\x06" or comment or offset + directory + _END.size != size:
        raise ModelFileError("damaged")
    if locator.startswith(b"PK\x06\x07") or directory > _MAX_DIRECTORY_BYTES or entries * 46 > directory:
        raise ModelFileError("damaged")
    stream.seek(0)


def _check_members(members: list[zipfile.ZipInfo]) -> None:
    names = [one.filename for one in members]
    for one in members:
        _check_member(one, names.count(one.filename))
    for name in (CONFIG, WEIGHTS):
        if name not in names:
            raise ModelFileError("member", {"member": f"an archive without {name}"})
    if sum(one.file_size for one in members) > sum(_LIMITS.values()):
        raise _too_large(max(members, key=lambda one: one.file_size).filename)


def _check_member(one: zipfile.ZipInfo, copies: int) -> None:
    known = one.filename in _LIMITS or _ASSET.fullmatch(one.filename)
    link = (one.external_attr >> 16) & _KIND_OF_FILE == _SYMBOLIC_LINK
    packed = one.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
    if not known or copies > 1 or link or not packed or one.flag_bits & 1 or one.orig_filename != one.filename:
        raise ModelFileError("member", {"member": one.orig_filename})
    if one.file_size > _LIMITS.get(one.filename, MAX_CONFIG_BYTES):
        raise _too_large(one.filename)
    if one.file_size > _MAX_RATIO * one.compress_size + 1000:
        raise _too_large(one.filename)


def _too_large(name: str) -> ModelFileError:
    return ModelFileError("unpacked", {"member": name, "limit": _LIMITS.get(name, MAX_CONFIG_BYTES) // 1_000_000})
