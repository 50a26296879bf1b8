"""Folds what only training needs into the kernels: batch normalisation, and the normalisation of the input.

A convolution followed by batch normalisation is one convolution (Jacob et al. 2018, "Quantization and Training of
Neural Networks for Efficient Integer-Arithmetic-Only Inference", section 3.2): each filter's kernel is multiplied by
gamma / sqrt(variance + epsilon) and its bias becomes (bias - mean) · that + beta. Exact for any padding, since the
normalisation comes after the convolution. A max-pooling may stand between them if no gamma is negative: then the
largest number stays the largest.
"""

import keras
import numpy as np
from numpy.typing import NDArray

NORMALIZED = "_normalized"
"""What the name of a layer's batch normalisation adds to the layer's name."""


def fold(trained: keras.Model, shipped: keras.Model) -> None:
    """Sets the weights of the shipped network so that it computes what the trained one does at inference.

    Args:
        trained: Has a layer of the same name for every layer of the shipped one that has weights; behind some of them a
            `BatchNormalization` called ``NAME_normalized``; perhaps a `Normalization` right behind the input.
        shipped: The same network without these.

    Raises:
        ValueError: If a normalisation behind a max-pooling has a negative gamma, or the input is normalised by a
            shift and the first convolution pads with zeros.
    """
    behind = {layer.name: layer for layer in trained.layers}
    weighted = [layer for layer in shipped.layers if layer.weights]
    for layer in weighted:
        kernel, bias = (np.asarray(weight, np.float64) for weight in behind[layer.name].get_weights())
        normalization = behind.get(layer.name + NORMALIZED)
        if normalization is not None:
            kernel, bias = _fold_output(kernel, bias, normalization)
        if layer is weighted[0]:
            kernel, bias = _fold_input(kernel, bias, trained, layer)
        layer.set_weights([kernel.astype(np.float32), bias.astype(np.float32)])


def _fold_output(
    kernel: NDArray[np.float64], bias: NDArray[np.float64], normalization: keras.layers.BatchNormalization
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    gamma, beta, mean, variance = (np.asarray(weight, np.float64) for weight in normalization.get_weights())
    if gamma.min() < 0 and isinstance(normalization.input._keras_history[0], keras.layers.MaxPooling2D):
        raise ValueError(
            "A normalisation folds through a max-pooling only if no gamma is negative. "
            f"Received: {gamma.min()} in {normalization.name}. Constrain gamma with keras.constraints.NonNeg()."
        )
    factor = gamma / np.sqrt(variance + normalization.epsilon)
    return kernel * factor, (bias - mean) * factor + beta


def _fold_input(
    kernel: NDArray[np.float64], bias: NDArray[np.float64], trained: keras.Model, first: keras.layers.Layer
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """One convolution of x that is kernel ∗ ((x - mean) / deviation) + bias."""
    found = [layer for layer in trained.layers if isinstance(layer, keras.layers.Normalization)]
    if not found:
        return kernel, bias
    if getattr(first, "padding", "valid") != "valid":
        raise ValueError(
            "A shift of the input folds only into a convolution without padding: zeros at the edge would shift too. "
            f"Received: padding={first.padding!r}. Leave the Normalization out, or take padding='valid'."
        )
    mean = np.asarray(found[0].mean, np.float64).reshape(-1, 1)
    deviation = np.sqrt(np.asarray(found[0].variance, np.float64)).reshape(-1, 1)
    scaled = kernel / deviation  # (rows, columns, channels, filters)
    return scaled, bias - (scaled * mean).sum(axis=(0, 1, 2))
