"""State of a run, to go on exactly where it was: weights, optimizer, chance, and where the epochs stand."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np

from cnn_core.storage import workspace
from cnn_core.tasks.folder import TaskFailedError
from cnn_core.training import run_files


@dataclass
class Progress:
    """Where a run stands after an epoch.

    Attributes:
        epoch: how many are finished.
        leg: the first epoch of the plan's segment that it is in; files on the disk call it so.
        factor: by which the visitor has changed the learning rate.
        lowest: the lowest validation loss so far.
        waited: epochs since then.
        best: the epoch with the highest validation accuracy so far, or with early stopping the one with the lowest
            validation loss, by which that goes; 0: none yet.
        highest: that accuracy, or minus that loss.
    """

    epoch: int = 0
    leg: int = 0
    factor: float = 1.0
    lowest: float = float("inf")
    waited: int = 0
    best: int = 0
    highest: float = float("-inf")

    def begin_segment(self, first: int) -> None:
        """Begin another segment: its learning rate and its patience start anew."""
        if first != self.leg:
            self.leg, self.factor, self.lowest, self.waited = first, 1.0, float("inf"), 0


def save(folder: Path, progress: Progress, variables: Sequence[Any]) -> None:
    """Write the state in one step: whoever reads it finds the old one or the new one.

    That of the best epoch stays beside it until a better one comes.

    Raises:
        DiskFullError: there is no room.
    """
    arrays = {f"value_{number}": np.asarray(variable) for number, variable in enumerate(variables)}
    content = BytesIO()
    np.savez(content, **arrays, **asdict(progress))  # type: ignore[arg-type]
    path = folder / run_files.STATE
    workspace.make_room(content.tell())
    beside = path.with_name(f".{secrets.token_hex(4)}.npz")
    try:
        beside.write_bytes(content.getbuffer())
        if progress.best == progress.epoch:
            _hold(beside, folder / run_files.BEST)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _hold(content: Path, name: Path) -> None:
    """Give a file that is never changed another name too, in one step; where a disk cannot, make a copy."""
    another = content.with_suffix(".best")
    try:
        try:
            another.hardlink_to(content)
        except OSError:
            shutil.copyfile(content, another)
        another.replace(name)
    finally:
        another.unlink(missing_ok=True)


def restore(folder: Path, variables: Sequence[Any], name: str = run_files.STATE) -> Progress:
    """Put the variables as they were when the state was saved.

    Args:
        folder: of the run.
        variables: those that were saved, in the same order.
        name: which state: `run_files.STATE`, the last one, or `run_files.BEST`.

    Returns:
        Where the run stood; at its beginning, if nothing was saved yet.

    Raises:
        TaskFailedError: the file is broken, or of another network.
    """
    path = folder / name
    if not path.exists():
        return Progress()
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as found:
            values = [found[f"value_{number}"] for number in range(len(variables))]
            progress = Progress(**{one.name: found[one.name].item() for one in fields(Progress)})
        for variable, value in zip(variables, values, strict=True):
            variable.assign(value)
    except Exception as error:  # numpy and Keras raise anything at all on what does not fit
        raise TaskFailedError("broken", {"message": f"{path.name}: {error}"}) from error
    return progress
