"""The networks that visitors keep under a name, in the workspace's ``models/``; every visitor can choose them.

A network is a folder with ``card.json``, like the shipped ones', and the file that the card's entry "kept" names. A
card is put in its place in one step, after the network's file: a full disk or a killed process leaves the old pair.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Collection, Mapping
from functools import lru_cache
from hashlib import blake2b, sha256
from pathlib import Path
from typing import Any, ClassVar, Final, NamedTuple

from cnn_core.errors import CodedError, safe_text
from cnn_core.model_store.cards import Card, read_card
from cnn_core.model_store.kept_name import folder_name, free_title, is_folder_name, tidied
from cnn_core.storage import workspace
from cnn_core.storage.workspace import is_id

MOST_NETWORKS: Final = 200
MOST_BYTES: Final = 5_000_000_000
_CARD: Final = "card.json"


class KeptModelError(CodedError, ValueError):
    """A network that is not kept, or cannot be; the message says what to do.

    Attributes:
        code: which rule is broken; the catalogues have its sentence under ``keeping.error.<code>``.
        values: what is to be put into that sentence.
    """

    sentences: ClassVar = {
        "missing": "A kept network is one that somebody saved here. Received: {name}. Choose another, or save it.",
        "broken": "A kept network has a whole card and its file. Received: {name}, which lacks one. Save it again.",
        "full": "At most {networks} networks and {gigabytes} GB are kept. Received: one more. Delete some of yours.",
        "others": "A network is changed and deleted by those who saved it. Received: {name}. Save under another name.",
    }


class NameTakenError(CodedError, ValueError):
    """Somebody else keeps a network under this name.

    Attributes:
        code: "taken".
        values: "title", the name, and "suggestion", one like it that is free.
    """

    sentences: ClassVar = {
        "taken": "Each network has a name of its own. Received: {title!r}, which is taken. Save it as {suggestion!r}.",
    }


class _Kept(NamedTuple):
    """A card's entry "kept": the version of the network's file, hashes of the owners' secrets, the time in seconds."""

    digest: str
    owners: frozenset[str]
    saved: float


def names() -> tuple[str, ...]:
    """List the kept networks, those saved last first: every folder with a whole card and the file that it names."""
    found = [file.parent.name for file in workspace.folder("models").glob(f"*/{_CARD}")]
    return tuple(sorted(filter(is_kept, found), key=lambda name: (-_read(name)[1].saved, name)))


def is_kept(name: str) -> bool:
    """Return True if there is such a network, whole."""
    try:
        return path(name).is_file()
    except KeptModelError:
        return False


def path(name: str) -> Path:
    """Return the network's file.

    Raises:
        KeptModelError: there is no such network, or it is broken.

    Example:
        >>> path("../etc")
        Traceback (most recent call last):
        cnn_core.model_store.kept.KeptModelError: A kept network is one that somebody saved here. Received: ..?etc. \
Choose another, or save it.
    """
    file = _place(name) / _file(_read(name)[1].digest)
    if not file.is_file():
        raise KeptModelError("broken", {"name": name})
    return file


def card(name: str) -> Card:
    """Read the network's card.

    Raises:
        KeptModelError: as `path`.
    """
    return _read(name)[0]


def digest(name: str) -> str:
    """Return what tells this version of the network from those that were saved under its name before.

    Raises:
        KeptModelError: as `path`.
    """
    return _read(name)[1].digest


def is_owned(name: str, owners: Collection[str]) -> bool:
    """Return True if one of these secrets (of a session, of a run) saved the network.

    Raises:
        KeptModelError: as `path`.
    """
    return not _read(name)[1].owners.isdisjoint(map(_hidden, owners))


def keep(title: str, network: bytes, described: Mapping[str, Any], owners: Collection[str]) -> Card:
    """Keep a network under a name; under one that the same owners saved before, in the old one's place.

    Args:
        title: its name for people; see `cnn_core.model_store.kept_name`.
        network: the bytes of its .keras file, written by us.
        described: the entries of its card but "name" and "title"; see `cnn_core.model_store.cards.read_card`.
        owners: secrets, such as the session's and the run's; whoever knows one of them may replace and delete it.

    Raises:
        KeptNameError: the title cannot be.
        NameTakenError: somebody else has it.
        KeptModelError: there is no room for another network.
        DiskFullError: there is none on the disk.
        CardError: an entry is not what it must be.
    """
    tidy, name = tidied(title), folder_name(title)
    version = blake2b(network, digest_size=16).hexdigest()
    kept = {"digest": version, "owners": sorted(map(_hidden, owners)), "saved": time.time()}
    written = {**described, "name": name, "title": {"en": tidy, "ko": tidy}, "kept": kept}
    made = read_card(written, name)
    files = {_file(version): network, _CARD: json.dumps(written, ensure_ascii=False, indent=2).encode()}
    place = workspace.folder("models") / name
    if place.exists() or not _put(place, files):
        _replace(place, tidy, files, owners)
    return made


def remove(name: str, owners: Collection[str]) -> None:
    """Delete a network for good; at once, for everybody.

    Raises:
        KeptModelError: there is none of this name, or somebody else saved it.
    """
    if not is_owned(name, owners):
        raise KeptModelError("others", {"name": name})
    away = workspace.folder("temporary") / workspace.new_id()
    try:
        _place(name).rename(away)
    except FileNotFoundError as error:  # another visit of the owner was quicker
        raise KeptModelError("missing", {"name": name}) from error
    shutil.rmtree(away, ignore_errors=True)


def _put(place: Path, files: Mapping[str, bytes]) -> bool:
    """Make a network's folder; False: somebody else made it first."""
    size = sum(map(len, files.values()))
    _check_room(size)
    try:
        with workspace.new_folder(place, size) as beside:
            for name, content in files.items():
                workspace.write(beside / name, content)
    except FileExistsError:
        return False
    return True


def _replace(place: Path, title: str, files: Mapping[str, bytes], owners: Collection[str]) -> None:
    """Write the new network beside the old one, then the card, which decides, then remove the old network."""
    try:
        old = path(place.name) if is_owned(place.name, owners) else None
    except KeptModelError:
        old = None
    if old is None:
        suggestion = free_title(title, {file.name for file in place.parent.iterdir()})
        raise NameTakenError("taken", {"title": title, "suggestion": suggestion})
    try:
        for name, content in files.items():  # the card is the last
            workspace.write(place / name, content)
    except FileNotFoundError as error:  # deleted meanwhile
        raise KeptModelError("missing", {"name": place.name}) from error
    if old.name not in files:
        old.unlink(missing_ok=True)


def _check_room(size: int) -> None:
    files = [file for file in workspace.folder("models").glob("*/*") if file.is_file()]
    used = sum(file.stat().st_size for file in files)
    if len({file.parent for file in files}) >= MOST_NETWORKS or used + size > MOST_BYTES:
        raise KeptModelError("full", {"networks": MOST_NETWORKS, "gigabytes": MOST_BYTES // 1_000_000_000})


def _file(version: str) -> str:
    return f"model-{version}.keras"


def _hidden(owner: str) -> str:
    """Hash a secret: enough to know it again."""
    return sha256(owner.encode()).hexdigest()


def _place(name: str) -> Path:
    place = workspace.folder("models") / name
    if not is_folder_name(name) or not place.is_dir():
        raise KeptModelError("missing", {"name": safe_text(name)})
    return place


def _read(name: str) -> tuple[Card, _Kept]:
    file = _place(name) / _CARD
    try:
        return _read_file(file, file.stat().st_mtime_ns)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise KeptModelError("broken", {"name": name}) from error


@lru_cache(maxsize=2 * MOST_NETWORKS)
def _read_file(file: Path, _changed: int) -> tuple[Card, _Kept]:
    raw = json.loads(file.read_text(encoding="utf-8"))
    kept = raw["kept"]
    record = _Kept(str(kept["digest"]), frozenset(map(str, kept["owners"])), float(kept["saved"]))
    if not is_id(record.digest):
        raise KeptModelError("broken", {"name": file.parent.name})
    return read_card(raw, file.parent.name), record
