"""The files of a run's folder, and who writes what.

==================  ==================================================================================================
run.json            its settings; written once
plan.json           the segments of its training, in epochs: [[0, 10], [10, 15]]; whoever starts it or goes on with it
picture.npy         the visitor's picture, as the network sees it; written once
task.json …         the task and how it ended (`cnn_core.tasks.folder`)
commands/           what its page asks of it, one file a command; its process takes them away
status.json         what its process is at: {"paused", "phase", "done", "total"}
metrics.jsonl       what it has measured, a line a record; its process appends
snapshots/          epoch-0000.npz …: filters, maps and prediction after an epoch
checkpoints/        epoch-0001.keras …: the whole network; state.npz: what it takes to go on exactly; best.npz: the same
                    after the best epoch so far
result.json         how right it is on test pictures, measured when it ended
==================  ==================================================================================================
"""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

SETTINGS: Final = "run.json"
PLAN: Final = "plan.json"
PICTURE: Final = "picture.npy"
COMMANDS: Final = "commands"
STATUS: Final = "status.json"
METRICS: Final = "metrics.jsonl"
SNAPSHOTS: Final = "snapshots"
CHECKPOINTS: Final = "checkpoints"
STATE: Final = "checkpoints/state.npz"
BEST: Final = "checkpoints/best.npz"
RESULT: Final = "result.json"

LONGEST_PAUSE: Final = 600.0
"""Seconds after which a paused run stops, so that others come; it can go on from its last checkpoint."""

_SNAPSHOT: Final = re.compile(r"epoch-(\d{4,6})\.npz")
_NETWORK: Final = re.compile(r"epoch-(\d{4,6})\.keras")
_UNREADABLE: Final[Mapping[str, Any]] = {"kind": "event", "event": "unreadable"}


def snapshot_path(folder: Path, epoch: int) -> Path:
    """Return the file of a snapshot."""
    return folder / SNAPSHOTS / f"epoch-{epoch:04d}.npz"


def network_path(folder: Path, epoch: int) -> Path:
    """Return the file of the whole network after an epoch."""
    return folder / CHECKPOINTS / f"epoch-{epoch:04d}.keras"


def snapshot_epochs(folder: Path) -> tuple[int, ...]:
    """List the epochs of which there is a snapshot, in order; files that are cut short are left out."""
    return _epochs(folder / SNAPSHOTS, _SNAPSHOT)


def network_epochs(folder: Path) -> tuple[int, ...]:
    """List the epochs after which the whole network was kept, in order."""
    return _epochs(folder / CHECKPOINTS, _NETWORK)


def records(path: Path, since: int = 0) -> list[dict[str, Any]]:
    """Read the records of a file of metrics.

    Args:
        path: the file; it need not be there.
        since: how many of them to leave out.

    Returns:
        A record a line. A line that is still being written is left out; one that cannot be read is an event of that
        name, so that the others keep their places.
    """
    try:
        content = path.read_bytes()
    except OSError:
        return []
    lines = content.split(b"\n")[:-1]
    return [_record(line) for line in lines[since:]]


def append(path: Path, record: Mapping[str, Any]) -> None:
    """Append a record; the file is opened for it alone, so that it is whole when the process is killed."""
    with path.open("ab") as file:
        file.write(json.dumps(record).encode() + b"\n")


def mend(path: Path) -> None:
    """End a line that was cut short when its process was killed, so that the next record has a line of its own."""
    if path.exists() and path.stat().st_size:
        with path.open("rb+") as file:
            file.seek(-1, 2)
            if file.read(1) != b"\n":
                file.write(b"\n")


def _record(line: bytes) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return dict(_UNREADABLE)
    whole = isinstance(found, dict) and (found.get("kind") == "event" or _is_measured(found))
    return found if whole else dict(_UNREADABLE)


def _is_measured(found: dict[str, Any]) -> bool:
    """Return True if a record has what everybody who reads it relies on."""
    names = {"batch": ("epoch", "batch", "batches"), "epoch": ("epoch", "seconds")}.get(str(found.get("kind")))
    return names is not None and all(isinstance(found.get(name), (int, float)) for name in names)


def _epochs(folder: Path, pattern: re.Pattern[str]) -> tuple[int, ...]:
    return tuple(sorted(_find(folder, pattern)))


def _find(folder: Path, pattern: re.Pattern[str]) -> Iterator[int]:
    if not folder.is_dir():
        return
    for file in folder.iterdir():
        match = pattern.fullmatch(file.name)
        if match and zipfile.is_zipfile(file):
            yield int(match[1])
