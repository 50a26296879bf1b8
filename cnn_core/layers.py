"""Keras layers of our own. Import this module, and a saved model that holds one of them loads."""

from __future__ import annotations

from typing import Any

import keras


@keras.saving.register_keras_serializable(package="convlens")
class MinPooling2D(keras.layers.Layer):  # type: ignore[misc]  # Keras has no types
    """Min pooling: the smallest value of each window, computed as -max(-x). Padding cells never win.

    It keeps dark strokes on a bright ground, as max pooling keeps bright ones on a dark ground.

    Args:
        pool_size: one whole number or (rows, columns).
        strides: one whole number or (rows, columns); None: the pool size.
        padding: "valid" or "same".
        data_format: "channels_last", "channels_first", or None for Keras's setting.

    Input shape (batch, rows, columns, channels), output shape (batch, pooled rows, pooled columns, channels).

    Example:
        >>> import numpy as np
        >>> layer = MinPooling2D(pool_size=2)
        >>> layer(np.float32([[[[4], [3]], [[2], [1]]]])).numpy().tolist()
        [[[[1.0]]]]
    """

    def __init__(
        self,
        pool_size: int | tuple[int, int] = (2, 2),
        strides: int | tuple[int, int] | None = None,
        padding: str = "valid",
        data_format: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.pool_size = (pool_size, pool_size) if isinstance(pool_size, int) else tuple(pool_size)
        steps = self.pool_size if strides is None else strides
        self.strides = (steps, steps) if isinstance(steps, int) else tuple(steps)
        self.padding = padding.lower()
        self.data_format = data_format or keras.config.image_data_format()
        if self.padding not in ("valid", "same"):
            raise ValueError(f'`padding` is "valid" or "same". Received: {padding!r}')
        if len(self.pool_size) != 2 or len(self.strides) != 2 or min(*self.pool_size, *self.strides) < 1:
            raise ValueError(
                "`pool_size` and `strides` are one or two whole numbers from 1 on. "
                f"Received: pool_size={pool_size!r}, strides={strides!r}"
            )

    def call(self, inputs: Any) -> Any:
        """The smallest value of each window."""
        return -keras.ops.max_pool(-inputs, self.pool_size, self.strides, self.padding, self.data_format)

    def get_config(self) -> dict[str, Any]:
        """The arguments that make this layer again."""
        return {
            **super().get_config(),
            "pool_size": self.pool_size,
            "strides": self.strides,
            "padding": self.padding,
            "data_format": self.data_format,
        }
