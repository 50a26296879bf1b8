"""Costs of the nodes of a network, and its blocks; told from their shapes and settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod
from typing import Final

from cnn_core.arithmetic.layer_rules import convolution_weights, separable_weights
from cnn_core.network_graph.graph import Node, Shape
from cnn_core.network_graph.receptive_fields import pair

_PREPARING: Final = frozenset({"input", "rescaling", "normalization", "identity"})
_HEAD: Final = frozenset({"global_pooling", "flatten"})
_STRIDED: Final = frozenset({"convolution", "depthwise", "separable"})


def multiply_accumulates(node: Node, given: Sequence[Shape]) -> int:
    """Count multiplications with an addition each, for one picture, as `cnn_core.arithmetic.layer_rules` does.

    The shapes are known here, as Keras has computed them.

    Args:
        node: with its shape and settings.
        given: the shapes of its inputs.

    Example:
        >>> conv = Node("conv", "conv", "Conv2D", "convolution", ("input",), (30, 30, 4),
        ...             settings={"kernel_size": (3, 3)})
        >>> multiply_accumulates(conv, [(32, 32, 3)])
        97200
    """
    if node.kind == "dense":
        return given[0][-1] * prod(node.shape)
    if "kernel_size" not in node.settings or not given or len(given[0]) != 3:
        return 0
    kernel, channels, maps = pair(node.settings["kernel_size"]), given[0][2], node.shape[2]
    cells = prod(node.shape[:2])
    match node.kind:
        case "convolution":
            return cells * convolution_weights(kernel, channels, maps, node.settings.get("groups", 1))
        case "depthwise":
            return cells * separable_weights(kernel, maps, 0)
        case "separable":
            return cells * separable_weights(kernel, channels * node.settings.get("depth_multiplier", 1), maps)
        case "transposed":  # every input cell meets the whole kernel
            return prod(given[0][:2]) * convolution_weights(kernel, channels, maps)
    return 0


def blocks(nodes: Sequence[Node]) -> dict[str, int]:
    """Node → its block: 0 for the input and what prepares it.

    A pooling ends a block; a convolution with strides and the head (from the first vector on) begin one.

    Example:
        >>> def node(name, kind, given, shape): return Node(name, name, "", kind, given, shape)
        >>> blocks([node("input", "input", (), (8, 8, 3)), node("conv", "convolution", ("input",), (8, 8, 4)),
        ...         node("pool", "pooling", ("conv",), (4, 4, 4)), node("dense", "dense", ("pool",), (10,))])
        {'input': 0, 'conv': 1, 'pool': 1, 'dense': 2}
    """
    shapes = {node.name: node.shape for node in nodes}
    known = {node.name: node for node in nodes}
    found: dict[str, int] = {}
    for node in nodes:
        before = max((found[name] for name in node.inputs), default=0)
        after = max((found[name] + (known[name].kind == "pooling") for name in node.inputs), default=0)
        begins = (before == 0 and node.kind not in _PREPARING) or _begins(node, shapes)
        found[node.name] = max(after, before + 1) if begins else after
    return found


def _begins(node: Node, shapes: Mapping[str, Shape]) -> bool:
    given = [shapes[name] for name in node.inputs]
    maps = any(len(shape) == 3 for shape in given)
    if node.kind in _HEAD or len(node.shape) == 1:
        return maps and not any(len(shape) == 3 and shape[0] * shape[1] == 1 for shape in given)
    return node.kind in _STRIDED and max(pair(node.settings.get("strides", 1))) > 1
