"""ZCA whitening as layers of a network: plain Keras, so that the saved network needs nothing of ours."""

from __future__ import annotations

import keras

from cnn_core.augmentation.zca import Whitening


def whitening_layers(whitening: Whitening, rows: int, columns: int, channels: int) -> list[keras.layers.Layer]:
    """Layers, not trainable, that take pictures in [0, 255] and give them whitened; put them right after the input.

    They are named "zca_flat", "zca" and "zca_picture".

    Args:
        whitening: as `cnn_core.augmentation.zca.fit` gives it.
        rows: pixels.
        columns: pixels.
        channels: 1 or 3.

    Example:
        >>> import numpy as np
        >>> from cnn_core.augmentation.zca import apply, fit
        >>> images = np.random.default_rng(0).integers(0, 256, (9, 4, 4, 1))
        >>> whitening = fit(images)
        >>> model = keras.Sequential(whitening_layers(whitening, 4, 4, 1))
        >>> bool(np.allclose(model(images), apply(whitening, images), atol=1e-3))
        True
    """
    dense = keras.layers.Dense(len(whitening.bias), name="zca", trainable=False)
    dense.build((None, len(whitening.bias)))
    dense.set_weights([whitening.matrix, whitening.bias])
    picture = keras.layers.Reshape((rows, columns, channels), name="zca_picture")
    return [keras.layers.Flatten(name="zca_flat"), dense, picture]
