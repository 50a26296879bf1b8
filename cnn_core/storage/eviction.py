"""Eviction of the least recently used folders of a section of the workspace, such as prepared data sets and runs."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from cnn_core.storage import workspace

UNFINISHED: Final = 86_400.0
"""Seconds after which nobody is still writing into a temporary folder: its process was killed."""


def evict(
    section: workspace.Section,
    *,
    limit: int,
    keep_seconds: float,
    last_used: Callable[[Path], float],
    removable: Callable[[Path], bool] = lambda _: True,
) -> None:
    """Remove folders of a section, the least recently used first, until the others are within the limit.

    Args:
        section: of the workspace, as `cnn_core.storage.workspace.folder` names it.
        limit: bytes that all folders together may take.
        keep_seconds: seconds after its last use in which no folder is removed.
        last_used: gives the time of a folder's last use, in seconds since the epoch.
        removable: returns False for a folder that is in use.
    """
    places = sorted((last_used(place), place) for place in workspace.folder(section).iterdir() if place.is_dir())
    sizes = {place: _size(place) for _, place in places}
    total = sum(sizes.values())
    for used, place in places:
        if total <= limit or used > time.time() - keep_seconds:
            return
        if removable(place):
            total -= sizes[place]
            remove(place)


def remove_unfinished() -> None:
    """Remove temporary folders that a killed process left behind."""
    for unfinished in workspace.folder("temporary").iterdir():
        if unfinished.is_dir() and unfinished.stat().st_mtime < time.time() - UNFINISHED:
            shutil.rmtree(unfinished, ignore_errors=True)


def remove(place: Path) -> None:
    """Move a folder out of its place in one step, so that nobody opens half of it; then delete it."""
    beside = workspace.folder("temporary") / workspace.new_id()
    try:
        place.rename(beside)
    except OSError:
        return  # another process was quicker, or the system keeps open files
    shutil.rmtree(beside, ignore_errors=True)


def _size(place: Path) -> int:
    try:
        return sum(file.stat().st_size for file in place.rglob("*") if file.is_file())
    except OSError:
        return 0
