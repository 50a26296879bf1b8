"""A run of training, as its folder tells it: made, started, followed, commanded, gone on with. Without Keras.

Its process (`cnn_core.training.run_process`) and everybody who looks at it meet in the folder alone, so that closing a
browser, another machine's browser, or a new server change nothing.

Example:
    >>> open_run("../../etc/passwd")
    Traceback (most recent call last):
    cnn_core.training.run_folder.UnknownRunError: A run's id is 32 hexadecimal digits of a run that is here. \
Received: '../../etc/passwd'. Open the whole link.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cnn_core.model_store.cards import CardInput
from cnn_core.networks.input import network_picture
from cnn_core.settings import SettingError
from cnn_core.storage import workspace
from cnn_core.tasks import folder as task_folder
from cnn_core.training import run_files
from cnn_core.training.run_eviction import evict_old_runs
from cnn_core.training.run_settings import RunSettings, checked, from_json, to_json

__all__ = ["Launch", "Run", "RunSettings", "RunStatus", "Snapshot", "UnknownRunError", "create", "go_on", "open_run",
           "start"]  # fmt: skip

TASK: Final = "cnn_core.training.run_process.train"
"""What the run's process calls."""
LANE: Final = "training"
MOST_EPOCHS_IN_ALL: Final = 2000
"""Of a run that went on again and again; at once there are `cnn_core.training.training_settings.MOST_EPOCHS`."""
_WORDS: Final = 200
_COMMANDS: Final = ("pause", "go_on", "stop", "rate")

Launch = Callable[[str, Path, Mapping[str, Any], str], None]
"""Starts a process: function, folder, arguments and lane, as ``engine.start`` takes them."""


class UnknownRunError(ValueError):
    """There is no such run here, or nothing can be made of its folder."""


@dataclass(frozen=True)
class RunStatus:
    """Where a run stands.

    Attributes:
        state: "queued", "running", "done", "stopped", "failed", or "interrupted": its process is gone.
        paused: whether a running one waits for "go_on".
        place: of a queued one, how many are before it.
        code: of a failed one, what went wrong; the catalogues have the sentence.
        message: of a failed one, more about it.
        phase: what a running one is at: "start", "features", "train", "test".
        done: of a phase that is counted, how much of it.
        total: of how much.
    """

    state: str
    paused: bool = False
    place: int = 0
    code: str = ""
    message: str = ""
    phase: str = ""
    done: int = 0
    total: int = 0


class Snapshot(NamedTuple):
    """The state of a network after an epoch.

    Attributes:
        layer: the name of the first layer that has maps; "" if there is none.
        picture: the visitor's picture, as the network sees it: uint8 (rows, columns, 1 or 3).
        prediction: its scores, float32 (classes,).
        maps: the layer's outputs for it, float32 (rows, columns, maps), or None.
        filters: the layer's kernels, float32 (rows, columns, channels, filters), or None.
    """

    layer: str
    picture: NDArray[np.uint8]
    prediction: NDArray[np.float32]
    maps: NDArray[np.float32] | None
    filters: NDArray[np.float32] | None


@dataclass(frozen=True)
class Run:
    """A run that is here.

    Attributes:
        id: its name, which nobody can guess.
        folder: where everything of it lies.
        settings: what it does.
    """

    id: str
    folder: Path
    settings: RunSettings

    @property
    def segments(self) -> tuple[tuple[int, int], ...]:
        """(first, last) epochs of each time that it was started or given more; they follow each other."""
        usual = ((0, self.settings.training.epochs),)
        found = (task_folder.read(self.folder / run_files.PLAN) or {}).get("legs")
        try:
            segments = tuple((int(first), int(last)) for first, last in found or ())
        except (TypeError, ValueError):
            return usual
        whole = segments and all(0 <= first < last <= MOST_EPOCHS_IN_ALL for first, last in segments)
        return segments if whole else usual

    @property
    def epochs(self) -> int:
        """Return how many epochs it is to have."""
        return self.segments[-1][1]

    @property
    def result(self) -> dict[str, Any] | None:
        """Return the result on test pictures: accuracy, low, high, right, pictures, loss, epoch; None: not measured."""
        found = task_folder.read(self.folder / run_files.RESULT)
        names = ("accuracy", "low", "high")
        return found if found and all(isinstance(found.get(name), float) for name in names) else None

    def status(self) -> RunStatus:
        """Return the state of the run; cheap."""
        task = task_folder.state(self.folder)
        if task.state != "running":
            return RunStatus(task.state, False, task.place, task.code, task.message)
        said = task_folder.read(self.folder / run_files.STATUS) or {}
        numbers = {name: said[name] for name in ("done", "total") if isinstance(said.get(name), int)}
        return RunStatus("running", said.get("paused") is True, phase=str(said.get("phase", "start")), **numbers)

    def metrics(self, since: int = 0) -> list[dict[str, Any]]:
        """Read its records, in order, but for the first ``since``.

        A batch: {"kind": "batch", "epoch", "batch", "batches", "loss", "accuracy", "rate"}, means since the last one.
        A finished epoch: {"kind": "epoch", "epoch", "loss", "accuracy", "val_loss", "val_accuracy", "rate", "seconds",
        "pictures_per_second", "layers": [{"name", "gradient", "activation", "dead"}]}. An event: {"kind": "event",
        "event": "paused", "go_on", "stopped", "rate", "early_stop", "nan", …, "epoch"}. Epochs count from 1.
        """
        return run_files.records(self.folder / run_files.METRICS, since)

    def snapshots(self) -> tuple[int, ...]:
        """List the epochs of which there is a snapshot; 0 is before the training."""
        return run_files.snapshot_epochs(self.folder)

    def snapshot(self, epoch: int) -> Snapshot:
        """Read the network's snapshot after an epoch.

        Raises:
            UnknownRunError: there is no such snapshot.
        """
        try:
            path = run_files.snapshot_path(self.folder, epoch)
            with path.open("rb") as file, np.load(file, allow_pickle=False) as found:
                maps, filters = (found[name] if name in found.files else None for name in ("maps", "filters"))
                return Snapshot(str(found["layer"]), found["picture"], found["prediction"], maps, filters)
        except Exception as error:  # numpy raises anything at all on a broken file
            raise UnknownRunError(f"A run has snapshots of some epochs. Received: {epoch}. Choose another.") from error

    def kept_epochs(self) -> tuple[int, ...]:
        """List the epochs after which the whole network was kept."""
        return run_files.network_epochs(self.folder)

    def command(self, name: Literal["pause", "go_on", "stop", "rate"], value: float | None = None) -> None:
        """Ask something of a run that waits or runs; of any other it is nothing.

        Args:
            name: what.
            value: of "rate", the learning rate from the next batch on, in [1e-8, 100].

        Raises:
            ValueError: another command, or another rate.
        """
        if name not in _COMMANDS:
            raise ValueError(f"A command is one of {', '.join(_COMMANDS)}. Received: {str(name)[:40]!r}")
        if name == "rate" and not _is_rate(value):
            raise ValueError(f"A learning rate is a number from 1e-8 to 100. Received: {value!r}")
        state = task_folder.state(self.folder).state
        if state == "queued" and name == "stop":
            task_folder.stop(self.folder)
        elif state in ("queued", "running"):
            place = self.folder / run_files.COMMANDS
            if len(list(place.iterdir())) < _WORDS:
                task_folder.put(place / f"{time.time_ns():020d}-{name}.json", {"name": name, "value": value})


def create(settings: RunSettings, picture: NDArray[np.uint8]) -> Run:
    """Make a run's folder; nothing runs yet.

    Args:
        settings: what it is to do.
        picture: the visitor's, uint8 (rows, columns, 3), whose maps are kept epoch by epoch.

    Raises:
        SettingError: there cannot be such a run.
        DiskFullError: there is no room for it.
    """
    settings = checked(replace(settings, created=time.time()))
    draft = settings.draft
    evict_old_runs()
    seen = network_picture(picture, CardInput(draft.rows, draft.columns, draft.channels, "bytes"))
    content = BytesIO()
    np.save(content, seen[..., : draft.channels])
    run = Run(workspace.new_id(), Path(), settings)
    run = replace(run, folder=workspace.folder("runs") / run.id)
    with workspace.new_folder(run.folder, size=1_000_000) as folder:
        for name in (run_files.COMMANDS, run_files.SNAPSHOTS, run_files.CHECKPOINTS):
            (folder / name).mkdir()
        (folder / run_files.PICTURE).write_bytes(content.getvalue())
        task_folder.put(folder / run_files.PLAN, {"legs": [[0, settings.training.epochs]]})
        (folder / run_files.SETTINGS).write_text(json.dumps(to_json(settings)), encoding="utf-8")
    return run


def start(settings: RunSettings, picture: NDArray[np.uint8], launch: Launch) -> Run:
    """Make a run and start it.

    Args:
        settings: what it is to do.
        picture: as in `create`.
        launch: starts its process.

    Raises:
        SettingError, DiskFullError: as `create`; and whatever ``launch`` raises.
    """
    run = create(settings, picture)
    try:
        launch(TASK, run.folder, {}, LANE)
    except Exception:
        shutil.rmtree(run.folder, ignore_errors=True)
        raise
    return run


def go_on(run: Run, more: int, launch: Launch) -> None:
    """Go on with a run from its last checkpoint; nothing, while it waits or runs.

    Args:
        run: which one.
        more: epochs on top of those that it has done; 0: those that it was to have.
        launch: starts its process.

    Raises:
        SettingError: too many epochs; and whatever ``launch`` raises.
    """
    if task_folder.state(run.folder).state in ("queued", "running"):
        return
    if more:
        done = max([record["epoch"] for record in run.metrics() if record["kind"] == "epoch"], default=0)
        _check_epochs(done + more)
        segments = [segment for segment in run.segments if segment[0] < done]
        segments[-1:] = [(segments[-1][0], done)] if segments else []
        task_folder.put(run.folder / run_files.PLAN, {"legs": [*segments, (done, done + more)]})
    for command in (run.folder / run_files.COMMANDS).glob("*.json"):
        command.unlink(missing_ok=True)  # meant for the session before
    launch(TASK, run.folder, {}, LANE)


def open_run(name: str) -> Run:
    """Open the run of an id.

    Raises:
        UnknownRunError: there is none here, or its settings cannot be read.
    """
    folder = workspace.folder("runs") / name if workspace.is_id(name) else None
    found = task_folder.read(folder / run_files.SETTINGS) if folder else None
    if folder is None or found is None:
        raise UnknownRunError(
            f"A run's id is 32 hexadecimal digits of a run that is here. Received: {name[:40]!r}. Open the whole link."
        )
    try:
        return Run(name, folder, from_json(found))
    except (SettingError, TypeError) as error:
        raise UnknownRunError(f"A run has settings that can be read. Received: {error}. Start a new one.") from error


def _is_rate(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 1e-8 <= value <= 100


def _check_epochs(epochs: int) -> None:
    if not 1 <= epochs <= MOST_EPOCHS_IN_ALL:
        raise SettingError(f"A run has at most {MOST_EPOCHS_IN_ALL} epochs. Received: {epochs}. Start a new one.")
