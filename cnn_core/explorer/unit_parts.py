"""Intermediate maps: what each input channel adds to one unit of a convolution or a dense layer.

A convolution is linear, so a unit's map is the sum over the channels of (channel ∗ its kernel), plus the bias. Each of
these is computed here as a depthwise convolution over the padded input, with every kind of layer brought to that form.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from cnn_core.arithmetic.windows import crop_amounts, padding_amounts
from cnn_core.network_graph.graph import Node
from cnn_core.network_graph.receptive_fields import pair
from cnn_core.networks.spec import Array


@dataclass(frozen=True, eq=False)
class Linear:
    """One unit of a linear layer.

    Attributes:
        channels: int32, which channels of the input it sees.
        kernels: float32 (kernel rows, kernel columns, channels), the kernel on each.
        bias: the unit's, or None.
    """

    channels: NDArray[np.int32]
    kernels: Array
    bias: float | None


def linear_of(node: Node, weights: Mapping[str, Array], unit: int, inputs: int) -> Linear:
    """Return one unit of a convolution of any kind or of a dense layer, as a kernel for each channel.

    Args:
        node: which layer.
        weights: its weights by Keras's names.
        unit: which of its maps or entries.
        inputs: how many channels its input has.
    """
    bias = float(weights["bias"][unit]) if "bias" in weights else None
    everything = np.arange(inputs, dtype=np.int32)
    match node.kind:
        case "dense":
            return Linear(everything, weights["kernel"][np.newaxis, np.newaxis, :, unit], bias)
        case "transposed":
            return Linear(everything, weights["kernel"][:, :, unit, :], bias)
        case "depthwise":
            kernel = _depthwise(weights)
            channel, multiple = divmod(unit, kernel.shape[3])
            return Linear(everything[channel : channel + 1], kernel[:, :, channel : channel + 1, multiple], bias)
        case "separable":
            pointwise = weights["pointwise_kernel"][0, 0, :, unit].reshape(inputs, -1)  # (channels, multiples)
            kernels = np.einsum("rcim,im->rci", _depthwise(weights), pointwise)
            return Linear(everything, kernels, bias)
    kernel = weights["kernel"]
    first = unit // (kernel.shape[3] // (inputs // kernel.shape[2])) * kernel.shape[2]
    return Linear(everything[first : first + kernel.shape[2]], kernel[..., unit], bias)


def _depthwise(weights: Mapping[str, Array]) -> Array:
    """Return the depthwise kernel: (kernel rows, kernel columns, channels, multiples)."""
    return weights["depthwise_kernel"] if "depthwise_kernel" in weights else weights["kernel"]


def parts_of(node: Node, maps: Array, kernels: Array) -> Array:
    """Convolve each channel with its kernel.

    Args:
        node: the layer, with its settings and the shape of its output.
        maps: float32 (rows, columns, channels), the layer's input.
        kernels: float32 (kernel rows, kernel columns, channels).

    Returns:
        float32 (output rows, output columns, channels).

    Example:
        >>> node = Node("conv", "conv", "Conv2D", "convolution", ("input",), (1, 1, 1),
        ...             settings={"kernel_size": (2, 2), "strides": (1, 1), "padding": "valid"})
        >>> parts_of(node, np.ones((2, 2, 1), np.float32), np.full((2, 2, 1), 0.5, np.float32)).tolist()
        [[[2.0]]]
    """
    rows, columns = (node.shape[0], node.shape[1]) if len(node.shape) == 3 else (1, 1)
    if node.kind == "transposed":
        spread, strides, rates = _spread(node, maps, kernels.shape[:2], (rows, columns))
        kernels = kernels[::-1, ::-1]
    else:
        spread, strides, rates = _pad(node, maps, kernels.shape[:2])
    found = tf.nn.depthwise_conv2d(
        spread[np.newaxis], kernels[..., np.newaxis], [1, 1, 1, 1], "VALID", dilations=list(rates)
    )
    return np.asarray(found)[0, :: strides[0], :: strides[1]][:rows, :columns]


def _pad(node: Node, maps: Array, window: tuple[int, ...]) -> tuple[Array, tuple[int, int], tuple[int, int]]:
    """Pad the input; return it with the strides and the dilation rates."""
    strides, rates = pair(node.settings.get("strides", 1)), pair(node.settings.get("dilation_rate", 1))
    padding = node.settings.get("padding", "valid")
    amounts = [
        padding_amounts(maps.shape[axis], window[axis], strides[axis], padding, rates[axis]) for axis in range(2)
    ]
    return np.pad(maps, (*amounts, (0, 0))), strides, rates


def _spread(
    node: Node, maps: Array, window: tuple[int, ...], output: tuple[int, int]
) -> tuple[Array, tuple[int, int], tuple[int, int]]:
    """Turn a transposed convolution into one over its input with zeros between the cells, and a kernel turned round."""
    strides, rates = pair(node.settings.get("strides", 1)), pair(node.settings.get("dilation_rate", 1))
    padding = node.settings.get("padding", "valid")
    sizes, places = [], []
    for axis in range(2):
        reach = (window[axis] - 1) * rates[axis]
        before, _ = crop_amounts(window[axis], strides[axis], padding, rates[axis])
        sizes.append(output[axis] + reach)
        places.append(reach - before)
    spread = np.zeros((*sizes, maps.shape[2]), np.float32)
    taken = [_inside(places[axis], strides[axis], maps.shape[axis], sizes[axis]) for axis in range(2)]
    (rows, from_rows), (columns, from_columns) = taken
    spread[rows, columns] = maps[from_rows, from_columns]
    return spread, (1, 1), rates


def _inside(first: int, stride: int, count: int, size: int) -> tuple[slice, slice]:
    """Return where the cells first, first + stride, … below ``size`` lie, and which of ``count`` cells these are."""
    skipped = (max(0, -first) + stride - 1) // stride
    start = first + skipped * stride
    fitting = max(0, min(count - skipped, -(-(size - start) // stride)))
    return slice(start, start + fitting * stride, stride), slice(skipped, skipped + fitting)
