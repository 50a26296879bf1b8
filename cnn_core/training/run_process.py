"""A run's process: reads the run's folder, trains, and leaves there what it has learnt. For a process of its own.

``train(run.folder, {})`` in a notebook does the same as a run that the page starts, and comes back when it is done.
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any, Final

import numpy as np
import tensorflow as tf

from cnn_core.augmentation import settings as augmentation_settings
from cnn_core.datasets import preparing as datasets
from cnn_core.datasets import source as data_source
from cnn_core.datasets.dataset import Dataset
from cnn_core.metrics import wilson
from cnn_core.tasks import folder as task_folder
from cnn_core.tasks.folder import TaskFailedError, TaskStoppedError
from cnn_core.training import run_features, run_files, run_networks, run_state
from cnn_core.training.layer_statistics import LayerStatistics, Snapshots
from cnn_core.training.run_folder import Run, open_run
from cnn_core.training.run_pictures import TrainingPictures, held_out
from cnn_core.training.run_recorder import Recorder, RunChannel
from cnn_core.training.training_settings import class_weights

KEEPING: Final = 0.03
"""Share of the time that may go into keeping whole networks; the last one is always kept."""
A_LAYER: Final = 0.004
"""Seconds that keeping a layer takes, until that has been measured."""
FEW: Final = 32
"""Pictures on which gradients and activations are looked at; of large ones a quarter."""
_LARGE: Final = 64 * 64
DATA: Final = "data.json"


def train(folder: Path, arguments: dict[str, Any]) -> None:
    """Train a run from its last checkpoint until its plan's end, then measure it on the test pictures.

    Args:
        folder: of the run.
        arguments: none.

    Raises:
        TaskStoppedError: the page asked to stop.
        TaskFailedError: the loss became NaN, there is too little memory, or the data or the network do not fit.
        DiskFullError: there is no room for what is to be kept.
    """
    del arguments
    run = open_run(folder.name)
    channel = RunChannel(folder)
    channel.say("start")
    (folder / run_files.RESULT).unlink(missing_ok=True)
    run_files.mend(folder / run_files.METRICS)
    try:
        _Training(run, channel).run()
    except (tf.errors.ResourceExhaustedError, MemoryError) as error:
        raise TaskFailedError("memory") from error


class _Training:
    """One session of a run."""

    def __init__(self, run: Run, channel: RunChannel):
        self.run_, self.channel, self.folder = run, channel, run.folder
        self.settings, self.training = run.settings, run.settings.training
        self.dataset = _dataset(run)
        self.split = datasets.split(self.dataset, self.settings.split_seed)
        self.networks = run_networks.build(self.settings, self.dataset, self.split.train)
        optimizer = self.networks.trained.optimizer
        self.variables = [*self.networks.variables, *optimizer.variables]
        self.progress = run_state.restore(self.folder, self.variables)
        self.kept_at, self.kept_for = time.monotonic(), A_LAYER * len(self.networks.whole.layers)
        self.classes = self.networks.whole.output_shape[-1]

    def run(self) -> None:
        """Train, keep the last network whatever happens, measure."""
        changes = augmentation_settings.decode(self.settings.augmentation)
        values = self._values(shared=not changes.zca)
        labels = np.asarray(self.dataset.labels)
        learnt = TrainingPictures(values, labels, self.split.train, self.classes, self.training,
                        changes if changes.is_random else None)  # fmt: skip
        self._prepare_records(values, labels)
        try:
            self._fit(learnt, values, labels)
        except (TaskStoppedError, TaskFailedError):
            run_state.restore(self.folder, self.variables)
            self._keep_last_and_best()
            raise
        self._keep_last_and_best()
        self.channel.say("test")
        if self.training.early_stopping and self._has_best():
            self.progress = run_state.restore(self.folder, self.variables, run_files.BEST)
        self._measure(values, labels)

    def _fit(self, learnt: TrainingPictures, values: Any, labels: Any) -> None:
        self.channel.say("train")
        recorder = Recorder(
            self.channel, self.training, self.progress, self.run_.segments, self.networks.rates, learnt.batches,
            len(self.split.train), learnt.begin, self.statistics.layers, self._keep,
        )  # fmt: skip
        validation, size, cache = self.split.validation, self.training.batch_size, self.training.cache
        held = held_out(values, labels, validation, self.classes, size, cache) if len(validation) else None
        self.networks.trained.fit(
            learnt.data,
            validation_data=held,
            initial_epoch=self.progress.epoch,
            epochs=self.run_.epochs,
            class_weight=class_weights(labels[self.split.train]) if self.training.class_weights else None,
            callbacks=[recorder],
            shuffle=False,  # `TrainingPictures` sets the order
            verbose=0,
        )

    def _values(self, shared: bool) -> Any:
        """Return the training values: the pictures, or the features of the frozen layers."""
        if self.networks.frozen is None:
            return self.dataset.images

        def progress(done: int, total: int) -> None:
            self.channel.look(0)
            self.channel.say("features", done, total)

        return run_features.features(self.dataset, self.networks.frozen, shared, progress)

    def _prepare_records(self, values: Any, labels: Any) -> None:
        few = FEW if self.dataset.side**2 <= _LARGE or self.networks.frozen is not None else FEW // 4
        places = self.split.train[:: max(1, len(self.split.train) // few)][:few]
        answers = np.eye(self.classes, dtype=np.float32)[labels[places]]
        self.statistics = LayerStatistics(self.networks, np.asarray(values[places], np.float32), answers)
        picture = np.load(self.folder / run_files.PICTURE, allow_pickle=False)
        self.snapshots = Snapshots(self.networks, picture)
        if self.progress.epoch == 0:
            self.snapshots.keep(self.folder, 0)

    def _keep(self) -> None:
        """Keep everything after an epoch; the state last, so that what it says is there."""
        self.snapshots.keep(self.folder, self.progress.epoch)
        self._keep_network()
        run_state.save(self.folder, self.progress, self.variables)

    def _keep_network(self, always: bool = False) -> None:
        """Keep the whole network, unless the last time is too near for how long that took."""
        now, epoch = time.monotonic(), self.progress.epoch
        there = run_files.network_path(self.folder, epoch).exists()
        if epoch == 0 or (always and there) or (not always and now - self.kept_at < self.kept_for / KEEPING):
            return
        run_networks.keep(self.folder, self.networks.whole, epoch, self.progress.best)
        self.kept_at, self.kept_for = time.monotonic(), time.monotonic() - now

    def _keep_last_and_best(self) -> None:
        """Keep the last network and the best one, if they are not yet; the last one's weights are there afterwards."""
        self._keep_network(always=True)
        best = self.progress.best
        if self._has_best() and not run_files.network_path(self.folder, best).exists():
            run_state.restore(self.folder, self.variables, run_files.BEST)
            run_networks.keep(self.folder, self.networks.whole, best, best)
            run_state.restore(self.folder, self.variables)

    def _has_best(self) -> bool:
        """Return True if the state after the best epoch is here; a run that was begun elsewhere may lack it."""
        return self.progress.best > 0 and (self.folder / run_files.BEST).exists()

    def _measure(self, values: Any, labels: Any) -> None:
        """Measure the accuracy on the test pictures, with its interval."""
        test = self.split.test
        if not len(test):
            return
        held = held_out(values, labels, test, self.classes, self.training.batch_size)
        scores = np.concatenate([self.networks.trained.predict_on_batch(batch) for batch, _ in held])
        right = int((scores.argmax(axis=1) == labels[test]).sum())
        low, high = wilson.interval(right, len(test))
        result = {"accuracy": right / len(test), "low": low, "high": high, "right": right, "pictures": len(test),
                  "epoch": self.progress.epoch, "part": "test"}  # fmt: skip
        task_folder.put(self.folder / run_files.RESULT, result)


def _dataset(run: Run) -> Dataset:
    """Return the run's pictures; the same ones, whenever it goes on."""
    try:
        dataset = datasets.prepare(data_source.decode(run.settings.data), run.settings.side)
    except (ValueError, OSError) as error:
        raise TaskFailedError("data", {"message": str(error)}) from error
    seen = run.folder / DATA
    before = task_folder.read(seen)
    if before is not None and before.get("digest") != dataset.digest:
        raise TaskFailedError("other_data")
    seen.write_text(json.dumps({"digest": dataset.digest, "classes": list(dataset.classes)}), encoding="utf-8")
    return dataset
