"""Two operations of TensorFlow that tf2onnx does not know, written with ones that ONNX has. Import registers them.

Keras's gelu uses erfc and its celu expm1; without these, tf2onnx logs an error and writes a file that nothing can load.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from tf2onnx.handler import tf_op


@tf_op("Erfc")
class Erfc:
    """The complementary error function: erfc(x) = 1 - erf(x)."""

    @classmethod
    def version_9(cls, graph: Any, node: Any, **_: Any) -> None:
        """ONNX has Erf since its version 9."""
        _replace(graph, node, "Erf", lambda one, erf: [one, erf])


@tf_op("Expm1")
class Expm1:
    """expm1(x) = exp(x) - 1."""

    @classmethod
    def version_7(cls, graph: Any, node: Any, **_: Any) -> None:
        """ONNX has Exp and a subtraction that repeats a single number since its version 7."""
        _replace(graph, node, "Exp", lambda one, exp: [exp, one])


def _replace(graph: Any, node: Any, function: str, order: Any) -> None:
    """Put the difference of ``function`` and 1 in the place of a node."""
    output, type_, shape = node.output[0], graph.get_dtype(node.output[0]), graph.get_shape(node.output[0])
    inner = graph.make_node(function, node.input, shapes=[shape], dtypes=[type_])
    one = graph.make_const(f"{node.name}_one", np.array(1, np.float32))
    graph.remove_node(node.name)
    inputs = order(one.output[0], inner.output[0])
    graph.make_node("Sub", inputs, name=node.name, outputs=[output], shapes=[shape], dtypes=[type_])
