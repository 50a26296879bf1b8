"""A picture as the numbers of its Fourier transform, with colours that vary independently.

Olah, Mordvintsev & Schubert (2017), "Feature Visualization", https://distill.pub/2017/feature-visualization: gradient
ascent in this space gives pictures instead of noise. The colours' correlations are those that the authors measured on
ImageNet (https://github.com/tensorflow/lucid, lucid/optvis/param/color.py, Apache-2.0).
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

DEVIATION: Final = 0.01
_COLOURS: Final = np.array([[0.26, 0.09, 0.02], [0.27, 0.00, -0.05], [0.27, -0.09, 0.03]], np.float32)
_COLOURS_LENGTH: Final = float(np.linalg.norm(_COLOURS, axis=0).max())


def start(shape: tuple[int, ...], seed: int) -> NDArray[np.float32]:
    """Small random numbers to begin with, float32 (2, channels, rows, columns // 2 + 1): real and imaginary parts.

    Args:
        shape: of the picture, (rows, columns, channels).
        seed: of the random numbers.
    """
    rows, columns, channels = shape
    return np.random.default_rng(seed).normal(0, DEVIATION, (2, channels, rows, columns // 2 + 1)).astype(np.float32)


def picture(numbers: Any, shape: tuple[int, ...]) -> Any:
    """Compute the picture, float32 (rows, columns, channels) in [0, 1], of Fourier numbers like those of `start`.

    Example:
        >>> grey = picture(tf.zeros((2, 3, 4, 3)), (4, 4, 3))
        >>> tuple(grey.shape), float(grey[0, 0, 0])
        ((4, 4, 3), 0.5)
    """
    rows, columns, channels = shape
    scale = tf.constant(scales(rows, columns))
    spectrum = tf.complex(numbers[0] * scale, numbers[1] * scale)
    plain = tf.transpose(tf.signal.irfft2d(spectrum, [rows, columns]), (1, 2, 0)) / 4.0
    if channels == 3:
        plain = tf.reshape(tf.reshape(plain, (-1, 3)) @ tf.constant(_COLOURS.T / _COLOURS_LENGTH), shape)
    return tf.sigmoid(plain)


def scales(rows: int, columns: int) -> NDArray[np.float32]:
    """Compute the weight of each frequency: 1 / frequency, as in natural pictures, times √(rows · columns)."""
    down = np.fft.fftfreq(rows)[:, np.newaxis]
    across = np.fft.rfftfreq(columns)[np.newaxis]
    frequencies = np.sqrt(down**2 + across**2)
    return np.asarray(np.sqrt(rows * columns) / np.maximum(frequencies, 1 / max(rows, columns)), np.float32)
