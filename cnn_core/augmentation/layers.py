"""Layers that Keras has not: a random shift of each channel, noise on pictures of bytes, and ZCA whitening.

The random ones differ from `keras.layers.RandomBrightness` in what they draw alone: it adds what is drawn, keeps to
``value_range``, and works in models and in ``tf.data``. Import this module, and a saved model that holds one loads.
Whitening is plain Keras, so that the saved network needs nothing of ours.
"""

from __future__ import annotations

from typing import Any

import keras

from cnn_core.augmentation.zca import Whitening


@keras.saving.register_keras_serializable(package="convlens")
class RandomChannelShift(keras.layers.RandomBrightness):  # type: ignore[misc]  # Keras has no types
    """Adds to each channel of each picture an amount of its own, so that its colour changes.

    The old ImageDataGenerator's ``channel_shift_range`` drew one amount for all channels, which is a change of
    brightness; `keras.layers.RandomColorJitter` changes saturation and hue, but shifts no channel.

    Args:
        factor: an amount is drawn from [-factor, factor] times the value range.

    Example:
        >>> import numpy as np
        >>> shifted = RandomChannelShift(0.2, seed=1)(np.full((1, 2, 2, 3), 128.0, np.float32), training=True)
        >>> np.unique(shifted[0]).size  # one amount a channel
        3
    """

    def get_random_transformation(self, data: Any, training: bool = True, seed: Any = None) -> dict[str, Any] | None:
        """Draw the amounts, (pictures, 1, 1, channels)."""
        images = data["images"] if isinstance(data, dict) else data
        shape = self.backend.shape(images)
        drawn = (*((shape[0],) if len(shape) == 4 else ()), 1, 1, shape[-1])
        if not training:
            return {"rgb_delta": self.backend.numpy.zeros(drawn)}
        seed = self._get_seed_generator(self.backend._backend) if seed is None else seed
        amounts = self.backend.random.uniform(drawn, self.factor[0], self.factor[1], seed=seed)
        return {"rgb_delta": amounts * (self.value_range[1] - self.value_range[0])}


@keras.saving.register_keras_serializable(package="convlens")
class RandomNoise(keras.layers.RandomBrightness):  # type: ignore[misc]
    """Adds Gaussian noise to every value. `keras.layers.GaussianNoise` allows no more than 1 of 255 levels.

    Args:
        factor: the standard deviation, as a fraction of the value range.

    Example:
        >>> import numpy as np
        >>> noisy = RandomNoise(0.1, seed=1)(np.full((1, 64, 64, 3), 128.0, np.float32), training=True)
        >>> bool(abs(np.std(noisy) - 25.5) < 1)
        True
    """

    def get_random_transformation(self, data: Any, training: bool = True, seed: Any = None) -> dict[str, Any] | None:
        """Draw the noise, in the shape of the pictures."""
        images = data["images"] if isinstance(data, dict) else data
        shape = self.backend.shape(images)
        if not training:
            return {"rgb_delta": self.backend.numpy.zeros(shape)}
        seed = self._get_seed_generator(self.backend._backend) if seed is None else seed
        deviation = self.factor[1] * (self.value_range[1] - self.value_range[0])
        return {"rgb_delta": self.backend.random.normal(shape, stddev=deviation, seed=seed)}


def whitening_layers(whitening: Whitening, rows: int, columns: int, channels: int) -> list[keras.layers.Layer]:
    """Make layers, not trainable, that take pictures in [0, 255] and give them whitened; put them after the input.

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
