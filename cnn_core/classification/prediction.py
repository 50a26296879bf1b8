"""Predictions of a network for many pictures, in batches. Runs in the engine's workers."""

from __future__ import annotations

import threading
from functools import lru_cache
from typing import Any, Final

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from cnn_core.classification.result import Prediction
from cnn_core.errors import RefusedError
from cnn_core.model_store.source import ModelSource
from cnn_core.network_graph import loaded as explorer_store
from cnn_core.network_graph.edits import Edits
from cnn_core.network_graph.graph import NetworkGraph
from cnn_core.network_graph.program import Program

BATCH: Final = 32
MOST_PICTURES: Final = 256
"""Pictures of one question; whoever has more asks several times."""


class Classifier:
    """A network with its scores, its logits and its features, compiled for one picture and for `BATCH` of them.

    Example:
        >>> import keras
        >>> from cnn_core.network_graph.reader import read
        >>> from cnn_core.network_graph.nodes import graph_of
        >>> model = keras.Sequential([keras.Input((4, 4, 1)), keras.layers.Flatten(),
        ...     keras.layers.Dense(3, activation="softmax", name="scores")])
        >>> classifier = Classifier(read(model), graph_of(read(model)))
        >>> found = classifier.predict(np.zeros((5, 4, 4, 1), np.float32))
        >>> found.scores.shape, found.squashed, found.features.shape
        ((5, 3), 'softmax', (5, 16))
    """

    def __init__(self, program: Program, graph: NetworkGraph):
        """Take over a program and its graph.

        Raises:
            RefusedError: the network's output is not one score a class.
        """
        output = graph.node(graph.output)
        if len(output.shape) != 1:
            raise RefusedError(
                f"A network that classifies has one score a class. Received: an output of shape {output.shape}. "
                "Choose another network."
            )
        squashed = output.kind in ("softmax", "activation") and len(output.inputs) == 1
        self._program = program
        self.squashed = str(output.settings.get("activation", "softmax")) if squashed else "none"
        self._logits = output.inputs[0] if squashed else output.name
        self._features = graph.node(self._logits).inputs[0]
        self._compiled = tf.function(self._outputs, autograph=False, reduce_retracing=True)

    @property
    def shape(self) -> tuple[int, ...]:
        """Of a picture, (rows, columns, channels)."""
        return self._program.shape

    def predict(self, pictures: NDArray[np.float32]) -> Prediction:
        """Classify pictures, float32 (pictures, rows, columns, channels) as the network takes them."""
        found: list[list[NDArray[np.float32]]] = []
        for start in range(0, len(pictures), BATCH):
            batch = np.asarray(pictures[start : start + BATCH], np.float32)
            with self._program.lock:
                outputs = self._compiled(tf.constant(_fill(batch)))
            found.append([one.numpy()[: len(batch)] for one in outputs])
        scores, logits, features = (np.concatenate(part) for part in zip(*found, strict=True))
        return Prediction(logits, scores, self.squashed, features.reshape(len(features), -1))

    def _outputs(self, pictures: Any) -> tuple[Any, Any, Any]:
        values = self._program.run(pictures)
        return values[self._program.output], values[self._logits], values[self._features]


def classify(source: ModelSource, pictures: NDArray[np.float32]) -> Prediction:
    """Classify pictures with a network.

    Args:
        source: which network.
        pictures: float32 (1 … `MOST_PICTURES`, rows, columns, channels), as the network takes them; see
            `cnn_core.networks.input`.

    Raises:
        RefusedError: the pictures have another shape, there are none or too many, or the network does not classify.
        ModelStoreError, ModelFileError: there is no such network, or it cannot be read.
    """
    network = classifier(source)
    if pictures.ndim != 4 or pictures.shape[1:] != network.shape or not 0 < len(pictures) <= MOST_PICTURES:
        raise RefusedError(
            f"Pictures are (1 to {MOST_PICTURES}, {', '.join(map(str, network.shape))}). Received: {pictures.shape}. "
            "Fit them with cnn_core.networks.input, and ask for fewer at a time."
        )
    return network.predict(pictures)


_making = threading.Lock()


def classifier(source: ModelSource) -> Classifier:
    """Load a network, ready to classify; cached."""
    with _making:
        return _classifier(source)


@lru_cache(maxsize=4)
def _classifier(source: ModelSource) -> Classifier:
    runner = explorer_store.network(source, Edits()).runner
    return Classifier(runner.program, runner.graph)


def _fill(batch: NDArray[np.float32]) -> NDArray[np.float32]:
    """Fill a batch of several pictures up to `BATCH`: one compiled function serves batches of all sizes."""
    if len(batch) in (1, BATCH):
        return batch
    return np.concatenate([batch, np.zeros((BATCH - len(batch), *batch.shape[1:]), np.float32)])
