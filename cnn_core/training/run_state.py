"""What it takes to go on with a run exactly where it was: weights, optimizer, chance, and where the epochs stand."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np

from cnn_core import workspace
from cnn_core.task_folder import TaskFailedError
from cnn_core.training import run_files


@dataclass
class Progress:
    """Where a run stands after an epoch.

    Attributes:
        epoch: how many are finished.
        leg: of the plan's legs, the first epoch of the one that it is in.
        factor: by which the visitor has changed the learning rate.
        lowest: the lowest validation loss so far.
        waited: epochs since then.
        best: the epoch with the highest validation accuracy so far; 0: none yet.
        highest: that accuracy.
    """

    epoch: int = 0
    leg: int = 0
    factor: float = 1.0
    lowest: float = float("inf")
    waited: int = 0
    best: int = 0
    highest: float = -1.0

    def on_leg(self, first: int) -> None:
        """Begin another leg: its learning rate and its patience start anew."""
        if first != self.leg:
            self.leg, self.factor, self.lowest, self.waited = first, 1.0, float("inf"), 0


def save(folder: Path, progress: Progress, variables: Sequence[Any]) -> None:
    """Write the state in one step: whoever reads it finds the old one or the new one.

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
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def restore(folder: Path, variables: Sequence[Any]) -> Progress:
    """Put the variables as they were when the state was saved.

    Returns:
        Where the run stood; at its beginning, if nothing was saved yet.

    Raises:
        TaskFailedError: the file is broken, or of another network.
    """
    path = folder / run_files.STATE
    if not path.exists():
        return Progress()
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as found:
            values = [found[f"value_{number}"] for number in range(len(variables))]
            progress = Progress(**{one.name: found[one.name].item() for one in fields(Progress)})
        for variable, value in zip(variables, values, strict=True):
            variable.assign(value)
    except Exception as error:  # numpy and Keras raise anything at all on what does not fit
        raise TaskFailedError("broken", f"{path.name}: {error}") from error
    return progress
