"""The sizes of the lab's layer stack: the formula for the output size in each stage, with all its numbers."""

from __future__ import annotations

from typing import Any

from cnn_core.arithmetic.windows import (
    axis_paddings,
    crop_amounts,
    effective_kernel_size,
    output_size,
    padding_amounts,
    transposed_output_size,
    unused,
)
from cnn_core.convolution_lab.stack import ConvolutionStack
from cnn_core.networks.spec import LayerSpec, NetworkSpec
from cnn_core.networks.table import LayerRow, describe

AXES = ("rows", "columns")
POOLING_CLASSES = {
    "max": "MaxPooling2D",
    "average": "AveragePooling2D",
    "min": "MinPooling2D",
    "global_max": "GlobalMaxPooling2D",
    "global_average": "GlobalAveragePooling2D",
}


def layer_specs(stack: ConvolutionStack, channels: int) -> tuple[LayerSpec, ...]:
    """List the stack's layers without weights: (padding,) convolution, activation (, pooling)."""
    layers = [_convolution(stack), LayerSpec("Activation", "activation", {"activation": stack.activation})]
    if stack.padding == "custom":
        layers.insert(0, LayerSpec("ZeroPadding2D", "padding", {"padding": stack.padding_rule}))
    if stack.pooling.startswith("global"):
        layers.append(LayerSpec(POOLING_CLASSES[stack.pooling], "pooling", {"keepdims": True}))
    elif stack.pooling != "none":
        config = {"pool_size": stack.pool_window, "strides": stack.pool_strides, "padding": stack.pool_padding}
        layers.append(LayerSpec(POOLING_CLASSES[stack.pooling], "pooling", config))
    return tuple(layers)


def _convolution(stack: ConvolutionStack) -> LayerSpec:
    config: dict[str, Any] = {}
    if stack.layer != "DepthwiseConv2D":
        config["filters"] = stack.filters
    config |= {"kernel_size": stack.kernel_size, "strides": stack.strides}
    config["padding"] = "valid" if stack.padding == "custom" else stack.padding
    config["dilation_rate"] = stack.dilation
    if stack.layer == "grouped":
        config["groups"] = stack.groups
    if stack.layer in ("DepthwiseConv2D", "SeparableConv2D"):
        config["depth_multiplier"] = stack.depth_multiplier
    return LayerSpec("Conv2D" if stack.layer == "grouped" else stack.layer, "convolution", config)


def feature_size(stack: ConvolutionStack) -> tuple[int, int]:
    """(rows, columns) of the feature maps.

    Raises:
        WindowError: the window is larger than the padded picture.
    """
    paddings = axis_paddings(stack.padding_rule)
    size = transposed_output_size if stack.layer == "Conv2DTranspose" else output_size
    rows, columns = (
        size(stack.size, stack.kernel_size[i], stack.strides[i], paddings[i], stack.dilation_rate) for i in (0, 1)
    )
    return rows, columns


def pooled_size(stack: ConvolutionStack) -> tuple[int, int]:
    """(rows, columns) of the pooled maps; those of the feature maps where nothing is pooled.

    Raises:
        WindowError: a window is larger than what it slides over.
    """
    rows, columns = feature_size(stack)
    if stack.pooling == "none":
        return rows, columns
    if stack.pooling.startswith("global"):
        return 1, 1
    window = (stack.pool_size, stack.pool_stride, stack.pool_padding)
    return output_size(rows, *window), output_size(columns, *window)


def sizes(stack: ConvolutionStack) -> list[dict[str, Any]]:
    """Return a plain, JSON-able dictionary for each stage that changes sizes: the convolution, then the pooling if any.

    Each has ``stage`` ("convolution" or "pooling"), ``layer`` (its Keras class), ``input`` and ``output`` as (rows,
    columns, maps), ``parameters``, ``multiply_accumulates``, ``receptive_field`` (rows, columns on the picture) and
    ``axes``, one for the rows and one for the columns. An axis has ``axis``, ``input``, ``kernel``, ``stride``,
    ``dilation``, ``effective_kernel``, ``output`` and ``unused`` (indices of input cells that no window reaches), and

    - a sliding window: ``padding`` (before, after), ``padded``, ``steps`` = padded - effective kernel,
      ``quotient`` = steps / stride, ``floor``; output = floor + 1;
    - Conv2DTranspose: ``full`` = (input - 1) stride + max(effective kernel, stride) and ``crop`` (before, after);
      output = full - crop. No input cell goes unused.

    Raises:
        WindowError: a window is larger than what it slides over; `stack_network.problems` says so before.

    Example:
        >>> axis = sizes(ConvolutionStack(size=32, kernel_rows=5, stride_rows=2, padding="valid"))[0]["axes"][0]
        >>> axis["steps"], axis["quotient"], axis["floor"], axis["output"], axis["unused"]
        (27, 13.5, 13, 14, [31])
    """
    channels = stack.channels
    rows = {row.name: row for row in describe(NetworkSpec(stack.input_shape, layer_specs(stack, channels)))}
    stages = [_stage("convolution", rows["convolution"], stack.input_shape, _convolution_axes(stack))]
    if "pooling" in rows:
        before = rows["convolution"].output_shape
        stages.append(_stage("pooling", rows["pooling"], before, _pooling_axes(stack, before)))
    return stages


def _stage(name: str, row: LayerRow, before: tuple[int, ...], axes: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "stage": name,
        "layer": row.class_name,
        "input": list(before),
        "output": list(row.output_shape),
        "parameters": row.parameters,
        "multiply_accumulates": row.multiply_accumulates,
        "receptive_field": list(row.receptive_field or ()),
        "axes": axes,
    }


def _convolution_axes(stack: ConvolutionStack) -> list[dict[str, Any]]:
    axis = _transposed_axis if stack.layer == "Conv2DTranspose" else _sliding_axis
    paddings = axis_paddings(stack.padding_rule)
    return [
        axis(AXES[i], stack.size, stack.kernel_size[i], stack.strides[i], paddings[i], stack.dilation_rate)
        for i in (0, 1)
    ]


def _pooling_axes(stack: ConvolutionStack, before: tuple[int, ...]) -> list[dict[str, Any]]:
    if stack.pooling.startswith("global"):  # one window over the whole map
        return [_sliding_axis(AXES[i], before[i], before[i], 1, "valid", 1) for i in (0, 1)]
    window = (stack.pool_size, stack.pool_stride, stack.pool_padding, 1)
    return [_sliding_axis(AXES[i], before[i], *window) for i in (0, 1)]


def _numbers(axis: str, size: int, kernel: int, stride: int, dilation: int) -> dict[str, Any]:
    effective = effective_kernel_size(kernel, dilation)
    return {
        "axis": axis,
        "input": size,
        "kernel": kernel,
        "stride": stride,
        "dilation": dilation,
        "effective_kernel": effective,
    }


def _sliding_axis(axis: str, size: int, kernel: int, stride: int, padding: Any, dilation: int) -> dict[str, Any]:
    numbers = _numbers(axis, size, kernel, stride, dilation)
    before, after = padding_amounts(size, kernel, stride, padding, dilation)
    steps = size + before + after - numbers["effective_kernel"]
    return numbers | {
        "padding": [before, after],
        "padded": size + before + after,
        "steps": steps,
        "quotient": steps / stride,
        "floor": steps // stride,
        "output": output_size(size, kernel, stride, padding, dilation),
        "unused": unused(size, kernel, stride, padding, dilation).tolist(),
    }


def _transposed_axis(axis: str, size: int, kernel: int, stride: int, padding: Any, dilation: int) -> dict[str, Any]:
    numbers = _numbers(axis, size, kernel, stride, dilation)
    return numbers | {
        "full": (size - 1) * stride + max(numbers["effective_kernel"], stride),
        "crop": list(crop_amounts(kernel, stride, padding, dilation)),
        "output": transposed_output_size(size, kernel, stride, padding, dilation),
        "unused": [],
    }
