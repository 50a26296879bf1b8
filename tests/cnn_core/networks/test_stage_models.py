"""Models that return the maps of their stages, compiled after some runs."""

import keras
import numpy as np

from cnn_core.networks.stage_models import COMPILE_AT, StageModel

BATCH = np.arange(8, dtype=np.float32).reshape(2, 2, 2, 1)


def scaling() -> StageModel:
    inputs = keras.Input((2, 2, 1))
    scaled = keras.layers.Conv2D(1, 1, name="scale")(inputs)
    rectified = keras.layers.ReLU()(scaled)
    return StageModel(keras.Model(inputs, rectified), [scaled, rectified])


def put(factor: float):
    kernel, bias = np.full((1, 1, 1, 1), factor, np.float32), np.ones(1, np.float32)
    return lambda model: model.get_layer("scale").set_weights([kernel, bias])


def test_every_run_has_the_weights_that_were_put_in_also_after_compiling():
    model = scaling()
    for run in range(COMPILE_AT + 3):
        factor = run - 5.0
        scaled, rectified = model.run(BATCH, put(factor))
        np.testing.assert_allclose(scaled, BATCH * factor + 1, rtol=1e-6)
        np.testing.assert_allclose(rectified, np.maximum(scaled, 0))
