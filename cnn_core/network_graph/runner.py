"""Runs a network for one picture: every node's output, with units switched off.

An edited network is run as it is first, and compiled when it is asked for again: measured for Tiny VGG on two busy
cores, the first run takes 20 ms uncompiled and 60 to 140 ms compiled, every later one 10 ms or 0.5 ms. For
EfficientNet-Lite0, with 144 steps and 80 MB of outputs, these are 300 ms, 500 ms, 80 ms and 37 ms.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import tensorflow as tf

from cnn_core.network_graph.exact import same_nodes
from cnn_core.network_graph.graph import NetworkGraph
from cnn_core.network_graph.layer_kinds import kind_of
from cnn_core.network_graph.nodes import graph_of, weights_of
from cnn_core.network_graph.program import Program
from cnn_core.networks.spec import Array

Compute = Callable[[Any, Mapping[str, Any]], dict[str, Any]]


class NetworkRunner:
    """A program that is ready to be run, compiled once it is worth it. Thread-safe.

    Example:
        >>> import keras
        >>> from cnn_core.network_graph.reader import read
        >>> layers = [keras.Input((4, 4, 1)), keras.layers.MaxPooling2D(2, name="pool")]
        >>> runner = NetworkRunner(read(keras.Sequential(layers)))
        >>> np.asarray(runner.run(np.ones((4, 4, 1), np.float32))["pool"]).shape
        (1, 2, 2, 1)
    """

    def __init__(self, program: Program, classes: tuple[str, ...] = (), *, compile_at: int = 1):
        """Take over a program.

        Args:
            program: with its shapes.
            classes: what the entries of its output stand for.
            compile_at: the run, counted from 1, at which it is compiled.
        """
        self.program = program
        self.graph: NetworkGraph = graph_of(program, classes)
        self._compute: Compute = self._outputs
        # Uncompiled, Keras has XLA compile a grouped convolution in every single call.
        self._compile_in = 1 if self._has_groups() else compile_at
        self._weights: dict[str, Array] | None = None
        self._written_out: tuple[str, ...] | None = None

    def run(self, picture: Array, ablated: Sequence[tuple[str, int]] = ()) -> dict[str, Any]:
        """Compute every node's output, the input's too, as tensors with a batch axis.

        Args:
            picture: float32 (rows, columns, channels), as the network takes it.
            ablated: (node, unit): these give 0.
        """
        masks = {name: self._mask(name, ablated) for name in sorted({name for name, _ in ablated})}
        with self.program.lock:
            self._compile_in -= 1
            if self._compile_in == 0:
                self._compute = tf.function(self._outputs, autograph=False)
            return self._compute(tf.constant(picture[np.newaxis], tf.float32), masks)

    def weights(self) -> Mapping[str, Array]:
        """Return all weights by "NODE/NAME" with Keras's names, such as "conv/kernel": float32 arrays."""
        if self._weights is None:
            self._weights = {
                f"{name}/{weight}": np.asarray(variable, np.float32)
                for step in self.program.steps
                for name in step.names[:1]
                for weight, variable in weights_of(step).items()
            }
        return self._weights

    def written_out(self, graph: NetworkGraph, outputs: Mapping[str, Array]) -> tuple[str, ...]:
        """List the nodes that the browser computes with the same bits, compared for the first picture.

        What only chooses among its numbers, without rounding, does so for every other picture as well.

        Args:
            graph: with what is switched off.
            outputs: of every node, as arrays without a batch axis.
        """
        if self._written_out is None:
            self._written_out = same_nodes(graph, outputs)
        return self._written_out

    def _outputs(self, picture: Any, masks: Mapping[str, Any]) -> dict[str, Any]:
        def switched(name: str, value: Any) -> Any:
            return tf.where(masks[name], value, tf.zeros_like(value)) if name in masks else value

        return self.program.run(picture, switched)

    def _mask(self, name: str, ablated: Sequence[tuple[str, int]]) -> Any:
        kept = np.ones(self.program.shapes[name][-1:], bool)
        kept[[unit for node, unit in ablated if node == name]] = False
        return tf.constant(kept)

    def _has_groups(self) -> bool:
        operations = [step.operation for step in self.program.steps]
        return any(kind_of(one, 4)[0] == "convolution" and one.groups > 1 for one in operations)
