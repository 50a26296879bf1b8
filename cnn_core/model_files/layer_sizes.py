"""Shapes and costs of each kind of layer, told from its settings and its input's shape without Keras.

Shapes are without the batch: (rows, columns, channels) or (units,). A layer that is not in `RULES` is not known here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from types import MappingProxyType
from typing import Any, Final

import numpy as np

from cnn_core.arithmetic.windows import output_size, transposed_output_size
from cnn_core.model_files.layer_settings import Settings

Shape = tuple[int, ...]


@dataclass(frozen=True)
class Size:
    """The shape and the costs of a layer's output.

    Attributes:
        shape: of its output, without the batch.
        parameters: trained and untrained numbers.
        multiply_accumulates: for one picture, about.
        hidden: numbers that it holds in between, beside its output.
    """

    shape: Shape
    parameters: int = 0
    multiply_accumulates: int = 0
    hidden: int = 0


Rule = Callable[[Settings, Sequence[Shape]], Size]


def _one(shapes: Sequence[Shape], rank: int | None = None) -> Shape:
    """Return the only input; a ValueError becomes the sentence that the layer does not fit."""
    if len(shapes) != 1 or (rank is not None and len(shapes[0]) != rank):
        raise ValueError("another input is expected")
    return shapes[0]


def _same(settings: Settings, shapes: Sequence[Shape]) -> Size:
    return Size(_one(shapes))


def _window(settings: Settings, shape: Shape, kernel: tuple[int, ...], default_strides: Any = 1) -> tuple[int, int]:
    strides = settings.numbers("strides", 2, default=default_strides)
    rates = settings.numbers("dilation_rate", 2, default=1)
    rows, columns = (
        output_size(size, window, stride, settings.padding(), rate)
        for size, window, stride, rate in zip(shape, kernel, strides, rates, strict=False)
    )
    return rows, columns


def _convolution(settings: Settings, shapes: Sequence[Shape]) -> Size:
    shape = _one(shapes, 3)
    kernel, filters = settings.numbers("kernel_size", 2), settings.whole("filters")
    groups = settings.whole("groups", 1, 1)
    if shape[2] % groups or filters % groups:
        raise ValueError("groups divide channels and filters")
    cells = _window(settings, shape, kernel)
    weights = prod(kernel) * shape[2] // groups * filters
    return Size((*cells, filters), weights + settings.flag("use_bias", True) * filters, prod(cells) * weights)


def _transpose(settings: Settings, shapes: Sequence[Shape]) -> Size:
    shape = _one(shapes, 3)
    kernel, filters = settings.numbers("kernel_size", 2), settings.whole("filters")
    strides, rates = settings.numbers("strides", 2, default=1), settings.numbers("dilation_rate", 2, default=1)
    if settings.values.get("output_padding") is not None:
        raise settings.wrong("output_padding")
    rows, columns = (
        transposed_output_size(size, window, stride, settings.padding(), rate)
        for size, window, stride, rate in zip(shape, kernel, strides, rates, strict=False)
    )
    weights = prod(kernel) * shape[2] * filters
    bias = settings.flag("use_bias", True) * filters
    return Size((rows, columns, filters), weights + bias, shape[0] * shape[1] * weights)


def _depthwise(settings: Settings, shapes: Sequence[Shape]) -> Size:
    shape = _one(shapes, 3)
    kernel, channels = settings.numbers("kernel_size", 2), shape[2] * settings.whole("depth_multiplier", 1, 1)
    cells = _window(settings, shape, kernel)
    weights = prod(kernel) * channels
    return Size((*cells, channels), weights + settings.flag("use_bias", True) * channels, prod(cells) * weights)


def _separable(settings: Settings, shapes: Sequence[Shape]) -> Size:
    shape = _one(shapes, 3)
    kernel, filters = settings.numbers("kernel_size", 2), settings.whole("filters")
    channels = shape[2] * settings.whole("depth_multiplier", 1, 1)
    cells = _window(settings, shape, kernel)
    weights = prod(kernel) * channels + channels * filters
    bias = settings.flag("use_bias", True) * filters
    return Size((*cells, filters), weights + bias, prod(cells) * weights, prod(cells) * channels)


def _dense(settings: Settings, shapes: Sequence[Shape]) -> Size:
    *before, inputs = _one(shapes)
    units = settings.whole("units")
    weights = inputs * units
    return Size((*before, units), weights + settings.flag("use_bias", True) * units, prod(before) * weights)


def _pooling(settings: Settings, shapes: Sequence[Shape]) -> Size:
    shape = _one(shapes, 3)
    pool = settings.numbers("pool_size", 2, default=2)
    cells = _window(settings, shape, pool, default_strides=pool)
    return Size((*cells, shape[2]), 0, prod(cells) * prod(pool) * shape[2])


def _global_pooling(settings: Settings, shapes: Sequence[Shape]) -> Size:
    shape = _one(shapes, 3)
    return Size((1, 1, shape[2]) if settings.flag("keepdims", False) else (shape[2],), 0, prod(shape))


def _batch_normalization(settings: Settings, shapes: Sequence[Shape]) -> Size:
    shape = _one(shapes)
    axes = settings.axes("axis", len(shape))
    if axes != (len(shape) - 1,):
        raise settings.wrong("axis")
    vectors = 2 + settings.flag("scale", True) + settings.flag("center", True)
    return Size(shape, vectors * shape[-1], prod(shape))


def _layer_normalization(settings: Settings, shapes: Sequence[Shape]) -> Size:
    shape = _one(shapes)
    width = prod(shape[axis] for axis in settings.axes("axis", len(shape)))
    vectors = settings.flag("scale", True) + settings.flag("center", True)
    return Size(shape, vectors * width, prod(shape))


def _group_normalization(settings: Settings, shapes: Sequence[Shape]) -> Size:
    shape = _one(shapes)
    vectors = settings.flag("scale", True) + settings.flag("center", True)
    return Size(shape, vectors * shape[-1], prod(shape))


def _normalization(settings: Settings, shapes: Sequence[Shape]) -> Size:
    shape = _one(shapes)
    if settings.values.get("mean") is not None:
        return Size(shape)
    axes = settings.axes("axis", len(shape)) if settings.values.get("axis", -1) is not None else ()
    return Size(shape, 2 * prod(shape[axis] for axis in axes) + 1)


def _prelu(settings: Settings, shapes: Sequence[Shape]) -> Size:
    shape = _one(shapes)
    shared = settings.axes("shared_axes", len(shape)) if settings.values.get("shared_axes") else ()
    return Size(shape, prod(size for axis, size in enumerate(shape) if axis not in shared))


def _merge(settings: Settings, shapes: Sequence[Shape]) -> Size:
    shape = np.broadcast_shapes(*shapes)
    return Size(shape, 0, prod(shape) * (len(shapes) - 1))


def _concatenate(settings: Settings, shapes: Sequence[Shape]) -> Size:
    first = shapes[0]
    (axis,) = settings.axes("axis", len(first))
    if len({(len(one), one[:axis], one[axis + 1 :]) for one in shapes}) > 1:
        raise ValueError("the other axes are equal")
    return Size((*first[:axis], sum(one[axis] for one in shapes), *first[axis + 1 :]))


def _flat(settings: Settings, shapes: Sequence[Shape]) -> Size:
    return Size((prod(_one(shapes)),))


def _reshape(settings: Settings, shapes: Sequence[Shape]) -> Size:
    count = prod(_one(shapes))
    shape = settings.reshaping(count)
    if prod(shape) != count:
        raise ValueError("the number of cells stays")
    return Size(shape)


def _permute(settings: Settings, shapes: Sequence[Shape]) -> Size:
    shape = _one(shapes)
    dims = settings.numbers("dims", len(shape))
    if sorted(dims) != list(range(1, len(shape) + 1)):
        raise settings.wrong("dims")
    return Size(tuple(shape[axis - 1] for axis in dims))


def _pad(settings: Settings, shapes: Sequence[Shape]) -> Size:
    shape = _one(shapes, 3)
    rows, columns = settings.sides("padding")
    return Size((shape[0] + sum(rows), shape[1] + sum(columns), shape[2]))


def _crop(settings: Settings, shapes: Sequence[Shape]) -> Size:
    shape = _one(shapes, 3)
    rows, columns = settings.sides("cropping")
    left = (shape[0] - sum(rows), shape[1] - sum(columns))
    if min(left) < 1:
        raise ValueError("a cell is left")
    return Size((*left, shape[2]))


def _enlarge(settings: Settings, shapes: Sequence[Shape]) -> Size:
    shape = _one(shapes, 3)
    rows, columns = settings.numbers("size", 2, default=2)
    return Size((shape[0] * rows, shape[1] * columns, shape[2]))


def _resize(settings: Settings, shapes: Sequence[Shape]) -> Size:
    return Size((settings.whole("height"), settings.whole("width"), _one(shapes, 3)[2]))


def _adaptive(settings: Settings, shapes: Sequence[Shape]) -> Size:
    shape = _one(shapes, 3)
    return Size((*settings.numbers("output_size", 2), shape[2]), 0, prod(shape))


_KEEP_SHAPE: Final = (
    "Activation ActivityRegularization AlphaDropout Dropout ELU GaussianDropout GaussianNoise Identity LeakyReLU "
    "RandomBrightness RandomColorDegeneration RandomColorJitter RandomContrast RandomErasing RandomFlip "
    "RandomGaussianBlur RandomGrayscale RandomHue RandomInvert RandomPerspective RandomPosterization RandomRotation "
    "RandomSaturation RandomSharpness RandomShear RandomTranslation RandomZoom ReLU Rescaling Softmax "
    "SpatialDropout2D UnitNormalization"
)
_MERGE: Final = ("Add", "Average", "Maximum", "Minimum", "Multiply", "Subtract")

RULES: Final[Mapping[str, Rule]] = MappingProxyType(
    dict.fromkeys(_KEEP_SHAPE.split(), _same)
    | dict.fromkeys(_MERGE, _merge)
    | dict.fromkeys(("MaxPooling2D", "AveragePooling2D", "MinPooling2D"), _pooling)
    | dict.fromkeys(("GlobalMaxPooling2D", "GlobalAveragePooling2D"), _global_pooling)
    | dict.fromkeys(("AdaptiveMaxPooling2D", "AdaptiveAveragePooling2D"), _adaptive)
    | dict.fromkeys(("Resizing", "CenterCrop", "RandomCrop"), _resize)
    | {
        "Conv2D": _convolution,
        "Conv2DTranspose": _transpose,
        "DepthwiseConv2D": _depthwise,
        "SeparableConv2D": _separable,
        "Dense": _dense,
        "BatchNormalization": _batch_normalization,
        "LayerNormalization": _layer_normalization,
        "GroupNormalization": _group_normalization,
        "Normalization": _normalization,
        "PReLU": _prelu,
        "Concatenate": _concatenate,
        "Flatten": _flat,
        "Reshape": _reshape,
        "Permute": _permute,
        "ZeroPadding2D": _pad,
        "Cropping2D": _crop,
        "UpSampling2D": _enlarge,
    }
)
"""Class of a layer → what it makes of its settings and its inputs' shapes. ValueError: it does not fit them."""
