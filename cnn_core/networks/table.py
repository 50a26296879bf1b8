"""The table of a network: what each layer puts out, what it costs and how much of the picture it sees.

Everything is computed from the specification by arithmetic (`cnn_core.arithmetic.layer_rules`); no model is built. The
receptive field follows Araujo, Norris and Sim (2019), "Computing Receptive Fields of Convolutional Neural Networks",
https://distill.pub/2019/computing-receptive-fields.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import Any

from cnn_core.arithmetic import layer_rules
from cnn_core.arithmetic.layer_rules import LayerSize, Shape, Windows
from cnn_core.networks.spec import LayerSpec, NetworkSpec

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
    """The effect of a layer: the size of its output, and how far its windows reach."""

    size: LayerSize
    windows: tuple[Axis, Axis] = ((1, 1, 1), (1, 1, 1))
    upsamples: bool = False
    sees_all: bool = False


Rule = Callable[[dict[str, Any], Shape], _Step]
"""A layer's settings and the shape of its input → what it does."""


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
        size, shape = step.size, step.size.shape
        seen = _grow(field, jump, step, spec.input_shape) if len(shape) == 3 else None
        rows.append(LayerRow(layer.name, layer.class_name, shape, size.parameters, size.multiply_accumulates, seen))
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


def _slid(rule: Callable[..., LayerSize], *keys: str, upsamples: bool = False) -> Rule:
    """Make the rule of a convolution, whose further numbers are the settings ``keys``."""

    def step(config: dict[str, Any], shape: Shape) -> _Step:
        windows = Windows(
            _pair(config["kernel_size"]),
            _pair(config.get("strides", 1)),
            config.get("padding", "valid"),
            _pair(config.get("dilation_rate", 1)),
        )
        given = {_NAMES[key]: config[key] for key in keys if key in config}
        size = rule(shape, windows, **given, bias=config.get("use_bias", True))
        return _Step(size, _axes(windows), upsamples=upsamples)

    return step


def _axes(windows: Windows) -> tuple[Axis, Axis]:
    rows, columns = zip(windows.size, windows.strides, windows.dilation, strict=True)
    return rows, columns


def _pooling(config: dict[str, Any], shape: Shape) -> _Step:
    size = _pair(config.get("pool_size", 2))
    windows = Windows(size, _pair(config.get("strides") or size), config.get("padding", "valid"))
    return _Step(layer_rules.pooling(shape, windows), _axes(windows))


def _global_pooling(config: dict[str, Any], shape: Shape) -> _Step:
    return _Step(layer_rules.global_pooling(shape, keepdims=bool(config.get("keepdims"))), sees_all=True)


def _zero_padding(config: dict[str, Any], shape: Shape) -> _Step:
    amounts = config.get("padding", 1)
    rows, columns = (amounts, amounts) if isinstance(amounts, int) else amounts
    return _Step(layer_rules.zero_padding(shape, (_pair(rows), _pair(columns))))


def _dense(config: dict[str, Any], shape: Shape) -> _Step:
    return _Step(layer_rules.dense(shape, config["units"], bias=config.get("use_bias", True)))


def _batch_normalization(config: dict[str, Any], shape: Shape) -> _Step:
    learnt = {name: config.get(name, True) for name in ("scale", "center")}
    return _Step(layer_rules.batch_normalization(shape, **learnt))


def _keep_shape(config: dict[str, Any], shape: Shape) -> _Step:
    return _Step(LayerSize(shape))


_NAMES = {"filters": "filters", "groups": "groups", "depth_multiplier": "multiplier"}
"""Setting of a convolution, as Keras spells it → the parameter of its rule."""
_RULES: dict[str, Rule] = {
    "Conv2D": _slid(layer_rules.convolution, "filters", "groups"),
    "DepthwiseConv2D": _slid(layer_rules.depthwise, "depth_multiplier"),
    "SeparableConv2D": _slid(layer_rules.separable, "filters", "depth_multiplier"),
    "Conv2DTranspose": _slid(layer_rules.transposed, "filters", upsamples=True),
    "MaxPooling2D": _pooling,
    "AveragePooling2D": _pooling,
    "MinPooling2D": _pooling,
    "GlobalMaxPooling2D": _global_pooling,
    "GlobalAveragePooling2D": _global_pooling,
    "ZeroPadding2D": _zero_padding,
    "Dense": _dense,
    "BatchNormalization": _batch_normalization,
    "Flatten": lambda config, shape: _Step(layer_rules.flatten(shape)),
    **dict.fromkeys(("Activation", "ReLU", "LeakyReLU", "Softmax", "Dropout", "Rescaling"), _keep_shape),
}
