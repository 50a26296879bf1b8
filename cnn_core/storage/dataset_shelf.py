"""Keeps the prepared data sets within bounds: those that nobody has used for the longest time go first."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path
from typing import Final

from cnn_core.datasets.dataset import ABOUT
from cnn_core.storage import workspace

LIMIT: Final = 8_000_000_000
"""Bytes of all prepared data sets; ``CONVLENS_DATA_LIMIT`` names another number."""

KEPT: Final = 3600.0
"""Seconds after its last use in which no data set is removed: somebody may be training on it."""

UNFINISHED: Final = 86_400.0
"""Seconds after which nobody is still writing into a temporary folder: its process was killed."""


def tidy() -> None:
    """Remove what a kill left unfinished; then the longest unused data sets, until the rest is within the limit."""
    for unfinished in workspace.folder("temporary").iterdir():
        if unfinished.is_dir() and unfinished.stat().st_mtime < time.time() - UNFINISHED:
            shutil.rmtree(unfinished, ignore_errors=True)
    limit = int(os.environ.get("CONVLENS_DATA_LIMIT") or LIMIT)
    shelf = sorted((_used(place), place) for place in workspace.folder("data").iterdir() if place.is_dir())
    total = sum(_size(place) for _, place in shelf)
    for used, place in shelf:
        if total <= limit or used > time.time() - KEPT:
            return
        total -= _size(place)
        _remove(place)


def _used(place: Path) -> float:
    try:
        return (place / ABOUT).stat().st_mtime
    except OSError:
        return 0.0


def _size(place: Path) -> int:
    try:
        return sum(file.stat().st_size for file in place.iterdir())
    except OSError:
        return 0


def _remove(place: Path) -> None:
    """Take a data set away: out of its place in one step, so that nobody opens half of it."""
    beside = workspace.folder("temporary") / workspace.new_id()
    try:
        place.rename(beside)
    except OSError:
        return  # another process was quicker, or the system keeps open files
    shutil.rmtree(beside, ignore_errors=True)
