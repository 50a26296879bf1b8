"""Kinds of Keras layers, told from their class and settings, never from their name."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import keras
import numpy as np
from keras import layers

from cnn_core.networks.layers import MinPooling2D

Settings = dict[str, Any]

_AUGMENTING: Final = (
    "AugMix", "CutMix", "MixUp", "RandAugment", "RandomBrightness", "RandomColorDegeneration", "RandomColorJitter",
    "RandomContrast", "RandomElasticTransform", "RandomErasing", "RandomFlip", "RandomGaussianBlur", "RandomGrayscale",
    "RandomHue", "RandomInvert", "RandomPerspective", "RandomPosterization", "RandomRotation", "RandomSaturation",
    "RandomSharpness", "RandomShear", "RandomTranslation", "RandomZoom",
)  # fmt: skip
# Older versions of Keras lack some of them.
_IDENTITIES: Final = tuple(
    getattr(layers, name)
    for name in (
        "Dropout", "SpatialDropout1D", "SpatialDropout2D", "GaussianNoise", "GaussianDropout", "AlphaDropout",
        "ActivityRegularization", "Identity", *_AUGMENTING,
    )
    if hasattr(layers, name)
)  # fmt: skip
# The first class that fits counts: min pooling is one of Keras's max poolings, and depthwise comes before its base.
_KINDS: Final[tuple[tuple[Any, str], ...]] = (
    (_IDENTITIES, "identity"),
    (layers.InputLayer, "input"),
    (layers.DepthwiseConv2D, "depthwise"),
    (layers.SeparableConv2D, "separable"),
    (layers.Conv2DTranspose, "transposed"),
    (layers.Conv2D, "convolution"),
    (layers.Dense, "dense"),
    (layers.Softmax, "softmax"),
    ((layers.Activation, layers.ReLU, layers.LeakyReLU, layers.ELU, layers.PReLU), "activation"),
    ((MinPooling2D, layers.MaxPooling2D, layers.AveragePooling2D), "pooling"),
    ((layers.GlobalMaxPooling2D, layers.GlobalAveragePooling2D), "global_pooling"),
    (layers.BatchNormalization, "batch_normalization"),
    (layers.Add, "add"),
    (layers.Multiply, "multiply"),
    (layers.Concatenate, "concatenate"),
    (layers.Flatten, "flatten"),
    (layers.Reshape, "reshape"),
    (layers.ZeroPadding2D, "zero_padding"),
    (layers.Cropping2D, "cropping"),
    (layers.UpSampling2D, "upsampling"),
    (layers.Rescaling, "rescaling"),
    (layers.Normalization, "normalization"),
)
_REASONS: Final[tuple[tuple[Any, str], ...]] = (
    ((layers.RNN, layers.Bidirectional), "recurrent"),
    ((layers.MultiHeadAttention, layers.GroupQueryAttention, layers.Attention, layers.AdditiveAttention), "attention"),
    ((layers.LayerNormalization, layers.GroupNormalization, layers.UnitNormalization), "layer_normalization"),
)
_FUSED: Final = (
    layers.Conv1D, layers.Conv2D, layers.Conv3D, layers.Conv1DTranspose, layers.Conv2DTranspose, layers.Conv3DTranspose,
    layers.DepthwiseConv1D, layers.DepthwiseConv2D, layers.SeparableConv1D, layers.SeparableConv2D, layers.Dense,
    layers.EinsumDense,
)  # fmt: skip
_POOLINGS: Final[tuple[tuple[Any, str], ...]] = (
    (MinPooling2D, "min"),
    ((layers.MaxPooling2D, layers.GlobalMaxPooling2D), "max"),
    ((layers.AveragePooling2D, layers.GlobalAveragePooling2D), "average"),
)
_SETTINGS: Final = (
    "filters", "units", "kernel_size", "strides", "padding", "dilation_rate", "groups", "depth_multiplier",
    "output_padding", "use_bias", "pool_size", "keepdims", "axis", "epsilon", "size", "interpolation", "cropping",
    "scale", "offset", "target_shape", "negative_slope", "max_value", "threshold", "alpha", "invert",
)  # fmt: skip
_CHANNEL_KINDS: Final = frozenset({"batch_normalization", "softmax", "concatenate", "normalization"})


def kind_of(operation: Any, rank: int) -> tuple[str, str | None]:
    """Return the kind of an operation, and of "other" the reason; see `cnn_core.network_graph.graph`.

    Args:
        operation: a Keras layer, or a bare operation such as the one of ``x + y``.
        rank: how many axes its output has, the batch's included.

    Example:
        >>> kind_of(layers.Conv2D(4, 3), 4), kind_of(layers.LSTM(4), 2)
        (('convolution', None), ('other', 'recurrent'))
    """
    if not isinstance(operation, layers.Layer):
        found = next((kind for class_, kind in _operations() if isinstance(operation, class_)), None)
        return (found, None) if found else ("other", "operation")
    if getattr(operation, "data_format", None) == "channels_first" and rank > 2:
        return "other", "axis"
    kind = next((kind for class_, kind in _KINDS if isinstance(operation, class_)), None)
    if kind in _CHANNEL_KINDS and not _along_channels(operation, rank):
        return "other", "axis"
    if kind == "softmax" or (kind == "activation" and activation_name(operation) == "softmax"):
        return ("softmax" if rank == 2 else "activation"), None
    if kind is None:
        return "other", next((reason for class_, reason in _REASONS if isinstance(operation, class_)), "layer")
    return kind, None


@lru_cache(maxsize=1)
def _operations() -> tuple[tuple[type, str], ...]:
    """Return the classes behind ``x + y`` and ``x * y``, which have no public names."""
    one, other = layers.Input((1,)), layers.Input((1,))
    added, multiplied = keras.Model([one, other], one + other), keras.Model([one, other], one * other)
    return (type(added.operations[-1]), "add"), (type(multiplied.operations[-1]), "multiply")


def _along_channels(layer: Any, rank: int) -> bool:
    axis = layer.axis
    axes = list(axis) if isinstance(axis, (tuple, list)) else [axis]
    return len(axes) == 1 and axes[0] in (-1, rank - 1)


def fused_activation(operation: Any) -> Any | None:
    """Return the activation that a layer applies to its own linear output, or None; "linear" counts as none."""
    if not isinstance(operation, _FUSED):
        return None
    activation = operation.activation
    return None if activation is keras.activations.linear else activation


def activation_name(activation: Any) -> str:
    """Keras's name of an activation function or of a layer that is one.

    Example:
        >>> activation_name(layers.ReLU()), activation_name(layers.ReLU(6.0)), activation_name(keras.activations.silu)
        ('relu', 'relu6', 'silu')
    """
    if isinstance(activation, layers.Activation):
        activation = activation.activation
    if isinstance(activation, layers.ReLU):
        return _relu_name(activation)
    for class_, name in _ACTIVATION_LAYERS:
        if isinstance(activation, class_):
            return name
    return str(getattr(activation, "__name__", type(activation).__name__)).lower()


_ACTIVATION_LAYERS: Final[tuple[tuple[Any, str], ...]] = (
    (layers.LeakyReLU, "leaky_relu"),
    (layers.ELU, "elu"),
    (layers.PReLU, "prelu"),
    (layers.Softmax, "softmax"),
)


def _relu_name(layer: Any) -> str:
    if layer.threshold:
        return "thresholded_relu"
    if layer.max_value is not None:
        return "relu6" if layer.max_value == 6 and not layer.negative_slope else "clipped_relu"
    return "leaky_relu" if layer.negative_slope else "relu"


def pooling_name(operation: Any) -> str | None:
    """Return what a pooling layer, global or not, keeps of a window: "max", "average" or "min"; of others None."""
    return next((name for class_, name in _POOLINGS if isinstance(operation, class_)), None)


def settings_of(operation: Any, kind: str) -> Settings:
    """Return a layer's settings as plain data with Keras's names.

    Example:
        >>> settings_of(layers.MaxPooling2D(2), "pooling")
        {'strides': (2, 2), 'padding': 'valid', 'pool_size': (2, 2), 'pooling': 'max'}
    """
    if not isinstance(operation, layers.Layer):
        return {}
    config = operation.get_config()
    settings = {name: _plain(config[name]) for name in _SETTINGS if config.get(name) is not None}
    if pooling := pooling_name(operation):
        settings["pooling"] = pooling
    if kind in ("activation", "softmax"):
        settings["activation"] = activation_name(operation)
    elif isinstance(operation, _FUSED):
        settings["activation"] = activation_name(operation.activation)
    if kind == "normalization":
        settings |= {name: np.ravel(getattr(operation, name)).tolist() for name in ("mean", "variance")}
    return settings


def _plain(value: Any) -> Any:
    """Return numbers, words, and tuples of them."""
    if isinstance(value, dict):  # how Keras writes an array into a config
        value = value.get("config", {}).get("value", 0)
    if isinstance(value, (np.ndarray, np.generic)):
        value = value.tolist()
    return tuple(_plain(one) for one in value) if isinstance(value, (list, tuple)) else value


def knobs_of(kind: str, *, has_activation: bool) -> tuple[str, ...]:
    """List the fields of `cnn_core.network_graph.edits` that a node of this kind has.

    Args:
        kind: one of `cnn_core.network_graph.graph.KINDS`.
        has_activation: whether an activation was split off its layer.
    """
    return (*_KNOBS.get(kind, ()), *(("activation",) if has_activation else ()))


_KNOBS: Final = {
    "convolution": ("strides", "padding", "dilation_rate"),
    "depthwise": ("strides", "padding", "dilation_rate"),
    "separable": ("strides", "padding", "dilation_rate"),
    "transposed": ("strides", "padding"),
    "pooling": ("pooling", "pool_size", "pool_strides", "padding"),
    "global_pooling": ("pooling",),
    "activation": ("activation",),
    "softmax": ("activation",),
}
