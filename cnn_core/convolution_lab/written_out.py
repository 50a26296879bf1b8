"""Which of Keras's maps the written-out arithmetic gives bit for bit, so that they need not travel to the browser.

ReLU and the identity copy a number or put 0 in its place, and max and min pooling choose one of their numbers: no
rounding is involved, so any correct implementation gives the same bits. That is compared here on the very maps that
are sent; where a single bit differs, Keras's own maps travel.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from cnn_core.arithmetic.activation import ACTIVATIONS
from cnn_core.arithmetic.pooling import max_pool2d, min_pool2d
from cnn_core.convolution_lab.stack import ConvolutionStack
from cnn_core.network_graph.graph import NetworkGraph, Node
from cnn_core.networks.spec import Array

CHOOSING_ACTIVATIONS = ("linear", "relu")
CHOOSING_POOLINGS = {"max": max_pool2d, "min": min_pool2d}


def same_activation(stack: ConvolutionStack, feature_maps: Array, activation_maps: Array) -> bool:
    """Whether the activation maps are bit for bit what the written-out activation makes of the feature maps.

    Args:
        stack: the settings; only its activation counts.
        feature_maps: float32 (rows, columns, maps).
        activation_maps: the same shape, as Keras computed them.

    Example:
        >>> maps = np.float32([[[-1.0, 2.5]]])
        >>> same_activation(ConvolutionStack(activation="relu"), maps, np.float32([[[0, 2.5]]]))
        True
        >>> same_activation(ConvolutionStack(activation="gelu"), maps, maps)
        False
    """
    if stack.activation not in CHOOSING_ACTIVATIONS:
        return False
    return bool(np.array_equal(ACTIVATIONS[stack.activation].function(feature_maps), activation_maps))


def same_pooling(stack: ConvolutionStack, activation_maps: Array, pooled_maps: Array) -> bool:
    """Whether the pooled maps are bit for bit what the written-out pooling makes of the activation maps.

    Args:
        stack: the settings; only its pooling counts.
        activation_maps: float32 (rows, columns, maps).
        pooled_maps: float32 (pooled rows, pooled columns, maps), as Keras computed them.

    Example:
        >>> maps = np.arange(4, dtype=np.float32).reshape(2, 2, 1)
        >>> same_pooling(ConvolutionStack(pooling="max"), maps, np.float32([[[3]]]))
        True
    """
    pool = CHOOSING_POOLINGS.get(stack.pooling)
    if pool is None:
        return False
    written = pool(activation_maps, stack.pool_window, stack.pool_strides, stack.pool_padding)
    return bool(np.array_equal(written, pooled_maps))


def same_nodes(graph: NetworkGraph, outputs: Mapping[str, Array]) -> tuple[str, ...]:
    """The nodes of a network whose outputs are bit for bit what is written out of their input's.

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
    if node.kind == "activation" and settings["activation"] in CHOOSING_ACTIVATIONS:
        written = ACTIVATIONS[settings["activation"]].function(outputs[node.inputs[0]])
    elif node.kind == "pooling" and settings["pooling"] in CHOOSING_POOLINGS:
        pool = CHOOSING_POOLINGS[settings["pooling"]]
        written = pool(outputs[node.inputs[0]], settings["pool_size"], settings["strides"], settings["padding"])
    else:
        return False
    written[..., list(node.ablated)] = 0
    return bool(np.array_equal(written, outputs[node.name]))
