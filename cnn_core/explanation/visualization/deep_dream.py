"""Strengthen in a photo whatever a layer sees in it, as in DeepDream. Runs in the engine's workers.

Mordvintsev, Olah & Tyka (2015), "Inceptionism: Going Deeper into Neural Networks",
https://research.google/blog/inceptionism-going-deeper-into-neural-networks: gradient ascent on the layer's mean square,
at the one size that the network takes, so without the original's octaves.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from cnn_core.errors import RefusedError
from cnn_core.explanation.visualization.feature_visualization import check
from cnn_core.explanation.visualization.jitter import moved_a_little
from cnn_core.explanation.visualization.result import Dream
from cnn_core.model_store.source import ModelSource
from cnn_core.network_graph import loaded as explorer_store
from cnn_core.network_graph.edits import Edits
from cnn_core.network_graph.program import Program

STEPS: Final = 24
RATE: Final = 0.01


def dream(source: ModelSource, node: str, photo: NDArray[np.uint8], scaling: str, steps: int, taken: int) -> Dream:
    """Run some steps of `amplify`, which takes many: a visitor sees the photo on its way; arguments as there."""
    return Dream(amplify(source, node, photo, scaling, steps, taken), taken + steps)


def amplify(
    source: ModelSource, node: str, photo: NDArray[np.uint8], scaling: str = "unit", steps: int = STEPS, taken: int = 0
) -> NDArray[np.uint8]:
    """Amplify in the photo what a layer sees in it.

    Args:
        source: which network.
        node: a layer.
        photo: uint8 (rows, columns, channels), as large as the network takes it.
        scaling: "unit" or "bytes", as in `cnn_core.model_store.cards.CardInput`.
        steps: from 1 to `cnn_core.explanation.visualization.feature_visualization.MOST_STEPS`.
        taken: steps that have made the photo what it is; what comes next is moved in other ways.

    Returns:
        uint8, like the photo.

    Raises:
        RefusedError: there is no such layer, too many steps, or a photo of another shape.
        ModelStoreError, ModelFileError: there is no such network, or it cannot be read.
    """
    runner = explorer_store.network(source, Edits()).runner
    check(runner.graph, node, 0, steps)
    if photo.shape != runner.program.shape:
        raise RefusedError(
            f"A photo is as the network takes it, {runner.program.shape}. Received: {photo.shape}. "
            "Fit it with cnn_core.networks.input."
        )
    slope = _slope(source, node, scaling)
    picture = tf.constant(photo.astype(np.float32) / np.float32(255))
    with runner.program.lock:
        for step in range(taken, taken + steps):
            gradient = slope(picture, tf.constant(step))
            picture = tf.clip_by_value(picture + RATE * gradient / (tf.math.reduce_std(gradient) + 1e-8), 0.0, 1.0)
    return np.asarray(np.rint(picture.numpy() * 255), np.uint8)


@lru_cache(maxsize=4)
def _slope(source: ModelSource, node: str, scaling: str) -> Any:
    return tf.function(_Slope(explorer_store.network(source, Edits()).runner.program, node, scaling), autograph=False)


class _Slope:
    """The derivatives of a layer's mean square by the picture, moved a little."""

    def __init__(self, program: Program, node: str, scaling: str):
        self._program, self._node = program, node
        self._factor = 255.0 if scaling == "bytes" else 1.0

    def __call__(self, picture: Any, step: Any) -> Any:
        with tf.GradientTape() as tape:
            tape.watch(picture)
            moved = moved_a_little(picture, tf.stack([0, step]))
            strength = tf.reduce_mean(self._program.run(moved[tf.newaxis] * self._factor)[self._node] ** 2)
        return tape.gradient(strength, picture)
