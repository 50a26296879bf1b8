"""A network whose scores can be asked for, and differentiated: by its input, and by the maps of any layer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from cnn_core.errors import RefusedError
from cnn_core.network_graph.graph import NetworkGraph
from cnn_core.network_graph.program import Program

Array = NDArray[np.float32]

BATCH: Final = 32
"""Pictures that go through the network at once; also the size to which a last, smaller batch is filled up."""
_RECTIFIERS: Final = ("relu", "relu6", "leaky_relu")


class Differentiable:
    """A program with the functions that explanations need, each compiled once. Thread-safe.

    Attributes:
        logits: the node whose numbers are explained: what goes into the last softmax or sigmoid, else the output.
        layers: the nodes that have maps, in computing order.

    Example:
        >>> import keras
        >>> from cnn_core.network_graph.reader import read
        >>> from cnn_core.network_graph.nodes import graph_of
        >>> model = keras.Sequential([keras.Input((8, 8, 3)), keras.layers.Conv2D(4, 3, name="conv"),
        ...     keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(2, activation="softmax", name="scores")])
        >>> network = Differentiable(read(model), graph_of(read(model)))
        >>> network.logits, network.layers, network.scores(np.zeros((5, 8, 8, 3), np.float32)).shape
        ('scores', ('conv',), (5, 2))
    """

    def __init__(self, program: Program, graph: NetworkGraph):
        """Take over a program and its graph."""
        self._program = program
        self._graph = graph
        output = graph.node(graph.output)
        if len(output.shape) != 1:
            raise RefusedError(
                f"Explained is a network with one score a class. Received: an output of shape {output.shape}. "
                "Choose a network that classifies."
            )
        squashed = output.kind in ("softmax", "activation") and len(output.inputs) == 1
        self.logits: str = output.inputs[0] if squashed else graph.output
        self.layers: tuple[str, ...] = tuple(
            node.name
            for node in graph.nodes
            if len(node.shape) == 3 and node.kind != "input" and _shows_findings(node.kind)
        )
        self._compiled: dict[tuple[str, str], Callable[..., Any]] = {}

    @property
    def shape(self) -> tuple[int, ...]:
        """Of the picture, (rows, columns, channels)."""
        return self._program.shape

    @property
    def classes(self) -> int:
        """Count the scores."""
        return self._graph.node(self.logits).shape[0]

    def units(self, node: str) -> int:
        """Count the maps, or entries, of a node."""
        return self._graph.node(node).units

    def last_layer(self) -> str:
        """Return the last layer with maps, where explanations by maps are usually made.

        Raises:
            RefusedError: the network has none.
        """
        if not self.layers:
            raise RefusedError(
                "This method explains by the maps of a layer. Received: a network without maps. Choose occlusion, "
                "superpixels, or a method by gradients."
            )
        return self.layers[-1]

    def scores(self, pictures: Array) -> Array:
        """Compute the logits, float32 (pictures, classes), `BATCH` at a time.

        Args:
            pictures: float32 (pictures, rows, columns, channels), as the network takes them.
        """
        return np.concatenate([self._logits(batch) for batch in _batches(pictures)])

    def probabilities(self, pictures: Array) -> Array:
        """Compute the softmax of `scores`, float32 (pictures, classes)."""
        logits = self.scores(pictures)
        powers = np.exp(logits - logits.max(axis=1, keepdims=True))
        return np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float32)

    def maps_and_gradients(self, picture: Array, node: str, class_index: int) -> tuple[Array, Array, float]:
        """Compute a layer's maps, the derivatives of the class's logit by them, and that logit.

        Args:
            picture: float32 (rows, columns, channels).
            node: one of `layers`.
            class_index: the class.

        Returns:
            Two float32 (map rows, map columns, maps), and a number.
        """
        if node not in self.layers:
            raise RefusedError(
                f"A layer with maps is one of {', '.join(self.layers) or 'none'}. Received: {node[:60]!r}. "
                "Choose one of these."
            )
        function = self._function("maps", node)
        with self._program.lock:
            maps, gradients, logits = function(tf.constant(picture[np.newaxis], tf.float32), tf.constant(class_index))
        return maps.numpy()[0], gradients.numpy()[0], float(logits.numpy()[0, class_index])

    def gradients(self, pictures: Array, class_index: int, *, guided: bool = False) -> Array:
        """Compute the derivatives of the class's logit by the pictures, float32 like them.

        Args:
            pictures: float32 (pictures, rows, columns, channels).
            class_index: the class.
            guided: whether rectifiers let only positive derivatives back through; see `guided_backpropagation`.
        """
        function = self._function("guided" if guided else "input")
        found = []
        for batch in _batches(pictures):
            with self._program.lock:
                found.append(function(tf.constant(_fill(batch)), tf.constant(class_index)).numpy()[: len(batch)])
        return np.concatenate(found)

    def _logits(self, batch: Array) -> Array:
        with self._program.lock:
            logits: Array = self._function("logits")(tf.constant(_fill(batch))).numpy()[: len(batch)]
        return logits

    def _function(self, kind: str, node: str = "") -> Callable[..., Any]:
        key = (kind, node)
        if key not in self._compiled:
            self._compiled[key] = tf.function(self._plain(kind, node), autograph=False, reduce_retracing=True)
        return self._compiled[key]

    def _plain(self, kind: str, node: str) -> Callable[..., Any]:
        def logits(pictures: Any) -> Any:
            return self._program.run(pictures)[self.logits]

        def by_maps(pictures: Any, class_index: Any) -> tuple[Any, Any, Any]:
            with tf.GradientTape() as tape:
                tape.watch(pictures)
                values = self._program.run(pictures)
                score = tf.gather(values[self.logits], class_index, axis=1)
            gradients = tape.gradient(score, values[node], unconnected_gradients=tf.UnconnectedGradients.ZERO)
            return values[node], gradients, values[self.logits]

        def by_input(pictures: Any, class_index: Any) -> Any:
            after = self._guide if kind == "guided" else _same_value
            with tf.GradientTape() as tape:
                tape.watch(pictures)
                score = tf.gather(self._program.run(pictures, after)[self.logits], class_index, axis=1)
            return tape.gradient(score, pictures, unconnected_gradients=tf.UnconnectedGradients.ZERO)

        functions: dict[str, Callable[..., Any]] = {"logits": logits, "maps": by_maps}
        return functions.get(kind, by_input)

    def _guide(self, name: str, value: Any) -> Any:
        node = self._graph.node(name)
        return _only_positive_back(value) if node.settings.get("activation") in _RECTIFIERS else value


def _same_value(name: str, value: Any) -> Any:
    return value


@tf.custom_gradient  # type: ignore[untyped-decorator]  # TensorFlow has no types
def _only_positive_back(value: Any) -> tuple[Any, Callable[[Any], Any]]:
    """Return the same number, whose derivative goes back only where it is positive."""
    return tf.identity(value), lambda upstream: tf.maximum(upstream, 0.0)


def _shows_findings(kind: str) -> bool:
    """Return True if a node's maps show what the network has found, and are not its picture in other numbers."""
    return kind not in ("rescaling", "normalization", "zero_padding", "cropping", "reshape")


def _batches(pictures: Array) -> Iterator[Array]:
    return (pictures[start : start + BATCH] for start in range(0, len(pictures), BATCH))


def _fill(batch: Array) -> Array:
    """Fill a batch of several pictures up to `BATCH`, so that one compiled function serves batches of all sizes."""
    missing = BATCH - len(batch)
    if len(batch) == 1 or missing == 0:
        return np.asarray(batch, np.float32)
    return np.concatenate([batch, np.zeros((missing, *batch.shape[1:]), np.float32)]).astype(np.float32)
