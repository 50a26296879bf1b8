"""Runs on pictures of 12 pixels that take milliseconds an epoch, and ways to run them in this process or another."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from cnn_core import drafts as network_draft
from cnn_core.drafts import DraftLayer, NetworkDraft
from cnn_core.storage.file_lock import try_lock
from cnn_core.tasks import folder as task_folder
from cnn_core.training import run_folder
from cnn_core.training.run_folder import Run, RunSettings
from cnn_core.training.training_settings import TrainingSettings

SIDE = 12
DATA = "shapes:count=20"
PICTURE = np.random.default_rng(0).integers(0, 256, (30, 40, 3)).astype(np.uint8)
SECONDS = 90.0
LAYERS = (
    DraftLayer("Conv2D", {"filters": 4}),
    DraftLayer("BatchNormalization"),
    DraftLayer("GlobalAveragePooling2D"),
    DraftLayer("Dropout", {"rate": 0.2}),
)


def network(layers: tuple[DraftLayer, ...] = LAYERS, side: int = SIDE) -> str:
    """A small network for shapes, as a text."""
    return network_draft.encode(NetworkDraft(side, side, 3, 8, layers))


def settings(augmentation: str = "", **training: Any) -> RunSettings:
    """A small run's settings, with others of the training."""
    usual = TrainingSettings(epochs=2, batch_size=16, learning_rate=0.01)
    return RunSettings(
        title="tiny", data=DATA, side=SIDE, network=network(), augmentation=augmentation,
        training=replace(usual, **training),
    )  # fmt: skip


def made(wanted: RunSettings | None = None) -> Run:
    """A run that has not been started."""
    return run_folder.create(wanted or settings(), PICTURE)


def here(function: str, folder: Path, arguments: Mapping[str, Any], lane: str) -> None:
    """Launch a run in this process, and come back when it has ended; what it raises is raised."""
    from cnn_core.training import run_process

    assert (function, lane) == ("cnn_core.training.run_process.train", "training")
    with try_lock(folder / task_folder.LOCK):  # type: ignore[union-attr]
        run_process.train(folder, dict(arguments))


def trained(wanted: RunSettings | None = None) -> Run:
    """A run that was trained in this process."""
    return run_folder.start(wanted or settings(), PICTURE, here)


def until(condition: Callable[[], Any]) -> None:
    """Wait."""
    end = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)


def curve(run: Run, *names: str) -> np.ndarray:
    """The figures of a run's epochs, each as it was measured last: (epochs, names)."""
    names = names or ("loss", "accuracy", "val_loss", "val_accuracy", "rate")
    last = {one["epoch"]: one for one in run.metrics() if one["kind"] == "epoch"}
    assert list(last) == sorted(last)
    return np.array([[one[name] for name in names] for one in last.values()])
