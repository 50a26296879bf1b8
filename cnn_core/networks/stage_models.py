"""Keras models that return the maps of their stages, made once for each structure and run many times.

A model is made once for each structure (everything but the numbers) and gets new weights by assignment. Measured at
224 × 224 × 3, 8 filters, on two shared cores: making a model takes 4 ms, assigning its weights 0.2 ms, a call 1.5 to
3 ms uncompiled; `tf.function` takes 15 to 20 ms once and then 1.2 to 1.6 ms a call. So a structure is compiled when it
has been asked for `COMPILE_AT` times.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from cnn_core.networks.spec import Array

COMPILE_AT = 8


class StageModel:
    """One structure's model, that runs with the weights it is given."""

    def __init__(self, model: keras.Model, stages: list[Any], compile_at: int = COMPILE_AT):
        """Take over a model.

        Args:
            model: whose weights are put in before each run.
            stages: the symbolic tensors of the model that a run gives back, in order.
            compile_at: the run, counted from 1, at which the model is compiled.
        """
        self.model = model
        self._stages: Callable[[Any], list[Any]] = keras.Model(model.inputs, stages)
        self._compile_in = compile_at
        self._lock = threading.Lock()

    def run(self, batch: Array, put: Callable[[keras.Model], None]) -> list[Array]:
        """Compute the stages' maps, each (pictures, rows, columns, maps).

        Args:
            batch: float32 (pictures, rows, columns, channels), of the same shape in every run.
            put: gives the model its weights.
        """
        with self._lock:
            put(self.model)
            self._compile_in -= 1
            if self._compile_in == 0:
                self._stages = tf.function(self._stages, autograph=False)  # its shape is fixed: one trace
            outputs = self._stages(tf.convert_to_tensor(batch))
        return [np.asarray(output) for output in outputs]
