"""Stands beside `fit`: writes down what happens, does what the page asks, and keeps what it takes to go on."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import keras
import tensorflow as tf

from cnn_core.tasks import folder as task_folder
from cnn_core.tasks.folder import TaskFailedError, TaskStoppedError
from cnn_core.training import run_files
from cnn_core.training.run_state import Progress
from cnn_core.training.training_settings import TrainingSettings, rate_at

MOST_BATCHES: Final = 30
"""Records of batches in an epoch."""
_LOOK_SECONDS: Final = 0.25
_PAUSE_SECONDS: Final = 0.1
_NAMES: Final = ("loss", "accuracy")

Record = dict[str, Any]


class RunChannel:
    """The channel between page and run: commands that the page gives, and records that the run writes.

    Args:
        folder: of the run.
    """

    def __init__(self, folder: Path):
        self.folder = folder
        self.paused_seconds = 0.0
        self.rate: float | None = None
        self._looked = 0.0

    def say(self, phase: str, done: int = 0, total: int = 0, paused: bool = False) -> None:
        """Say what the run is at."""
        said = {"phase": phase, "done": done, "total": total, "paused": paused}
        task_folder.put(self.folder / run_files.STATUS, said)

    def record(self, record: Record) -> None:
        """Append a record to the metrics."""
        run_files.append(self.folder / run_files.METRICS, record)

    def event(self, event: str, epoch: int, **values: Any) -> None:
        """Append an event to the metrics."""
        self.record({"kind": "event", "event": event, "epoch": epoch, **values})

    def look(self, epoch: int) -> None:
        """Do what the page has asked, a few times a second; a pause lasts until it is told to go on.

        Raises:
            TaskStoppedError: the run is to stop, or has been paused for longer than `run_files.LONGEST_PAUSE`.
        """
        if time.monotonic() - self._looked < _LOOK_SECONDS:
            return
        self._looked = time.monotonic()
        if self._commands(epoch):
            self._pause(epoch)

    def _pause(self, epoch: int) -> None:
        began = time.monotonic()
        self.event("paused", epoch)
        self.say("train", paused=True)
        while self._commands(epoch, paused=True):
            if time.monotonic() - began > run_files.LONGEST_PAUSE:
                self.event("stopped", epoch)
                raise TaskStoppedError
            time.sleep(_PAUSE_SECONDS)
        self.paused_seconds += time.monotonic() - began
        self.event("go_on", epoch)
        self.say("train")

    def _commands(self, epoch: int, paused: bool = False) -> bool:
        """Take the commands that lie there; whether the run is to pause."""
        for path in sorted((self.folder / run_files.COMMANDS).glob("*.json")):
            command = task_folder.read(path) or {}
            path.unlink(missing_ok=True)
            match command.get("name"), command.get("value"):
                case "pause", _:
                    paused = True
                case "go_on", _:
                    paused = False
                case "stop", _:
                    self.event("stopped", epoch)
                    raise TaskStoppedError
                case "rate", float() | int() as rate:
                    self.rate = float(rate)
                    self.event("rate", epoch, rate=self.rate)
        return paused


class Recorder(keras.callbacks.Callback):  # type: ignore[misc]  # Keras has no types
    """Keras's callback for a run.

    Args:
        channel: commands and records.
        training: the settings.
        progress: where the run stands; kept up to date.
        segments: (first, last) epochs of each segment.
        rates: where the learning rates of an epoch are set.
        batches: in an epoch.
        pictures: in an epoch.
        begin: called with the number of the epoch that begins, from 0.
        layers: gives the statistics of the layers.
        keep: keeps everything after an epoch, which ``progress`` names.
    """

    def __init__(
        self, channel: RunChannel, training: TrainingSettings, progress: Progress,
        segments: tuple[tuple[int, int], ...], rates: PlannedRates, batches: int, pictures: int,
        begin: Callable[[int], None], layers: Callable[[], list[Record]], keep: Callable[[], None],
    ):  # fmt: skip
        super().__init__()
        self._channel, self._training, self._progress, self._segments = channel, training, progress, segments
        self._planned, self._batches, self._pictures = rates, batches, pictures
        self._begin, self._layers, self._keep = begin, layers, keep
        self._every = max(1, -(-batches // MOST_BATCHES))
        self._reset(0)

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        """Set the order of the pictures, the segment and the learning rates."""
        self._progress.begin_segment(self._segment(epoch)[0])
        self._begin(epoch)
        self._reset(epoch)
        self._first = int(self.model.optimizer.iterations)
        self._set_rates(0)

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        """Write a record now and then, and do what the page asks."""
        done = batch + 1
        if not math.isfinite(logs["loss"]):
            self._channel.record(self._batch_record(done, logs))
            raise TaskFailedError("nan", {"message": str(self._epoch + 1)})
        if done % self._every == 0 or done == self._batches:
            self._channel.record(self._batch_record(done, logs))
        self._channel.look(self._epoch + 1)
        if self._channel.rate is not None:
            self._set_rates(done)
        self._trained = time.monotonic() - self._channel.paused_seconds

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Write down the epoch, keep everything, and see whether to stop early."""
        seconds = time.monotonic() - self._channel.paused_seconds - self._began
        measured = {name: logs.get(name) for name in (*_NAMES, *(f"val_{name}" for name in _NAMES))}
        if any(value is not None and not math.isfinite(value) for value in measured.values()):
            self._channel.record(self._batch_record(self._batches, logs | {"loss": math.nan}))
            raise TaskFailedError("nan", {"message": str(epoch + 1)})
        speed = self._pictures / max(1e-6, self._trained - self._began)
        rest = {"rate": self._rates[-1], "seconds": seconds, "pictures_per_second": speed, "layers": self._layers()}
        self._channel.record({"kind": "epoch", "epoch": epoch + 1} | measured | rest)
        stop = self._judge(epoch + 1, measured)
        self._keep()
        if stop and epoch + 1 < self._segments[-1][1]:
            self._channel.event("early_stop", epoch + 1)
            self.model.stop_training = True

    def _judge(self, epoch: int, measured: Record) -> bool:
        """Note how good the epoch was; whether there have been too many without a better one."""
        now = self._progress
        now.epoch = epoch
        accuracy, loss = measured["val_accuracy"], measured["val_loss"]
        if loss is None:
            return False
        score = -loss if self._training.early_stopping else accuracy
        if score > now.highest:
            now.highest, now.best = score, epoch
        now.waited = 0 if loss < now.lowest else now.waited + 1
        now.lowest = min(now.lowest, loss)
        return 0 < self._training.early_stopping <= now.waited

    def _segment(self, epoch: int) -> tuple[int, int]:
        return next((segment for segment in self._segments if segment[0] <= epoch < segment[1]), self._segments[-1])

    def _set_rates(self, done: int) -> None:
        """Set the rates of an epoch, or of its rest, when somebody has asked for another one."""
        first, last = self._segment(self._epoch)
        before = (self._epoch - first) * self._batches
        usual = [rate_at(self._training, before + batch, (last - first) * self._batches)
                 for batch in range(self._batches)]  # fmt: skip
        if self._channel.rate is not None:
            next_ = usual[min(done, self._batches - 1)]
            self._progress.factor, self._channel.rate = self._channel.rate / max(next_, 1e-12), None
        self._rates[done:] = [rate * self._progress.factor for rate in usual[done:]]
        self._planned.begin(self._first, self._rates)

    def _reset(self, epoch: int) -> None:
        self._epoch, self._rates = epoch, [0.0] * self._batches
        self._began = self._trained = time.monotonic() - self._channel.paused_seconds
        self._told, self._means = 0, dict.fromkeys(_NAMES, 0.0)

    def _batch_record(self, done: int, logs: Any) -> Record:
        """Compute the means over the batches since the last record; Keras gives those since the epoch's beginning."""
        means = {name: float(logs[name]) for name in _NAMES}
        weight = max(1, done - self._told)
        since = {name: (means[name] * done - self._means[name] * self._told) / weight for name in _NAMES}
        self._told, self._means = done, means
        place = {"kind": "batch", "epoch": self._epoch + 1, "batch": done, "batches": self._batches}
        return place | since | {"rate": self._rates[done - 1]}


class PlannedRates(keras.optimizers.schedules.LearningRateSchedule):  # type: ignore[misc]  # Keras has no types
    """A schedule that is written anew for each epoch, or in the middle of one.

    Args:
        batches: steps of an epoch.
    """

    def __init__(self, batches: int):
        super().__init__()
        self._rates = tf.Variable(tf.zeros(batches), trainable=False)
        self._first = tf.Variable(0, dtype=tf.int64, trainable=False)

    def begin(self, first: int, rates: Sequence[float]) -> None:
        """Set the rates.

        Args:
            first: the optimizer's step at which the epoch begins.
            rates: of each of its steps.
        """
        self._first.assign(first)
        self._rates.assign(rates)

    def __call__(self, step: Any) -> Any:
        """Return the rate of a step of the epoch; at its end, when Keras asks for one more, that of the last."""
        place = tf.clip_by_value(tf.cast(step, tf.int64) - self._first, 0, tf.size(self._rates, tf.int64) - 1)
        return tf.gather(self._rates, place)

    def get_config(self) -> dict[str, Any]:
        """Return nothing of use: Keras asks a schedule for it, but networks are kept without their optimizer."""
        return {"batches": int(self._rates.shape[0])}
