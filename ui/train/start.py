"""Starting a run, and going on with one: what stands in the way is said, with the way out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any, Final

import engine
from cnn_core import drafts as network_draft
from cnn_core.augmentation import settings as augmentation_settings
from cnn_core.datasets import source as data_source
from cnn_core.projects.workbench import WorkbenchSettings
from cnn_core.settings import SettingError
from cnn_core.storage.workspace import DiskFullError
from cnn_core.training import run_folder
from cnn_core.training.run_folder import Run, RunSettings
from cnn_core.training.training_settings import TrainingSettings
from engine import EngineError
from ui import settings, workbench
from ui.language import t
from ui.pictures import picker as pictures
from ui.requests import notices
from ui.runs import known as train_runs

_NOTICES: Final = "train"


def refusal() -> str | None:
    """Say why the last run could not be started, once."""
    return notices.take_last(_NOTICES) or None


def wanted() -> RunSettings:
    """Return the settings of a new run: the workbench and the training's settings as they are now."""
    bench, training = settings.read(WorkbenchSettings), settings.read(TrainingSettings)
    return RunSettings(
        title=workbench.data_label(),
        data=data_source.encode(workbench.source()),
        side=bench.side,
        split_seed=bench.split_seed,
        network=network_draft.encode(workbench.draft()),
        augmentation=augmentation_settings.encode(workbench.augmentation()),
        training=training,
    )


def start() -> None:
    """Start the run that is prepared, and open it. For callbacks."""
    _start(wanted())


def start_with(run: Run, changes: dict[str, Any]) -> None:
    """Start a run like another one but for some settings of the training; open it and compare both. For callbacks."""
    settings.apply(changes)
    training = replace(run.settings.training, **changes)
    wanted = replace(run.settings, training=training, parent=run.id)
    if (started := _start(wanted)) is not None:
        train_runs.compare_too(run.id, started.id)


def take_over(run: Run) -> None:
    """Prepare a run with another one's settings. For callbacks."""
    bench = {name: getattr(run.settings, name) for name in ("data", "side", "split_seed", "augmentation")}
    settings.apply(bench | asdict(run.settings.training))
    usual = replace(run.settings, network=network_draft.encode(workbench.draft()))
    if usual.draft != run.settings.draft:
        settings.apply({"network": run.settings.network})
    train_runs.open_run("")


def go_on(run: Run, more: int = 0) -> None:
    """Go on from the last checkpoint of a run that ended or was stopped, perhaps for more epochs. For callbacks."""
    _say(lambda: run_folder.go_on(run, more, engine.start))


def _start(wanted: RunSettings) -> Run | None:
    run: Run | None = _say(lambda: run_folder.start(wanted, pictures.picture().array, engine.start))
    if run is not None:
        train_runs.remember(run.id)
        train_runs.open_run(run.id)
    return run


def _say(act: Callable[[], Any]) -> Any:
    """Do it; what stood in the way is kept for the next run of the page."""
    try:
        return act()
    except EngineError as error:
        notices.say(_NOTICES, t(f"engine_error.{error.code}"))
    except (DiskFullError, SettingError) as error:
        notices.say(_NOTICES, str(error))
    return None
