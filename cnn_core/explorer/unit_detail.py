"""One unit of a network with what it comes from, for networks whose maps are too many to send them all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnn_core.explorer.result import UnitDetail
from cnn_core.explorer.unit_parts import linear_of, parts_of
from cnn_core.explorer.unit_strengths import strengths_of
from cnn_core.network_graph.graph import NetworkGraph, Node
from cnn_core.networks.spec import Array

LINEAR = frozenset({"convolution", "depthwise", "separable", "transposed", "dense"})
_ONE_CHANNEL = frozenset(
    {"activation", "pooling", "global_pooling", "batch_normalization", "zero_padding", "cropping", "upsampling",
     "rescaling", "normalization"}
)  # fmt: skip


def detail(
    graph: NetworkGraph, name: str, unit: int, outputs: Mapping[str, Array], weights: Mapping[str, Array], top: int
) -> UnitDetail:
    """Describe the unit with its strongest inputs.

    Args:
        graph: the network.
        name: the node's.
        unit: which of its maps or entries.
        outputs: node → its output without a batch axis; that of the node and of its inputs are looked at.
        weights: "NODE/NAME" → array.
        top: how many inputs to tell apart at most.
    """
    node = graph.node(name)
    given = [as_maps(outputs[source]) for source in node.inputs]
    output = as_maps(outputs[name])[..., unit]
    own = {key.rpartition("/")[2]: array for key, array in weights.items() if key.rpartition("/")[0] == name}
    if node.kind in LINEAR:
        return _linear(node, unit, given[0], own, output, top)
    if node.kind in ("add", "multiply"):
        return _describe_merged(node, unit, given, output, top)
    if node.kind == "concatenate":
        return _describe_concatenated(node, unit, given, output)
    if node.kind == "softmax":
        return _shares(node, unit, given[0], output, top)
    return _describe_moved(node, unit, given, own, output)


def as_maps(output: Array) -> Array:
    """Return a vector as maps of one cell, (1, 1, units); maps as they are.

    Example:
        >>> as_maps(np.zeros(5, np.float32)).shape
        (1, 1, 5)
    """
    return output.reshape(*(1,) * (3 - output.ndim), *output.shape) if output.ndim < 3 else output


def _linear(node: Node, unit: int, maps: Array, weights: Mapping[str, Array], output: Array, top: int) -> UnitDetail:
    linear = linear_of(node, weights, unit, maps.shape[2])
    parts = parts_of(node, maps[..., linear.channels], linear.kernels)
    sums = np.abs(parts).sum(axis=(0, 1), dtype=np.float32)
    order = np.argsort(-sums, kind="stable")
    first, others = order[:top], order[top:]
    chosen = linear.channels[first].astype(np.int32)
    return UnitDetail(
        node=node.name,
        unit=unit,
        channels=chosen,
        count=len(order),
        strengths=sums[first],
        inputs=np.ascontiguousarray(maps[..., chosen]),
        kernels=np.ascontiguousarray(linear.kernels[..., first], np.float32),
        parts=np.ascontiguousarray(parts[..., first]),
        rest=parts[..., others].sum(axis=2, dtype=np.float32),
        bias=linear.bias,
        output=np.ascontiguousarray(output),
    )


def _describe_merged(node: Node, unit: int, given: Sequence[Array], output: Array, top: int) -> UnitDetail:
    """Describe a unit of which every input has one map that counts, or one number that counts everywhere."""
    maps = [np.broadcast_to(one[..., min(unit, one.shape[2] - 1)], output.shape) for one in given]
    stacked = np.stack(maps, axis=-1)
    sums = np.abs(stacked).sum(axis=(0, 1), dtype=np.float32)
    order = np.argsort(-sums, kind="stable")
    first, others = order[:top], order[top:]
    added = node.kind == "add"
    return _detail(
        node, unit, output,
        channels=first, count=len(order), strengths=sums[first], inputs=stacked[..., first],
        parts=np.ascontiguousarray(stacked[..., first]) if added else None,
        rest=stacked[..., others].sum(axis=2, dtype=np.float32) if added else None,
    )  # fmt: skip


def _describe_concatenated(node: Node, unit: int, given: Sequence[Array], output: Array) -> UnitDetail:
    ends = np.cumsum([one.shape[2] for one in given])
    index = int(np.searchsorted(ends, unit, side="right"))
    channel = unit - int(ends[index - 1] if index else 0)
    inputs = given[index][..., channel : channel + 1]
    return _detail(node, unit, output, channels=[index], inputs=inputs, parameters={"channel": float(channel)})


def _shares(node: Node, unit: int, given: Array, output: Array, top: int) -> UnitDetail:
    """Compute the terms of a softmax: exp(logit - largest), each divided by the sum of all."""
    logits = given[0, 0].astype(np.float64)
    powers = np.exp(logits - logits.max())
    order = np.argsort(-powers, kind="stable")[:top]
    parameters = {"largest": float(logits.max()), "sum": float(powers.sum()), "logit": float(logits[unit])}
    strengths = np.asarray(powers[order] / powers.sum(), np.float32)
    return _detail(
        node, unit, output,
        channels=order, count=len(logits), strengths=strengths, inputs=given[..., order], parameters=parameters,
    )  # fmt: skip


def _describe_moved(
    node: Node, unit: int, given: Sequence[Array], weights: Mapping[str, Array], output: Array
) -> UnitDetail:
    """Describe layers that take one channel and move or bend it; of others nothing but the output."""
    channel = None
    if node.kind in _ONE_CHANNEL and given[0].shape[2] == node.units:
        channel = unit
    elif node.kind == "flatten":
        channel = unit % given[0].shape[2]
    if channel is None:
        return _detail(node, unit, output, channels=[], inputs=None)
    parameters = {name: float(array[unit]) for name, array in weights.items() if array.shape == (node.units,)}
    inputs = given[0][..., channel : channel + 1]
    return _detail(node, unit, output, channels=[channel], inputs=inputs, parameters=parameters)


def _detail(
    node: Node, unit: int, output: Array, *, channels: Sequence[int] | NDArray[Any], inputs: Array | None,
    count: int | None = None, strengths: Array | None = None, parts: Array | None = None, rest: Array | None = None,
    parameters: dict[str, float] | None = None,
) -> UnitDetail:  # fmt: skip
    if strengths is None:
        strengths = strengths_of(inputs) if inputs is not None else np.zeros(0, np.float32)
    return UnitDetail(
        node=node.name,
        unit=unit,
        channels=np.asarray(channels, np.int32),
        count=len(channels) if count is None else count,
        strengths=strengths,
        inputs=None if inputs is None else np.ascontiguousarray(inputs),
        kernels=None,
        parts=parts,
        rest=rest,
        bias=None,
        output=np.ascontiguousarray(output),
        parameters=parameters or {},
    )
