"""The learning rates of an epoch, set once: TensorFlow looks each step's up itself, which costs next to nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
import tensorflow as tf


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
        """The rate of a step of the epoch; at its end, when Keras asks for one more, that of the last."""
        place = tf.clip_by_value(tf.cast(step, tf.int64) - self._first, 0, tf.size(self._rates, tf.int64) - 1)
        return tf.gather(self._rates, place)

    def get_config(self) -> dict[str, Any]:
        """What Keras asks of a schedule; ours is never saved, the networks that are kept have no optimizer."""
        return {"batches": int(self._rates.shape[0])}
