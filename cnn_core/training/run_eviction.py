"""Eviction of old training runs, so that all runs stay within a limit on the disk."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from cnn_core.storage.eviction import evict
from cnn_core.tasks import folder as task_folder

MOST_BYTES: Final = 20_000_000_000
"""Of all runs; ``CONVLENS_RUNS_LIMIT`` names another number."""
KEEP_SECONDS: Final = 86_400.0
"""Seconds after its last change in which no run is removed."""


def evict_old_runs() -> None:
    """Remove the runs that ended the longest ago when all exceed ``CONVLENS_RUNS_LIMIT``; none that is under way."""
    limit = int(os.environ.get("CONVLENS_RUNS_LIMIT") or MOST_BYTES)
    evict("runs", limit=limit, keep_seconds=KEEP_SECONDS, last_used=_last_changed, removable=_is_over)


def _last_changed(place: Path) -> float:
    """Return the time of a run's last record, or of its making."""
    return max((file.stat().st_mtime for file in place.iterdir() if file.is_file()), default=0.0)


def _is_over(place: Path) -> bool:
    return task_folder.state(place).state not in ("queued", "running")
