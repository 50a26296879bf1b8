"""Keras layers of our own. Import this module, and a saved model that holds one of them loads."""

from __future__ import annotations

from typing import Any

import keras


@keras.saving.register_keras_serializable(package="convlens")
class MinPooling2D(keras.layers.MaxPooling2D):  # type: ignore[misc]  # Keras has no types
    """Min pooling: the smallest value of each window, -max(-x). Padding cells never win.

    It keeps dark strokes on a bright ground, as max pooling keeps bright ones on a dark ground. Arguments and shapes
    are those of `keras.layers.MaxPooling2D`, whose class it extends: ask for `MinPooling2D` before that.

    Example:
        >>> import numpy as np
        >>> layer = MinPooling2D(pool_size=2)
        >>> layer(np.float32([[[[4], [3]], [[2], [1]]]])).numpy().tolist()
        [[[[1.0]]]]
    """

    def call(self, inputs: Any) -> Any:
        """Compute the smallest value of each window."""
        return -super().call(-inputs)
