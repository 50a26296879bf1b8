"""Keeps the runs of all visitors within bounds: those that ended the longest ago go first."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path
from typing import Final

from cnn_core.storage import workspace
from cnn_core.tasks import folder as task_folder

LIMIT: Final = 20_000_000_000
"""Bytes of all runs; ``CONVLENS_RUNS_LIMIT`` names another number."""

KEPT: Final = 86_400.0
"""Seconds after its last change in which no run is removed."""


def tidy() -> None:
    """Remove runs that ended, the longest ago first, until the others are within the limit."""
    limit = int(os.environ.get("CONVLENS_RUNS_LIMIT") or LIMIT)
    runs = sorted((_changed(place), place) for place in workspace.folder("runs").iterdir() if place.is_dir())
    sizes = {place: _size(place) for _, place in runs}
    total = sum(sizes.values())
    for changed, place in runs:
        if total <= limit or changed > time.time() - KEPT:
            return
        if task_folder.state(place).state not in ("queued", "running"):
            total -= sizes[place]
            _remove(place)


def _changed(place: Path) -> float:
    """When the run wrote its last record, or was made."""
    return max((file.stat().st_mtime for file in place.iterdir() if file.is_file()), default=0.0)


def _size(place: Path) -> int:
    return sum(file.stat().st_size for file in place.rglob("*") if file.is_file())


def _remove(place: Path) -> None:
    """Take a run away: out of its place in one step, so that nobody opens half of it."""
    beside = workspace.folder("temporary") / workspace.new_id()
    try:
        place.rename(beside)
    except OSError:
        return  # another process was quicker
    shutil.rmtree(beside, ignore_errors=True)
