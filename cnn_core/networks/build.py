"""A network as plain data ↔ a `keras.Model`, its table, and its Keras code.

Everything about networks under one name. Only `build` needs Keras, and this module therefore belongs into a worker
process; `cnn_core.networks.spec`, `network_table` and `keras_code` do without.
"""

from __future__ import annotations

from typing import Any

import keras

from cnn_core.networks.keras_code import to_keras_code, weights_archive
from cnn_core.networks.layers import MinPooling2D
from cnn_core.networks.missing_kernels import fill_missing_kernels
from cnn_core.networks.spec import LayerSpec, NetworkSpec, Override
from cnn_core.networks.table import LayerRow, describe

__all__ = [
    "LayerRow",
    "LayerSpec",
    "NetworkSpec",
    "Override",
    "build",
    "describe",
    "put_weights",
    "to_keras_code",
    "weights_archive",
]

_OUR_LAYERS = {"MinPooling2D": MinPooling2D}


def build(spec: NetworkSpec) -> keras.Model:
    """Build the network as a functional `keras.Model`, with its weights.

    Raises:
        ValueError: a class that Keras does not have, or settings that Keras refuses.

    Example:
        >>> spec = NetworkSpec((8, 8, 1), (LayerSpec("Conv2D", "convolution", {"filters": 2, "kernel_size": (3, 3)}),))
        >>> build(spec).output_shape
        (None, 6, 6, 2)
    """
    inputs = outputs = keras.Input(shape=spec.input_shape)
    for layer in spec.layers:
        outputs = _layer(layer)(outputs)
    model = keras.Model(inputs, outputs)  # 2 ms faster to make than a keras.Sequential of the same layers
    put_weights(model, spec)
    return model


def put_weights(model: keras.Model, spec: NetworkSpec) -> None:
    """Give a model of this structure the weights and overrides of ``spec``; layers without any keep what they have."""
    for layer in spec.layers:
        if layer.weights is None and not layer.overrides:
            continue
        made = model.get_layer(layer.name)
        arrays = layer.weights or made.get_weights()
        if layer.weights and layer.overrides:
            arrays = [array.copy() for array in arrays]  # a specification stays what it is
        for override in layer.overrides:
            arrays[override.weight][:, :, override.first, override.second] = override.values
        for variable, array in zip(made.weights, arrays, strict=True):
            variable.assign(array)


def _layer(layer: LayerSpec) -> keras.layers.Layer:
    made: Any = _OUR_LAYERS.get(layer.class_name) or getattr(keras.layers, layer.class_name, None)
    if not (isinstance(made, type) and issubclass(made, keras.layers.Layer)):
        raise ValueError(
            f"`class_name` is a class of keras.layers or one of {', '.join(_OUR_LAYERS)}. "
            f"Received: {layer.class_name!r}"
        )
    return fill_missing_kernels(made(name=layer.name, **layer.config))
