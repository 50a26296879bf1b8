"""A project file as an archive: a manifest with the hash of every member, and only members that a project has.

`cnn_core.storage.guarded_zip` reads it; a member is given out only when its hash is the manifest's. Nothing is unpacked
to a path that the file says.
"""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, Final

from cnn_core.projects.error import ProjectError
from cnn_core.storage import guarded_zip

FORMAT: Final = "convlens-project"
VERSION: Final = 1
MANIFEST: Final = "manifest.json"
PICTURES: Final = "data/{number}/pictures.zip"
"""Of each collection of pictures of one's own, counted from 1."""
MOST_BYTES: Final = 200_000_000
"""As many as a browser may send here; see `server.maxUploadSize`."""
MOST_RUNS: Final = 20
MOST_MEMBERS: Final = 5000

# A member's name → how many bytes it may have, unpacked.
_LIMITS: Final = (
    (re.compile(re.escape(MANIFEST)), 1_000_000),
    (re.compile(PICTURES.format(number="[1-9][0-9]?").replace(".", r"\.")), MOST_BYTES),
    (re.compile(r"runs/[1-9][0-9]?/(settings|result)\.json"), 200_000),
    (re.compile(r"runs/[1-9][0-9]?/metrics\.jsonl"), 60_000_000),
    (re.compile(r"runs/[1-9][0-9]?/checkpoints/epoch-[0-9]{4,6}\.keras"), MOST_BYTES),
    (re.compile(r"runs/[1-9][0-9]?/snapshots/epoch-[0-9]{4,6}\.npz"), 40_000_000),
    (re.compile(r"runs/[1-9][0-9]?/checkpoints/state\.npz"), MOST_BYTES),
)
_PACKED: Final = re.compile(r".*\.(zip|keras|npz)")
_MAX_DIRECTORY_BYTES: Final = 600_000
_BLOCK: Final = 1 << 20


def write_archive(target: Path, about: Mapping[str, Any], members: Mapping[str, Path | bytes]) -> None:
    """Write a project file.

    Args:
        target: its path.
        about: what stands in the manifest beside the hashes; JSON.
        members: name in the archive → its content, or the file that has it.

    Raises:
        ProjectError: a name is none that a project has, or the whole is too large.
    """
    sizes = {name: _size(content) for name, content in members.items()}
    if (
        sum(sizes.values()) > MOST_BYTES
        or len(members) >= MOST_MEMBERS
        or any(size > _limit(name) for name, size in sizes.items())
    ):
        raise _too_large()
    files = {name: {"bytes": sizes[name], "sha256": _hash(content)} for name, content in members.items()}
    manifest = {"format": FORMAT, "version": VERSION, **about, "files": files}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
        for name, content in members.items():
            packing = zipfile.ZIP_STORED if _PACKED.fullmatch(name) else zipfile.ZIP_DEFLATED
            if isinstance(content, Path):
                archive.write(content, name, packing)
            else:
                archive.writestr(name, content, packing)


class ProjectArchive:
    """An open project file; see `opened`.

    Attributes:
        about: its manifest.
        names: its members but for the manifest.
    """

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.about = _manifest(_read(archive, MANIFEST))
        self._files: dict[str, Any] = self.about["files"]
        self.names = tuple(self._files)
        if sorted([*self.names, MANIFEST]) != sorted(archive.namelist()):
            raise ProjectError("member", {"member": "files that the manifest does not list"})

    def size(self, name: str) -> int:
        """Return the bytes of a member, unpacked."""
        return self._archive.getinfo(name).file_size

    def read(self, name: str) -> bytes:
        """Read a member's bytes, as they were saved.

        Raises:
            ProjectError: there is no such member, it is damaged, or was changed.
        """
        content = _read(self._archive, name)
        self._check(name, sha256(content).hexdigest())
        return content

    def copy(self, name: str, target: Path) -> None:
        """Write a member's bytes to a file of our own choice.

        Raises:
            ProjectError: as `read`.
        """
        state = sha256()
        with target.open("wb") as file:
            for block in guarded_zip.blocks(self._archive, name, _damage_error):
                state.update(block)
                file.write(block)
        self._check(name, state.hexdigest())

    def _check(self, name: str, found: str) -> None:
        entry = self._files.get(name)
        if not isinstance(entry, dict) or entry.get("sha256") != found:
            raise ProjectError("changed", {"member": name})


@contextmanager
def opened(source: Path | IO[bytes]) -> Iterator[ProjectArchive]:
    """Open a project file, and check its directory and its manifest.

    Args:
        source: its path, or a binary file.

    Raises:
        ProjectError: it is none, or holds what a project does not, or was written by a newer version.
    """
    with source.open("rb") if isinstance(source, Path) else nullcontext(source) as stream:
        _check_ends(stream)
        with guarded_zip.opened(stream, _damage_error) as archive:
            _check_members(archive.infolist())
            yield ProjectArchive(archive)


def _damage_error() -> ProjectError:
    return ProjectError("damaged")


def _too_large() -> ProjectError:
    return ProjectError("too_large", {"limit": MOST_BYTES // 1_000_000})


def _check_ends(stream: IO[bytes]) -> None:
    """Check the beginning and the end of the file, without reading what lies between."""
    if stream.seek(0, 2) > MOST_BYTES + _MAX_DIRECTORY_BYTES + 1_000_000:
        raise _too_large()
    stream.seek(0)
    if stream.read(4) != b"PK\x03\x04":
        raise ProjectError("not_a_project")
    end = guarded_zip.read_end(stream, _damage_error)
    if end is None or not end.is_plain:
        raise ProjectError("not_a_project")
    if end.length > _MAX_DIRECTORY_BYTES or end.entries > MOST_MEMBERS:
        raise _damage_error()


def _check_members(members: list[zipfile.ZipInfo]) -> None:
    names = [one.filename for one in members]
    if MANIFEST not in names:
        raise ProjectError("not_a_project")
    for one in members:
        if names.count(one.filename) > 1 or guarded_zip.is_odd(one) or one.file_size > _limit(one.filename):
            raise ProjectError("member", {"member": one.orig_filename})
        if guarded_zip.is_bomb(one):
            raise _too_large()
    if sum(one.file_size for one in members) > MOST_BYTES + 1_000_000:
        raise _too_large()


def _limit(name: str) -> int:
    """Return how many bytes a member of this name may have.

    Raises:
        ProjectError: a project has none of this name.
    """
    for pattern, limit in _LIMITS:
        if pattern.fullmatch(name):
            return limit
    raise ProjectError("member", {"member": name})


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    """Read a member, no more of it than the directory says."""
    return b"".join(guarded_zip.blocks(archive, name, _damage_error))


def _manifest(content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise ProjectError("not_a_project") from error
    if not isinstance(found, dict) or found.get("format") != FORMAT or type(found.get("version")) is not int:
        raise ProjectError("not_a_project")
    if found["version"] > VERSION:
        raise ProjectError("newer", {"limit": VERSION, "received": found["version"]})
    if not isinstance(found.get("files"), dict):
        raise ProjectError("content", {"member": MANIFEST})
    return found


def _size(content: Path | bytes) -> int:
    return content.stat().st_size if isinstance(content, Path) else len(content)


def _hash(content: Path | bytes) -> str:
    if isinstance(content, bytes):
        return sha256(content).hexdigest()
    state = sha256()
    with content.open("rb") as file:
        while block := file.read(_BLOCK):
            state.update(block)
    return state.hexdigest()
