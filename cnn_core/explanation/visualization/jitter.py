"""A picture moved, turned and resized by chance: a pattern that survives that is no accident of single pixels."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import tensorflow as tf

MOVE: Final = 0.04
"""Of the shorter side."""
SIZES: Final = (0.95, 1.05)
ANGLE: Final = float(np.deg2rad(5.0))


def moved_a_little(picture: Any, seed: Any) -> Any:
    """Apply one random bilinear projection; what comes in at the edges is mirrored.

    Args:
        picture: float32 tensor (rows, columns, channels).
        seed: int32 tensor (2,); the same one moves in the same way.

    Example:
        >>> grey = tf.fill((8, 8, 3), 0.5)
        >>> bool(tf.reduce_all(moved_a_little(grey, tf.constant([1, 2])) == grey))
        True
    """
    rows, columns, _ = (int(size) for size in picture.shape)
    reach = MOVE * min(rows, columns)
    chance = tf.random.stateless_uniform((4,), seed)
    size = SIZES[0] + (SIZES[1] - SIZES[0]) * chance[0]
    angle = ANGLE * (2 * chance[1] - 1)
    down, across = reach * (2 * chance[2] - 1), reach * (2 * chance[3] - 1)
    cosine, sine = size * tf.cos(angle), size * tf.sin(angle)
    middle_x, middle_y = (columns - 1) / 2, (rows - 1) / 2
    offset_x = middle_x + across - cosine * middle_x + sine * middle_y
    offset_y = middle_y + down - sine * middle_x - cosine * middle_y
    return tf.raw_ops.ImageProjectiveTransformV3(
        images=picture[tf.newaxis],
        transforms=tf.stack([cosine, -sine, offset_x, sine, cosine, offset_y, 0.0, 0.0])[tf.newaxis],
        output_shape=(rows, columns),
        fill_value=0.0,
        interpolation="BILINEAR",
        fill_mode="REFLECT",
    )[0]
