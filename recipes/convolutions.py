"""Convolution, batch normalisation, ReLU and max-pooling: the form that learns, and the form that ships."""

import keras

from recipes.folding import NORMALIZED


def convolve(
    tensor: keras.KerasTensor, filters: int, name: str, normalized: bool, pool: str = "", padding: str = "valid"
) -> keras.KerasTensor:
    """A 3×3 convolution with ReLU, and perhaps a max-pooling.

    The form that learns pools first and normalises then: a quarter of the numbers. Both orders give the same, since a
    normalisation with a factor of at least 0 and ReLU never swap two numbers, so the largest stays the largest.

    Args:
        tensor: ``(pictures, rows, columns, channels)``.
        filters: Number of filters.
        name: The convolution's name.
        normalized: True for the form that learns: with batch normalisation, of which `recipes.folding.fold` makes the
            other form.
        pool: The name of the max-pooling, or "" for none.
        padding: "valid" or "same".

    Returns:
        ``(pictures, rows, columns, filters)``; "valid" takes two rows and two columns away, pooling halves them.
    """
    activation = None if normalized else "relu"
    tensor = keras.layers.Conv2D(
        filters, 3, padding=padding, activation=activation, kernel_initializer="he_normal", name=name
    )(tensor)
    if pool:
        tensor = keras.layers.MaxPooling2D(name=pool)(tensor)
    if normalized:
        tensor = normalize(tensor, name)
        tensor = keras.layers.ReLU(name=f"{name}_relu")(tensor)
    return tensor


def normalize(tensor: keras.KerasTensor, name: str) -> keras.KerasTensor:
    """Batch normalisation that folds into the convolution of this name, even across a max-pooling."""
    layer = keras.layers.BatchNormalization(
        momentum=0.98, gamma_constraint=keras.constraints.NonNeg(), name=name + NORMALIZED
    )
    return layer(tensor)
