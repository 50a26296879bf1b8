"""The lab's layer stack as a network: its kernels, its specification, and the program of the browser's arithmetic.

Nothing here imports Keras, so the web process may. Random kernels are Keras initializers with a seed; only a worker
can run these, so `kernels_of` refuses them and `cnn_core.convolution_lab.worker.weights` answers there.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cnn_core.arithmetic.windows import axis_paddings, crop_amounts, padding_amounts
from cnn_core.convolution_lab.edit_text import decode_edits, encode_edits
from cnn_core.convolution_lab.edits import (
    edit_map,
    edit_notices,
    fitting_edits,
    kernels_of_map,
    reset_map,
    weight_shapes,
)
from cnn_core.convolution_lab.kernels import Weights, kernels_of, named_kernels
from cnn_core.convolution_lab.problems import problems
from cnn_core.convolution_lab.sizes import feature_size, layer_specs, pooled_size, sizes
from cnn_core.convolution_lab.stack import ConvolutionStack
from cnn_core.networks.spec import LayerSpec, NetworkSpec, Override

__all__ = [
    "Weights",
    "decode_edits",
    "edit_map",
    "edit_notices",
    "encode_edits",
    "kernels_of",
    "kernels_of_map",
    "named_kernels",
    "problems",
    "program",
    "reset_map",
    "sizes",
    "to_network_spec",
    "weight_shapes",
]

INITIALIZER_CLASSES = {
    "glorot_uniform": "GlorotUniform",
    "glorot_normal": "GlorotNormal",
    "he_uniform": "HeUniform",
    "he_normal": "HeNormal",
    "random_normal": "RandomNormal",
    "random_uniform": "RandomUniform",
    "orthogonal": "Orthogonal",
}


def to_network_spec(stack: ConvolutionStack, channels: int, weights: Weights | None = None) -> NetworkSpec:
    """Describe the stack as a network: "padding" (if custom), "convolution", "activation", "pooling" (if any).

    Args:
        stack: settings without `problems`.
        channels: of the picture.
        weights: take these; None: those of the settings. Random kernels then stand as an initializer with its seed,
            and edits as overrides, so that the specification stays small.
    """
    shape = (stack.size, stack.size, channels)
    layers = layer_specs(stack, channels)
    if weights is None and stack.kernel_source != "random":
        weights = kernels_of(stack, channels)
    return NetworkSpec(shape, tuple(_fill(layer, stack, channels, weights) for layer in layers))


def _fill(layer: LayerSpec, stack: ConvolutionStack, channels: int, weights: Weights | None) -> LayerSpec:
    if layer.name != "convolution":
        return layer
    if weights is not None:
        return LayerSpec(layer.class_name, layer.name, layer.config, weights.arrays)
    drawn = {"class_name": INITIALIZER_CLASSES[stack.initializer], "config": {"seed": stack.seed}}
    depthwise = stack.layer in ("DepthwiseConv2D", "SeparableConv2D")
    config = layer.config | {"depthwise_initializer" if depthwise else "kernel_initializer": drawn}
    if stack.layer == "SeparableConv2D":
        config["pointwise_initializer"] = drawn
    if stack.bias:
        config["bias_initializer"] = {"class_name": "Constant", "config": {"value": stack.bias}}
    return LayerSpec(layer.class_name, layer.name, config, None, _overrides(stack, channels))


def _overrides(stack: ConvolutionStack, channels: int) -> tuple[Override, ...]:
    edits, _ = fitting_edits(stack, channels)
    return tuple(Override(int(edit.pointwise), edit.first, edit.second, edit.values) for edit in edits)


def program(stack: ConvolutionStack, channels: int) -> dict[str, Any]:
    """Describe the stack for the browser's arithmetic: all paddings as amounts, plain and JSON-able.

    ``padding`` is [[top, bottom], [left, right]]: zeros added, or for Conv2DTranspose what is cropped from the full
    output of (size - 1) stride + max(effective kernel, stride) cells. ``output`` and ``pooled`` are [rows, columns].

    Raises:
        WindowError: a window is larger than what it slides over; `problems` says so before.

    Example:
        >>> program(ConvolutionStack(size=9, stride_rows=2), channels=3)["padding"]
        [[1, 1], [1, 1]]
    """
    output = feature_size(stack)
    return {
        "layer": stack.layer,
        "strides": list(stack.strides),
        "padding": [list(_amounts(stack, axis)) for axis in (0, 1)],
        "dilation": list(stack.dilation),
        "groups": stack.kernel_groups,
        "activation": stack.activation,
        "pooling": _pooling_program(stack, output),
        "output": list(output),
        "pooled": list(pooled_size(stack)),
    }


def _amounts(stack: ConvolutionStack, axis: int) -> tuple[int, int]:
    window = (
        stack.kernel_size[axis],
        stack.strides[axis],
        axis_paddings(stack.padding_rule)[axis],
        stack.dilation_rate,
    )
    return crop_amounts(*window) if stack.layer == "Conv2DTranspose" else padding_amounts(stack.size, *window)


def _pooling_program(stack: ConvolutionStack, output: Sequence[int]) -> dict[str, Any]:
    if stack.pooling.startswith("global"):
        size, strides, amounts = list(output), [1, 1], [[0, 0], [0, 0]]
    elif stack.pooling == "none":
        size, strides, amounts = [1, 1], [1, 1], [[0, 0], [0, 0]]
    else:
        size, strides = list(stack.pool_window), list(stack.pool_strides)
        window = (stack.pool_size, stack.pool_stride, stack.pool_padding)
        amounts = [list(padding_amounts(length, *window)) for length in output]
    return {"kind": stack.pooling, "size": size, "strides": strides, "padding": amounts}
