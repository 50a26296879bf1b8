"""Runs that have ended, as their process leaves them, without a training: small networks with random weights."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from io import BytesIO
from typing import Any

import numpy as np

from cnn_core import drafts as network_draft
from cnn_core.datasets import preparing as datasets
from cnn_core.datasets import source as data_source
from cnn_core.drafts import NetworkDraft
from cnn_core.drafts.layers import DraftLayer
from cnn_core.storage import workspace
from cnn_core.tasks import folder as task_folder
from cnn_core.training import run_files, run_folder, run_state
from cnn_core.training.run_folder import Run, RunSettings
from cnn_core.training.training_settings import TrainingSettings

SHAPES = "shapes:count=10"
SIDE = 32
LAYERS = (DraftLayer("Conv2D", {"filters": 4}), DraftLayer("GlobalAveragePooling2D"))


def made_run(
    title: str = "Shapes",
    *,
    data: str = SHAPES,
    classes: int = 8,
    epochs: Sequence[int] = (1, 2, 3),
    best: int = 2,
    parent: str = "",
    result: dict[str, Any] | None = None,
) -> Run:
    """A run of a few epochs on pictures of 32 × 32, the network of each kept; ``best`` did best in validation."""
    draft = NetworkDraft(SIDE, SIDE, 3, classes, LAYERS)
    training = TrainingSettings(epochs=max(1, *epochs, 1))
    settings = RunSettings(
        title=title, data=data, side=SIDE, network=network_draft.encode(draft), training=training, parent=parent
    )
    run = run_folder.create(settings, np.full((40, 40, 3), 90, np.uint8))
    for epoch in (0, *epochs):
        _put_snapshot(run, epoch, classes)
    for epoch in epochs:
        _put_epoch(run, draft, epoch, best)
    if result is not None:
        task_folder.put(run.folder / run_files.RESULT, result)
    task_folder.finish(run.folder, "done")
    return run


def _put_snapshot(run: Run, epoch: int, classes: int) -> None:
    content = BytesIO()
    np.savez_compressed(
        content,
        layer="conv2d_1",
        picture=np.full((SIDE, SIDE, 3), 90, np.uint8),
        prediction=np.full(classes, 1 / classes, np.float32),
        maps=np.ones((SIDE, SIDE, 4), np.float16),
        filters=np.asfortranarray(np.ones((3, 3, 3, 4), np.float32)),
    )
    run_files.snapshot_path(run.folder, epoch).write_bytes(content.getvalue())


def _put_epoch(run: Run, draft: NetworkDraft, epoch: int, best: int) -> None:
    from cnn_core.drafts.model import build

    model = build(draft, seed=epoch)
    model.save(run_files.network_path(run.folder, epoch))
    run_state.save(run.folder, run_state.Progress(epoch=epoch, best=best), model.variables)
    path = run.folder / run_files.METRICS
    shares = {"loss": 2.0 / epoch, "accuracy": 0.3, "rate": 0.001}
    run_files.append(path, {"kind": "batch", "epoch": epoch, "batch": 1, "batches": 2, **shares})
    layers = [{"name": "conv2d_1", "gradient": 0.1, "activation": 0.2, "dead": 0.0}]
    validated = {"val_loss": 1.0, "val_accuracy": 0.9 if epoch == best else 0.2}
    epoch_record = {"kind": "epoch", "epoch": epoch, **shares, **validated, "seconds": 1.5, "layers": layers}
    run_files.append(path, epoch_record | {"pictures_per_second": 37.0})
    run_files.append(path, {"kind": "event", "event": "rate", "epoch": epoch})


def prepared() -> datasets.Dataset:
    """The shapes that the runs were trained on."""
    return datasets.prepare(data_source.decode(SHAPES), SIDE)


def emptied_workspace() -> None:
    """Another machine: nothing of this one's runs and pictures."""
    for section in ("runs", "collections", "data"):
        shutil.rmtree(workspace.folder(section))
