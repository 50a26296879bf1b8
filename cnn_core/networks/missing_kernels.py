"""Transposed convolutions with a dilation, computed where TensorFlow's kernels refuse them.

The plain kernels of TensorFlow 2.21 for processors raise "CPU implementations do not yet support dilation rates larger
than 1" for ``Conv1DTranspose``, ``Conv2DTranspose`` and ``Conv3DTranspose``; the oneDNN kernels compute them in
float32, in float16 on few processors (`cnn_core.networks.environment`). A dilated kernel is a kernel with zeros in
between, so such a layer is called with its kernel spread out and a dilation of 1. The layer stays the layer that it is:
class, settings, weights, saved files.
"""

from __future__ import annotations

from functools import lru_cache, partial
from typing import Any

import keras
import tensorflow as tf

_TRANSPOSED = (keras.layers.Conv1DTranspose, keras.layers.Conv2DTranspose, keras.layers.Conv3DTranspose)


@lru_cache
def refuses_dilated_transpose(dtype: str = "float32") -> bool:
    """Return True if this process's kernels refuse a transposed convolution with a dilation, found by trying one.

    Args:
        dtype: of the computation; oneDNN has kernels for float16 on few processors.
    """
    cell = tf.ones((1, 1, 1, 1), dtype)
    try:
        tf.nn.conv2d_transpose(cell, cell, (1, 1, 1, 1), 1, dilations=2)
    except tf.errors.OpError:
        return True
    return False


def fill_missing_kernels(layer: Any) -> Any:
    """Make a layer computable on this processor, and all layers in it; on most there is nothing to do.

    Args:
        layer: a layer or a model, changed in place. Copies made by ``from_config`` are as they were before.

    Returns:
        The same layer.

    Example:
        >>> layer = fill_missing_kernels(keras.layers.Conv2DTranspose(1, 3, dilation_rate=2, padding="same"))
        >>> layer(keras.ops.ones((1, 5, 5, 1))).shape, layer.get_config()["dilation_rate"]
        (TensorShape([1, 5, 5, 1]), (2, 2))
    """
    for inner in (*getattr(layer, "layers", ()), getattr(layer, "layer", None)):
        if inner is not None:
            fill_missing_kernels(inner)
    if (
        isinstance(layer, _TRANSPOSED)
        and max(layer.dilation_rate) > 1
        and refuses_dilated_transpose(layer.compute_dtype)
    ):
        layer.call = partial(call_spread_out, layer)
    return layer


def call_spread_out(layer: Any, inputs: Any) -> Any:
    """Compute what a transposed convolution puts out, with its kernel spread out and a dilation of 1.

    Args:
        layer: a built ``Conv1DTranspose``, ``Conv2DTranspose`` or ``Conv3DTranspose``.
        inputs: (batch, …, channels), one axis a dimension of the kernel, or (batch, channels, …) for
            ``channels_first``.
    """
    outputs = keras.ops.conv_transpose(
        inputs,
        spread_out(layer.kernel, layer.dilation_rate),
        strides=list(layer.strides),
        padding=layer.padding,
        output_padding=layer.output_padding,
        data_format=layer.data_format,
    )
    if layer.use_bias:
        ones = (1,) * layer.rank
        last = layer.data_format == "channels_last"
        outputs += keras.ops.reshape(layer.bias, (1, *ones, -1) if last else (1, -1, *ones))
    return outputs if layer.activation is None else layer.activation(outputs)


def spread_out(kernel: Any, rates: tuple[int, ...]) -> Any:
    """Put zeros between the cells of a kernel, as a dilation does.

    Args:
        kernel: one axis for each rate, then two of channels and filters.
        rates: of the dilation.

    Returns:
        (size - 1) rate + 1 cells along each of the first axes.

    Example:
        >>> spread_out(keras.ops.reshape([1.0, 2.0, 3.0], (3, 1, 1)), (2,)).numpy().ravel().tolist()
        [1.0, 0.0, 2.0, 0.0, 3.0]
    """
    for axis, rate in enumerate(rates):
        size, shape = kernel.shape[axis], list(kernel.shape)
        gaps = [(0, 0)] * (len(shape) + 1)
        gaps[axis + 1] = (0, rate - 1)
        padded = keras.ops.pad(keras.ops.expand_dims(kernel, axis + 1), gaps)
        shape[axis] = size * rate
        kernel = keras.ops.reshape(padded, shape)[(*[slice(None)] * axis, slice((size - 1) * rate + 1))]
    return kernel
