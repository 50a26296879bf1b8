"""Sizes of each kind of layer in a file, told from its settings and its input's shape without Keras.

What a visitor's file says is checked here; the arithmetic is that of `cnn_core.arithmetic.layer_rules`.

Shapes are without the batch: (rows, columns, channels) or (units,). A layer that is not in `RULES` is not known here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import prod
from types import MappingProxyType
from typing import Any, Final

import numpy as np

from cnn_core.arithmetic import layer_rules
from cnn_core.arithmetic.layer_rules import LayerSize, Shape, Windows
from cnn_core.model_files.layer_settings import Settings

Rule = Callable[[Settings, Sequence[Shape]], LayerSize]


def _one(shapes: Sequence[Shape], rank: int | None = None) -> Shape:
    """Return the only input; a ValueError becomes the sentence that the layer does not fit."""
    if len(shapes) != 1 or (rank is not None and len(shapes[0]) != rank):
        raise ValueError("another input is expected")
    return shapes[0]


def _same(settings: Settings, shapes: Sequence[Shape]) -> LayerSize:
    return LayerSize(_one(shapes))


def _windows(settings: Settings, size: str, *, default: Any = None, default_strides: Any = 1) -> Windows:
    rows, columns = settings.numbers(size, 2, default=default)
    strides = settings.numbers("strides", 2, default=(rows, columns) if default_strides is None else default_strides)
    rates = settings.numbers("dilation_rate", 2, default=1)
    return Windows((rows, columns), (strides[0], strides[1]), settings.padding(), (rates[0], rates[1]))


def _convolution(settings: Settings, shapes: Sequence[Shape]) -> LayerSize:
    shape = _one(shapes, 3)
    windows, filters = _windows(settings, "kernel_size"), settings.whole("filters")
    groups = settings.whole("groups", 1, 1)
    if shape[2] % groups or filters % groups:
        raise ValueError("groups divide channels and filters")
    return layer_rules.convolution(shape, windows, filters, groups=groups, bias=settings.flag("use_bias", True))


def _transpose(settings: Settings, shapes: Sequence[Shape]) -> LayerSize:
    shape = _one(shapes, 3)
    windows, filters = _windows(settings, "kernel_size"), settings.whole("filters")
    if settings.values.get("output_padding") is not None:
        raise settings.wrong("output_padding")
    return layer_rules.transposed(shape, windows, filters, bias=settings.flag("use_bias", True))


def _depthwise(settings: Settings, shapes: Sequence[Shape]) -> LayerSize:
    shape = _one(shapes, 3)
    windows, multiplier = _windows(settings, "kernel_size"), settings.whole("depth_multiplier", 1, 1)
    return layer_rules.depthwise(shape, windows, multiplier, bias=settings.flag("use_bias", True))


def _separable(settings: Settings, shapes: Sequence[Shape]) -> LayerSize:
    shape = _one(shapes, 3)
    windows, filters = _windows(settings, "kernel_size"), settings.whole("filters")
    multiplier = settings.whole("depth_multiplier", 1, 1)
    return layer_rules.separable(shape, windows, filters, multiplier, bias=settings.flag("use_bias", True))


def _dense(settings: Settings, shapes: Sequence[Shape]) -> LayerSize:
    return layer_rules.dense(_one(shapes), settings.whole("units"), bias=settings.flag("use_bias", True))


def _pooling(settings: Settings, shapes: Sequence[Shape]) -> LayerSize:
    shape = _one(shapes, 3)
    return layer_rules.pooling(shape, _windows(settings, "pool_size", default=2, default_strides=None))


def _global_pooling(settings: Settings, shapes: Sequence[Shape]) -> LayerSize:
    return layer_rules.global_pooling(_one(shapes, 3), keepdims=settings.flag("keepdims", False))


def _batch_normalization(settings: Settings, shapes: Sequence[Shape]) -> LayerSize:
    shape = _one(shapes)
    axes = settings.axes("axis", len(shape))
    if axes != (len(shape) - 1,):
        raise settings.wrong("axis")
    return layer_rules.batch_normalization(
        shape, scale=settings.flag("scale", True), center=settings.flag("center", True)
    )


def _layer_normalization(settings: Settings, shapes: Sequence[Shape]) -> LayerSize:
    shape = _one(shapes)
    width = prod(shape[axis] for axis in settings.axes("axis", len(shape)))
    vectors = settings.flag("scale", True) + settings.flag("center", True)
    return LayerSize(shape, vectors * width, other_operations=prod(shape))


def _group_normalization(settings: Settings, shapes: Sequence[Shape]) -> LayerSize:
    shape = _one(shapes)
    vectors = settings.flag("scale", True) + settings.flag("center", True)
    return LayerSize(shape, vectors * shape[-1], other_operations=prod(shape))


def _normalization(settings: Settings, shapes: Sequence[Shape]) -> LayerSize:
    shape = _one(shapes)
    if settings.values.get("mean") is not None:
        return LayerSize(shape)
    axes = settings.axes("axis", len(shape)) if settings.values.get("axis", -1) is not None else ()
    return LayerSize(shape, 2 * prod(shape[axis] for axis in axes) + 1)


def _prelu(settings: Settings, shapes: Sequence[Shape]) -> LayerSize:
    shape = _one(shapes)
    shared = settings.axes("shared_axes", len(shape)) if settings.values.get("shared_axes") else ()
    return LayerSize(shape, prod(size for axis, size in enumerate(shape) if axis not in shared))


def _merge(settings: Settings, shapes: Sequence[Shape]) -> LayerSize:
    shape = np.broadcast_shapes(*shapes)
    return LayerSize(shape, other_operations=prod(shape) * (len(shapes) - 1))


def _concatenate(settings: Settings, shapes: Sequence[Shape]) -> LayerSize:
    first = shapes[0]
    (axis,) = settings.axes("axis", len(first))
    if len({(len(one), one[:axis], one[axis + 1 :]) for one in shapes}) > 1:
        raise ValueError("the other axes are equal")
    return LayerSize((*first[:axis], sum(one[axis] for one in shapes), *first[axis + 1 :]))


def _flat(settings: Settings, shapes: Sequence[Shape]) -> LayerSize:
    return layer_rules.flatten(_one(shapes))


def _reshape(settings: Settings, shapes: Sequence[Shape]) -> LayerSize:
    count = prod(_one(shapes))
    shape = settings.reshaping(count)
    if prod(shape) != count:
        raise ValueError("the number of cells stays")
    return LayerSize(shape)


def _permute(settings: Settings, shapes: Sequence[Shape]) -> LayerSize:
    shape = _one(shapes)
    dims = settings.numbers("dims", len(shape))
    if sorted(dims) != list(range(1, len(shape) + 1)):
        raise settings.wrong("dims")
    return LayerSize(tuple(shape[axis - 1] for axis in dims))


def _pad(settings: Settings, shapes: Sequence[Shape]) -> LayerSize:
    shape = _one(shapes, 3)
    return layer_rules.zero_padding(shape, settings.sides("padding"))


def _crop(settings: Settings, shapes: Sequence[Shape]) -> LayerSize:
    shape = _one(shapes, 3)
    rows, columns = settings.sides("cropping")
    left = (shape[0] - sum(rows), shape[1] - sum(columns))
    if min(left) < 1:
        raise ValueError("a cell is left")
    return LayerSize((*left, shape[2]))


def _enlarge(settings: Settings, shapes: Sequence[Shape]) -> LayerSize:
    shape = _one(shapes, 3)
    rows, columns = settings.numbers("size", 2, default=2)
    return LayerSize((shape[0] * rows, shape[1] * columns, shape[2]))


def _resize(settings: Settings, shapes: Sequence[Shape]) -> LayerSize:
    return LayerSize((settings.whole("height"), settings.whole("width"), _one(shapes, 3)[2]))


def _adaptive(settings: Settings, shapes: Sequence[Shape]) -> LayerSize:
    shape = _one(shapes, 3)
    return LayerSize((*settings.numbers("output_size", 2), shape[2]), other_operations=prod(shape))


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
