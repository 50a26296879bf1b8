"""The .keras file as an archive: only the three members that Keras writes, each within its bounds.

`cnn_core.storage.guarded_zip` reads it. What Keras never writes (a comment, bytes before or after the archive, links,
passwords) is refused.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import IO, Final

from cnn_core.model_files.error import ModelFileError
from cnn_core.storage import guarded_zip

MAX_BYTES: Final = 200_000_000
MAX_CONFIG_BYTES: Final = 10_000_000
METADATA: Final = "metadata.json"
CONFIG: Final = "config.json"
WEIGHTS: Final = "model.weights.h5"

_LIMITS: Final = {METADATA: 10_000, CONFIG: MAX_CONFIG_BYTES, WEIGHTS: MAX_BYTES + 10_000_000}
_MAX_DIRECTORY_BYTES: Final = 100_000
_ASSET: Final = re.compile(r"assets/(\w[\w.\-]*/)*(\w[\w.\-]*)?", re.ASCII)


@contextmanager
def opened(source: bytes | str | Path) -> Iterator[zipfile.ZipFile]:
    """Open a .keras file and check its directory; what is read from it may still turn out to be damaged.

    Args:
        source: the bytes of the file, or its path.

    Raises:
        ModelFileError: it is no such file, or holds what Keras does not write.
    """
    with _stream(source) as stream:
        _check_ends(stream)
        with guarded_zip.opened(stream, _damage_error) as archive:
            _check_members(archive.infolist())
            yield archive


def member(archive: zipfile.ZipFile, name: str) -> bytes:
    """Read the bytes of one member, no more of them than its bound allows.

    Raises:
        ModelFileError: there is no such member, it is larger than it said, or damaged.
    """
    return guarded_zip.read(archive, name, _LIMITS[name], damaged=_damage_error, too_large=lambda: _too_large(name))


def _stream(source: bytes | str | Path) -> IO[bytes]:
    if isinstance(source, bytes):
        return BytesIO(source)
    try:
        return Path(source).open("rb")
    except (OSError, ValueError, TypeError) as error:
        raise ModelFileError("unreadable", {"received": type(source).__name__}) from error


def _check_ends(stream: IO[bytes]) -> None:
    """Check the beginning and the end of the file, without reading what lies between."""
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
    end = guarded_zip.read_end(stream, _damage_error)
    if end is None or not end.is_plain or end.length > _MAX_DIRECTORY_BYTES or end.entries * 46 > end.length:
        raise _damage_error()


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
    if not known or copies > 1 or guarded_zip.is_odd(one):
        raise ModelFileError("member", {"member": one.orig_filename})
    if one.file_size > _LIMITS.get(one.filename, MAX_CONFIG_BYTES) or guarded_zip.is_bomb(one):
        raise _too_large(one.filename)


def _damage_error() -> ModelFileError:
    return ModelFileError("damaged")


def _too_large(name: str) -> ModelFileError:
    return ModelFileError("unpacked", {"member": name, "limit": _LIMITS.get(name, MAX_CONFIG_BYTES) // 1_000_000})
