"""A run's pictures as tf.data: in the same order and with the same changes wherever the run is taken up again."""

from __future__ import annotations

from typing import Any, Final

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from cnn_core.augmentation import pipeline as augmentation
from cnn_core.augmentation.settings import Augmentation
from cnn_core.training import run_networks
from cnn_core.training.training_settings import TrainingSettings

Values = NDArray[Any]

_ORDER: Final = 1  # tells the chance of the order from others with the same seed


class TrainingPictures:
    """The training pictures, batch by batch; `begin` sets the order of an epoch.

    Attributes:
        batches: in an epoch.
        data: the pipeline, made once: (pictures or features as float32, one-hot answers).

    Args:
        values: all of the data set's pictures, or what frozen layers make of them: (pictures, …).
        labels: the class of each.
        positions: of those that are learnt from.
        classes: how many.
        training: the settings.
        changes: the augmentation; None where there is none.
    """

    def __init__(
        self, values: Values, labels: Values, positions: Values, classes: int, training: TrainingSettings,
        changes: Augmentation | None,
    ):  # fmt: skip
        self._positions = np.asarray(positions, np.int64)
        self._training = training
        self._size = min(training.batch_size, len(positions))
        self.batches = run_networks.batches_of(len(positions), training)
        self._order = tf.Variable(self._positions, trainable=False)
        self._before = tf.Variable(0, dtype=tf.int64, trainable=False)
        read = _reader(values, self._positions, training.cache)
        answers = tf.constant(keras.utils.to_categorical(labels, classes), tf.float32)
        self.data = self._pipeline(read, answers, changes)

    def begin(self, epoch: int) -> None:
        """Set the order of an epoch, counted from 0; it depends on the seed and the epoch alone."""
        if self._training.shuffle:
            random = np.random.default_rng((_ORDER, self._training.train_seed, epoch))
            self._order.assign(random.permutation(self._positions))
        self._before.assign(epoch * self.batches)

    def _pipeline(self, read: Any, answers: Any, changes: Augmentation | None) -> Any:
        changed = augmentation.pipeline(changes) if changes is not None else None
        seed, size = self._training.train_seed, self._size

        def batch(number: Any) -> tuple[Any, Any]:
            chosen = self._order[number * size : (number + 1) * size]
            pictures, right = read(chosen), tf.gather(answers, chosen)
            return changed(pictures, right, tf.stack([seed, self._before + number])) if changed else (pictures, right)

        parallel = tf.data.AUTOTUNE if self._training.prefetch else None
        data = tf.data.Dataset.range(self.batches).map(batch, num_parallel_calls=parallel)
        return data.prefetch(tf.data.AUTOTUNE) if self._training.prefetch else data


def held_out(values: Values, labels: Values, positions: Values, classes: int, size: int, cache: bool = False) -> Any:
    """Batch the pictures to measure with, always the same: (float32, one-hot answers)."""
    positions = np.asarray(positions, np.int64)
    read = _reader(values, positions, cache)
    answers = keras.utils.to_categorical(np.asarray(labels)[positions], classes).astype(np.float32)
    data = tf.data.Dataset.from_tensor_slices((positions, answers)).batch(size)
    return data.map(lambda chosen, right: (read(chosen), right)).prefetch(tf.data.AUTOTUNE)


def _reader(values: Values, positions: Values, cache: bool) -> Any:
    """Make a function of positions that gives their pictures as float32: out of memory, or each time from the disk."""
    shape = (None, *values.shape[1:])
    if not cache:

        def from_disk(chosen: Any) -> Any:
            read = tf.numpy_function(lambda places: np.asarray(values[places], np.float32), [chosen], tf.float32)
            return tf.ensure_shape(read, shape)

        return from_disk
    places = np.zeros(len(values), np.int64)
    places[positions] = np.arange(len(positions))
    table, held = tf.constant(places), tf.constant(np.ascontiguousarray(values[positions]))

    def from_memory(chosen: Any) -> Any:
        return tf.cast(tf.gather(held, tf.gather(table, chosen)), tf.float32)

    return from_memory
