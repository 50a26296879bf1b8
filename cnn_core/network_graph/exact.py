"""Nodes of a network whose outputs need not travel to the browser, as its arithmetic gives them bit for bit."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from cnn_core.arithmetic.activation import ACTIVATIONS
from cnn_core.arithmetic.exact import EXACT_ACTIVATIONS, EXACT_POOLINGS
from cnn_core.network_graph.graph import NetworkGraph, Node
from cnn_core.networks.spec import Array


def same_nodes(graph: NetworkGraph, outputs: Mapping[str, Array]) -> tuple[str, ...]:
    """List the nodes of a network whose outputs are bit for bit what is written out of their input's.

    Args:
        graph: the network.
        outputs: node → float32 (rows, columns, maps) or (units,), of every node.

    Example:
        >>> before = Node("maps", "maps", "Conv2D", "convolution", (), (1, 1, 2))
        >>> after = Node("relu", "relu", "ReLU", "activation", ("maps",), (1, 1, 2), settings={"activation": "relu"})
        >>> maps = np.float32([[[-1.0, 2.5]]])
        >>> same_nodes(NetworkGraph("two", (before, after), (), "relu"), {"maps": maps, "relu": np.maximum(maps, 0)})
        ('relu',)
    """
    return tuple(node.name for node in graph.nodes if _is_same(node, outputs))


def _is_same(node: Node, outputs: Mapping[str, Array]) -> bool:
    settings = node.settings
    if node.kind == "activation" and settings["activation"] in EXACT_ACTIVATIONS:
        written = ACTIVATIONS[settings["activation"]].function(outputs[node.inputs[0]])
    elif node.kind == "pooling" and settings["pooling"] in EXACT_POOLINGS:
        pool = EXACT_POOLINGS[settings["pooling"]]
        written = pool(outputs[node.inputs[0]], settings["pool_size"], settings["strides"], settings["padding"])
    else:
        return False
    written[..., list(node.ablated)] = 0
    return bool(np.array_equal(written, outputs[node.name]))
