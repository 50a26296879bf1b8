"""A larger network that a small one can learn from (distillation): residual, for pictures of 64×64."""

import keras

WIDTHS = (24, 48, 96)


def build(classes: int) -> keras.Model:
    """The teacher: a stem of stride 2, then in each of three stages a convolution and a residual pair, pooled.

    Args:
        classes: Number of logits.

    Returns:
        A network from ``(64, 64, 3)`` in [0, 1] to logits ``(classes,)``.
    """
    pictures = keras.Input((64, 64, 3))
    tensor = keras.layers.Rescaling(4.0, offset=-2.0)(pictures)
    tensor = _convolve(tensor, WIDTHS[0], kernel_size=5, strides=2)  # (32, 32, 24)
    for width in WIDTHS[1:]:
        tensor = keras.layers.MaxPooling2D()(_convolve(tensor, width))
        tensor = keras.layers.Add()([tensor, _convolve(_convolve(tensor, width), width)])
    tensor = keras.layers.Concatenate()(
        [keras.layers.GlobalMaxPooling2D()(tensor), keras.layers.GlobalAveragePooling2D()(tensor)]
    )
    return keras.Model(pictures, keras.layers.Dense(classes)(keras.layers.Dropout(0.3)(tensor)), name="teacher")


def _convolve(tensor: keras.KerasTensor, filters: int, kernel_size: int = 3, strides: int = 1) -> keras.KerasTensor:
    tensor = keras.layers.Conv2D(
        filters, kernel_size, strides, padding="same", use_bias=False, kernel_initializer="he_normal"
    )(tensor)
    return keras.layers.ReLU()(keras.layers.BatchNormalization(momentum=0.98)(tensor))
