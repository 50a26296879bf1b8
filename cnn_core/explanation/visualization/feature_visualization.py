"""The picture that excites a unit most: gradient ascent from noise. Runs in the engine's workers.

Olah, Mordvintsev & Schubert (2017), "Feature Visualization", https://distill.pub/2017/feature-visualization: with a
Fourier parametrisation, decorrelated colours, jitter, and small changes of size and angle between the steps.

Known criticism: the picture shows one way to excite the unit, not what usually does, and people guess from it no better
than from natural pictures (Borowski et al. 2021, "Exemplary Natural Images Explain CNN Activations Better than
State-of-the-Art Feature Visualization", https://arxiv.org/abs/2010.12606).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from cnn_core.errors import RefusedError
from cnn_core.explanation.visualization import fourier_picture
from cnn_core.explanation.visualization.adam import Adam
from cnn_core.explanation.visualization.jitter import moved_a_little
from cnn_core.explanation.visualization.result import Climb
from cnn_core.model_store.source import ModelSource
from cnn_core.network_graph import loaded as explorer_store
from cnn_core.network_graph.edits import Edits
from cnn_core.network_graph.graph import NetworkGraph
from cnn_core.network_graph.program import Program

MOST_STEPS: Final = 512
RATE: Final = 0.05
STEPS: Final = 16


def climb(
    source: ModelSource,
    node: str,
    unit: int,
    scaling: str = "unit",
    so_far: Climb | None = None,
    steps: int = STEPS,
) -> Climb:
    """Take some steps towards the picture that excites a unit most; whoever waits can show it on its way.

    The same question has the same answer, however its steps are divided into calls.

    Args:
        source: which network.
        node: a layer, before its activation or behind it.
        unit: which of its maps or entries; of a map the mean over all cells is raised.
        scaling: "unit" or "bytes", as in `cnn_core.model_store.cards.CardInput`.
        so_far: where to go on; None: at the beginning.
        steps: how many to take; all together up to `MOST_STEPS`.

    Raises:
        RefusedError: there is no such unit, or too many steps.
        ModelStoreError, ModelFileError: there is no such network, or it cannot be read.
    """
    taken = so_far.steps if so_far else 0
    check(explorer_store.network(source, Edits()).runner.graph, node, unit, taken + steps)
    return _climber(source, node, scaling).climb(unit, so_far, steps)


class Climber:
    """Raises the units of one layer of a program; compiled once for all of them."""

    def __init__(self, program: Program, node: str, scaling: str):
        """Take over a program; see `climb`."""
        self._program, self._node = program, node
        self._factor = 255.0 if scaling == "bytes" else 1.0
        self._slope = tf.function(self._plain_slope, autograph=False)
        self._look = tf.function(self._plain_look, autograph=False)

    def climb(self, unit: int, so_far: Climb | None, steps: int) -> Climb:
        """See `climb`."""
        which, optimizer = tf.constant(unit), Adam(RATE)
        numbers = tf.constant(so_far.numbers if so_far else fourier_picture.start(self._program.shape, seed=unit))
        if so_far:
            optimizer.go_on((so_far.steps, so_far.mean, so_far.square))
        taken = so_far.steps if so_far else 0
        with self._program.lock:
            before = so_far.before if so_far else float(self._look(numbers, which)[1])
            for step in range(taken + 1, taken + steps + 1):
                numbers = numbers - optimizer.step(self._slope(numbers, which, tf.constant(step)))
            picture, after = self._look(numbers, which)
        count, mean, square = optimizer.memory
        return Climb(
            numbers.numpy(), np.asarray(mean), np.asarray(square), count, before, float(after), _bytes(picture)
        )

    def _plain_slope(self, numbers: Any, unit: Any, step: Any) -> Any:
        with tf.GradientTape() as tape:
            tape.watch(numbers)
            picture = moved_a_little(fourier_picture.picture(numbers, self._program.shape), tf.stack([unit, step]))
            loss = -self._excitement(picture, unit)
        return tape.gradient(loss, numbers)

    def _plain_look(self, numbers: Any, unit: Any) -> tuple[Any, Any]:
        picture = fourier_picture.picture(numbers, self._program.shape)
        return picture, self._excitement(picture, unit)

    def _excitement(self, picture: Any, unit: Any) -> Any:
        outputs = self._program.run(picture[tf.newaxis] * self._factor)[self._node]
        return tf.reduce_mean(tf.gather(outputs, unit, axis=-1))


@lru_cache(maxsize=4)
def _climber(source: ModelSource, node: str, scaling: str) -> Climber:
    return Climber(explorer_store.network(source, Edits()).runner.program, node, scaling)


def _bytes(picture: Any) -> NDArray[np.uint8]:
    return np.asarray(np.rint(np.clip(picture.numpy(), 0, 1) * 255), np.uint8)


def check(graph: NetworkGraph, node: str, unit: int, steps: int) -> None:
    """See whether a picture can be made for a unit.

    Raises:
        RefusedError: there is no such unit, or too many steps.
    """
    if node not in graph.by_name or graph.node(node).kind == "input":
        raise RefusedError(f"A layer is one of the network's. Received: {node[:60]!r}. Choose one that is shown.")
    if not 0 <= unit < graph.node(node).units:
        raise RefusedError(
            f"`{node}` has the units 0 to {graph.node(node).units - 1}. Received: {unit}. Choose one of these."
        )
    if not 1 <= steps <= MOST_STEPS:
        raise RefusedError(f"Steps are from 1 to {MOST_STEPS}. Received: {steps}. Choose a number between.")
