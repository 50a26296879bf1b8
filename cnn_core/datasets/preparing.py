"""Data sets for training: found, made or fetched, brought to one size, and kept ready on the disk.

Each is prepared once for each size; a prepared one opens at once. `cnn_core.datasets.tasks` prepares in the background.

Example:
    >>> made = prepare(DataSource("shapes", options=(("count", 10),)), 32)
    >>> made.images.shape, made.images.dtype.name, made.classes[:2]
    ((80, 32, 32, 3), 'uint8', ('circle', 'ring'))
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Final, Literal

from cnn_core.datasets import streams as dataset_streams
from cnn_core.datasets.collections import collection as picture_collections
from cnn_core.datasets.dataset import ABOUT, Dataset, open_dataset
from cnn_core.datasets.kinds import KINDS, Kind, kind, side_of
from cnn_core.datasets.originals import files as dataset_files
from cnn_core.datasets.source import OWN, DataSource, encode
from cnn_core.datasets.split import Split, split
from cnn_core.datasets.writer import Progress, write_dataset
from cnn_core.storage import workspace
from cnn_core.storage.eviction import evict, remove_unfinished
from cnn_core.storage.file_lock import locked

__all__ = [
    "KINDS",
    "Dataset",
    "Kind",
    "Split",
    "availability",
    "kind",
    "prepare",
    "prepared",
    "side_of",
    "split",
]

FORMAT: Final = 2
"""Of prepared data sets; another number prepares all of them anew."""
MOST_BYTES: Final = 8_000_000_000
"""Of all prepared data sets; ``CONVLENS_DATA_LIMIT`` names another number."""
KEEP_SECONDS: Final = 3600.0
"""Seconds after its last use in which no data set is removed: somebody may be training on it."""


def prepared(source: DataSource, side: int = 0) -> Dataset | None:
    """Open the data set if it was prepared on this machine at this size; cheap.

    Args:
        source: which one.
        side: pixels of a side; 0: as it comes, or its default.
    """
    if source.kind == OWN and not picture_collections.exists(source.name):
        return None
    return open_dataset(workspace.folder("data") / _key(source, side_of(source, side)))


def prepare(source: DataSource, side: int = 0, progress: Progress = lambda phase, done, total: None) -> Dataset:
    """Return the data set, prepared if that has not been done; wait for another process that is at it already.

    Args:
        source: which one.
        side: pixels of a side; 0: as it comes, or its default.
        progress: called with the phase ("download", "read", "compare"), how far it is, and how far it goes.

    Raises:
        DatasetError: there are no such pictures, or too many.
        DownloadError: they cannot be fetched.
        DiskFullError: there is no room for them.
    """
    size = side_of(source, side)
    place = workspace.folder("data") / _key(source, size)
    with locked(place.with_suffix(".lock")):
        there = open_dataset(place)
        if there is None:
            stream = dataset_streams.stream_of(source, size, progress)
            evict_unused()
            with workspace.new_folder(place) as folder:
                write_dataset(stream, folder, source, size, progress)
            there = open_dataset(place)
    if there is None:
        raise FileNotFoundError(f"A prepared data set stays for an hour. Received: {place.name} is gone. Try again.")
    return there


def evict_unused() -> None:
    """Remove what killed processes left, and the least recently used data sets beyond ``CONVLENS_DATA_LIMIT`` bytes."""
    remove_unfinished()
    limit = int(os.environ.get("CONVLENS_DATA_LIMIT") or MOST_BYTES)
    evict("data", limit=limit, keep_seconds=KEEP_SECONDS, last_used=_last_used)


def _last_used(place: Path) -> float:
    try:
        return (place / ABOUT).stat().st_mtime
    except OSError:
        return 0.0


def availability(source: DataSource, side: int = 0) -> Literal["here", "prepare", "download"]:
    """Return what it takes to have the data set: nothing, some computing, or the internet."""
    if prepared(source, side) is not None:
        return "here"
    fetched = source.kind in dataset_files.ORIGINALS and not dataset_files.here(source.kind)
    return "download" if fetched else "prepare"


def _key(source: DataSource, side: int) -> str:
    """Return the name of the data set's folder: a digest of all that decides about its content."""
    parts: list[object] = [FORMAT, encode(source), side]
    if source.kind == OWN:
        parts.append(picture_collections.version(source.name))
    elif (path := dataset_files.own_file(source.kind)) is not None:
        facts = path.stat()
        parts += [path.name, facts.st_size, facts.st_mtime_ns]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]
