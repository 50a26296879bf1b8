"""A run that was trained elsewhere, taken over as a run of this machine that has ended. Without Keras."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnn_core.storage import workspace
from cnn_core.tasks import folder as task_folder
from cnn_core.training import run_files
from cnn_core.training.run_settings import RunSettings, to_json


@dataclass(frozen=True)
class Content:
    """The content of a run; all of it has been checked.

    Attributes:
        settings: what it did.
        records: of batches and epochs, in order.
        result: how right it is on test pictures, or None.
        files: networks, snapshots and state: name inside of the run's folder → file.
    """

    settings: RunSettings
    records: Sequence[Mapping[str, Any]]
    result: Mapping[str, Any] | None
    files: Mapping[str, Path]


@contextmanager
def adopted(name: str, content: Content) -> Iterator[None]:
    """Make a run with this id, which is there when the block has ended; not if that ends with an error.

    Args:
        name: its id, a new one.
        content: what it consists of.

    Raises:
        DiskFullError: there is no room for it.
    """
    size = sum(path.stat().st_size for path in content.files.values())
    with workspace.new_folder(workspace.folder("runs") / name, size) as folder:
        for part in (run_files.COMMANDS, run_files.SNAPSHOTS, run_files.CHECKPOINTS):
            (folder / part).mkdir()
        for inside, path in content.files.items():
            shutil.copyfile(path, folder / inside)
        np.save(folder / run_files.PICTURE, _picture(folder, content.settings))
        lines = "".join(f"{json.dumps(record)}\n" for record in content.records)
        (folder / run_files.METRICS).write_text(lines, encoding="utf-8")
        done = max([record["epoch"] for record in content.records if record["kind"] == "epoch"], default=0)
        task_folder.put(folder / run_files.PLAN, {"legs": [[0, max(1, done)]]})
        if content.result is not None:
            task_folder.put(folder / run_files.RESULT, content.result)
        task_folder.finish(folder, "done")
        (folder / run_files.SETTINGS).write_text(json.dumps(to_json(content.settings)), encoding="utf-8")
        yield


def _picture(folder: Path, settings: RunSettings) -> NDArray[np.uint8]:
    """Read the picture of the run's snapshots; a grey one, where there is none. uint8 (rows, columns, channels)."""
    draft = settings.draft
    wanted = (draft.rows, draft.columns, draft.channels)
    for epoch in run_files.snapshot_epochs(folder):
        with np.load(run_files.snapshot_path(folder, epoch), allow_pickle=False) as found:
            picture: NDArray[np.uint8] = found["picture"]
        if picture.shape == wanted:
            return picture
    return np.full(wanted, 128, np.uint8)
