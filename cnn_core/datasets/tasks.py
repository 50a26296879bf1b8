"""Prepares a data set in the background: what the engine starts in a process of its own."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any, Final

from cnn_core.datasets import preparing as datasets
from cnn_core.datasets import source as data_source
from cnn_core.storage import workspace

PROGRESS: Final = "progress.json"

_SELDOM: Final = 0.2  # seconds between two words about the progress


def prepare_data(folder: Path, arguments: dict[str, Any]) -> None:
    """Prepare a data set; ``folder/progress.json`` says how far it is: {"phase", "done", "total"}.

    Args:
        folder: where the progress is written.
        arguments: "data", the data set as `cnn_core.datasets.source` writes it, and "side", pixels (0: the usual ones).

    Raises:
        DataSourceError: the text means no data set.
        DatasetError: there are no such pictures, or too many.
        DownloadError: they cannot be fetched.
        DiskFullError: there is no room for them.
    """
    source = data_source.decode(arguments["data"])
    datasets.prepare(source, int(arguments["side"]), _Words(folder / PROGRESS))


def prepare_now(data: str, side: int, moment: float) -> str:
    """Prepare a data set that takes seconds, while somebody waits; the digest of its pictures.

    Args:
        data: the data set, as `cnn_core.datasets.source` writes it.
        side: pixels of a side; 0: the usual ones.
        moment: when it was asked for. The engine shares what it has computed, and the pictures may be gone since then.

    Raises:
        DataSourceError, DatasetError, DownloadError, DiskFullError: as `prepare_data`.

    Example:
        >>> len(prepare_now("shapes:count=10", 32, moment=0.0))
        64
    """
    del moment
    return datasets.prepare(data_source.decode(data), side).digest


class _Words:
    """Writes progress to a file, not too often; a new phase and its end always."""

    def __init__(self, path: Path) -> None:
        self._path, self._phase, self._last = path, "", 0.0

    def __call__(self, phase: str, done: int, total: int) -> None:
        now = time.monotonic()
        if phase == self._phase and done < total and now - self._last < _SELDOM:
            return
        self._phase, self._last = phase, now
        workspace.write(self._path, json.dumps({"phase": phase, "done": done, "total": total}).encode())


def progress(folder: Path) -> tuple[str, int, int] | None:
    """Read the progress of a preparation: the phase ("download", "read" or "compare"), how much is done, of how much.

    None before it has begun.
    """
    try:
        said = json.loads((folder / PROGRESS).read_bytes())
    except OSError:
        return None
    return said["phase"], said["done"], said["total"]
