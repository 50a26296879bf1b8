"""The table of a network: what each layer puts out, what it costs and how much of the picture it sees.

Everything is computed from the specification by arithmetic; no model is built.

Multiply-accumulates count one multiplication and one addition together, without biases, as in Sze et al. (2017),
"Efficient Processing of Deep Neural Networks", https://arxiv.org/abs/1703.09039. The receptive field follows
Araujo, Norris and Sim (2019), "Computing Receptive Fields of Convolutional Neural Networks",
https://distill.pub/2019/computing-receptive-fields.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import floor, prod
from typing import Any

from cnn_core.arithmetic.windows import output_size, transposed_output_size
from cnn_core.networks.spec import LayerSpec, NetworkSpec

Shape = tuple[int, ...]
Axis = tuple[int, int, int]  # size of the window, stride, dilation rate


@dataclass(frozen=True)
class LayerRow:
    """One row of the table.

    Attributes:
        name: the layer's name.
        class_name: its Keras class.
        output_shape: without the batch, for example (rows, columns, channels).
        parameters: numbers that the layer holds, trainable or not.
        multiply_accumulates: for one picture.
        receptive_field: (rows, columns) of the network's input that one output cell can see, where the picture is
            large enough; None after the maps have been flattened to a vector.
    """

    name: str
    class_name: str
    output_shape: Shape
    parameters: int
    multiply_accumulates: int
    receptive_field: tuple[int, int] | None


@dataclass(frozen=True)
class _Step:
    """The effect of a layer on a shape: the shape that comes out, its costs, and how far its windows reach."""

    shape: Shape
    parameters: int = 0
    multiply_accumulates: int = 0
    windows: tuple[Axis, Axis] = ((1, 1, 1), (1, 1, 1))
    upsamples: bool = False
    sees_all: bool = False


def describe(spec: NetworkSpec) -> list[LayerRow]:
    """Describe the network, one row a layer, in order.

    Raises:
        ValueError: a layer's class is not in this table.

    Example:
        >>> from cnn_core.networks.spec import LayerSpec, NetworkSpec
        >>> layers = (LayerSpec("Conv2D", "convolution", {"filters": 4, "kernel_size": (3, 3)}),
        ...           LayerSpec("MaxPooling2D", "pooling", {"pool_size": (2, 2)}))
        >>> for row in describe(NetworkSpec((32, 32, 3), layers)):
        ...     print(row.name, row.output_shape, row.parameters, row.multiply_accumulates, row.receptive_field)
        convolution (30, 30, 4) 112 97200 (3, 3)
        pooling (15, 15, 4) 0 0 (4, 4)
    """
    rows: list[LayerRow] = []
    shape = tuple(spec.input_shape)
    field, jump = [Fraction(1)] * 2, [Fraction(1)] * 2
    for layer in spec.layers:
        step = _step(layer, shape)
        seen = _grow(field, jump, step, spec.input_shape) if len(step.shape) == 3 else None
        shape = step.shape
        rows.append(LayerRow(layer.name, layer.class_name, shape, step.parameters, step.multiply_accumulates, seen))
    return rows


def _step(layer: LayerSpec, shape: Shape) -> _Step:
    rule = _RULES.get(layer.class_name)
    if rule is None:
        raise ValueError(
            f"The table knows these layers: {', '.join(sorted(_RULES))}. Received: {layer.class_name!r}. "
            "Use one of them, or add its rule to cnn_core/networks/table.py."
        )
    return rule(layer.config, shape)


def _grow(field: list[Fraction], jump: list[Fraction], step: _Step, picture: Shape) -> tuple[int, int]:
    """Let the receptive field grow by one layer, in place. ``jump``: input cells between two output cells."""
    for axis, (window, stride, dilation) in enumerate(step.windows):
        if step.upsamples:  # neighbouring outputs stand 1/stride of an input cell apart
            jump[axis] /= stride
        field[axis] += (window - 1) * dilation * jump[axis]
        if not step.upsamples:
            jump[axis] *= stride
        if step.sees_all:
            field[axis] = Fraction(picture[axis])
    return floor(field[0]), floor(field[1])


def _pair(value: Any) -> tuple[int, int]:
    return (value, value) if isinstance(value, int) else (int(value[0]), int(value[1]))


def _windows(config: dict[str, Any], size: str, strides: Any) -> tuple[Axis, Axis]:
    (rows, columns), (down, across) = _pair(config[size]), _pair(strides)
    dilation = _pair(config.get("dilation_rate", 1))
    return (rows, down, dilation[0]), (columns, across, dilation[1])


def _slide(shape: Shape, windows: tuple[Axis, Axis], padding: str) -> tuple[int, int]:
    sizes = [output_size(shape[i], windows[i][0], windows[i][1], padding, windows[i][2]) for i in (0, 1)]
    return sizes[0], sizes[1]


def _convolution(config: dict[str, Any], shape: Shape) -> _Step:
    windows = _windows(config, "kernel_size", config.get("strides", 1))
    filters, channels = config["filters"], shape[-1] // config.get("groups", 1)
    output = (*_slide(shape, windows, config.get("padding", "valid")), filters)
    taps = windows[0][0] * windows[1][0] * channels
    return _Step(output, taps * filters + _bias(config, filters), taps * prod(output), windows)


def _depthwise(config: dict[str, Any], shape: Shape) -> _Step:
    windows = _windows(config, "kernel_size", config.get("strides", 1))
    maps = shape[-1] * config.get("depth_multiplier", 1)
    output = (*_slide(shape, windows, config.get("padding", "valid")), maps)
    taps = windows[0][0] * windows[1][0]
    return _Step(output, taps * maps + _bias(config, maps), taps * prod(output), windows)


def _separable(config: dict[str, Any], shape: Shape) -> _Step:
    depthwise = _depthwise({**config, "use_bias": False}, shape)
    rows, columns, maps = depthwise.shape
    filters = config["filters"]
    parameters = depthwise.parameters + maps * filters + _bias(config, filters)
    costs = depthwise.multiply_accumulates + rows * columns * maps * filters
    return _Step((rows, columns, filters), parameters, costs, depthwise.windows)


def _transpose(config: dict[str, Any], shape: Shape) -> _Step:
    windows = _windows(config, "kernel_size", config.get("strides", 1))
    filters, padding = config["filters"], config.get("padding", "valid")
    rows, columns = (transposed_output_size(shape[i], *windows[i][:2], padding, windows[i][2]) for i in (0, 1))
    weights = windows[0][0] * windows[1][0] * shape[-1] * filters
    costs = weights * shape[0] * shape[1]  # every input cell meets the whole kernel
    return _Step((rows, columns, filters), weights + _bias(config, filters), costs, windows, upsamples=True)


def _bias(config: dict[str, Any], maps: int) -> int:
    return maps if config.get("use_bias", True) else 0


def _pooling(config: dict[str, Any], shape: Shape) -> _Step:
    windows = _windows({"pool_size": config.get("pool_size", 2)}, "pool_size", 1)
    strides = _pair(config.get("strides") or (windows[0][0], windows[1][0]))
    windows = (windows[0][0], strides[0], 1), (windows[1][0], strides[1], 1)
    return _Step((*_slide(shape, windows, config.get("padding", "valid")), shape[-1]), windows=windows)


def _global_pooling(config: dict[str, Any], shape: Shape) -> _Step:
    return _Step((1, 1, shape[-1]) if config.get("keepdims") else (shape[-1],), sees_all=True)


def _zero_padding(config: dict[str, Any], shape: Shape) -> _Step:
    amounts = config.get("padding", 1)
    sides = [_pair(amounts)] * 2 if isinstance(amounts, int) else [_pair(side) for side in amounts]
    return _Step((shape[0] + sum(sides[0]), shape[1] + sum(sides[1]), shape[2]))


def _dense(config: dict[str, Any], shape: Shape) -> _Step:
    weights = shape[-1] * config["units"]
    return _Step((*shape[:-1], config["units"]), weights + _bias(config, config["units"]), weights * prod(shape[:-1]))


def _batch_normalization(config: dict[str, Any], shape: Shape) -> _Step:
    return _Step(shape, parameters=shape[-1] * (2 + config.get("scale", True) + config.get("center", True)))


def _keep_shape(config: dict[str, Any], shape: Shape) -> _Step:
    return _Step(shape)


_RULES: dict[str, Callable[[dict[str, Any], Shape], _Step]] = {
    "Conv2D": _convolution,
    "DepthwiseConv2D": _depthwise,
    "SeparableConv2D": _separable,
    "Conv2DTranspose": _transpose,
    "MaxPooling2D": _pooling,
    "AveragePooling2D": _pooling,
    "MinPooling2D": _pooling,
    "GlobalMaxPooling2D": _global_pooling,
    "GlobalAveragePooling2D": _global_pooling,
    "ZeroPadding2D": _zero_padding,
    "Dense": _dense,
    "BatchNormalization": _batch_normalization,
    "Flatten": lambda config, shape: _Step((prod(shape),)),
    **dict.fromkeys(("Activation", "ReLU", "LeakyReLU", "Softmax", "Dropout", "Rescaling"), _keep_shape),
}
