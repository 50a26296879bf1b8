"""Pooling written out: what a Keras pooling layer computes, channel by channel.

Images are (rows, columns, channels), without a batch axis; everything is returned in float32. Cells of padding
never win and never count: a window at the rim is a smaller window.

Source: Scherer, Müller and Behnke, "Evaluation of pooling operations in convolutional architectures for object
recognition", ICANN 2010. Whether pooling is needed at all: Springenberg et al., 2015, arXiv:1412.6806.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnn_core.arithmetic.image_windows import image_windows
from cnn_core.arithmetic.windows import Pair, WindowError


def max_pool2d(
    image: ArrayLike, pool_size: Pair, strides: Pair | None = None, padding: str = "valid"
) -> NDArray[np.float32]:
    """Compute `keras.layers.MaxPooling2D`: the largest value of each window.

    Args:
        image: numbers (rows, columns, channels).
        pool_size: (rows, columns) of a window, or one number for both.
        strides: cells from one window to the next, (rows, columns) or one number; None means the pool size.
        padding: "valid" (windows that fit), or "same" (output size = size / stride, rounded up).

    Returns:
        float32 (output rows, output columns, channels), see `cnn_core.arithmetic.windows.output_size`.

    Raises:
        WindowError: if the image has no such shape, a number is out of range or a window does not fit.

    Example:
        >>> max_pool2d(np.arange(16).reshape(4, 4, 1), 2)[:, :, 0].tolist()
        [[5.0, 7.0], [13.0, 15.0]]
    """
    maxima: NDArray[np.float32] = _pool_windows(image, pool_size, strides, padding, fill=-np.inf).max(axis=(3, 4))
    return maxima


def min_pool2d(
    image: ArrayLike, pool_size: Pair, strides: Pair | None = None, padding: str = "valid"
) -> NDArray[np.float32]:
    """Compute the smallest value of each window: -max(-x). It keeps dark strokes on a bright ground.

    Arguments, result and errors are those of `max_pool2d`; Keras has no such layer.

    Example:
        >>> min_pool2d(np.arange(16).reshape(4, 4, 1), 2)[:, :, 0].tolist()
        [[0.0, 2.0], [8.0, 10.0]]
    """
    return -max_pool2d(-np.asarray(image, dtype=np.float32), pool_size, strides, padding)


def average_pool2d(
    image: ArrayLike, pool_size: Pair, strides: Pair | None = None, padding: str = "valid"
) -> NDArray[np.float32]:
    """Compute `keras.layers.AveragePooling2D`: the mean of each window's cells inside the image.

    Arguments, result and errors are those of `max_pool2d`.

    Example:
        >>> average_pool2d(np.arange(9).reshape(3, 3, 1), 2, padding="same")[:, :, 0].tolist()
        [[2.0, 3.5], [6.5, 8.0]]
    """
    sums = _pool_windows(image, pool_size, strides, padding, fill=0.0).sum(axis=(3, 4))
    inside = np.ones((*np.shape(image)[:2], 1))  # (rows, columns, 1)
    counts = _pool_windows(inside, pool_size, strides, padding, fill=0.0).sum(axis=(3, 4))
    means: NDArray[np.float32] = sums / counts
    return means


def global_max_pool2d(image: ArrayLike) -> NDArray[np.float32]:
    """Compute `keras.layers.GlobalMaxPooling2D(keepdims=True)`: the largest value of each channel.

    Args:
        image: numbers (rows, columns, channels).

    Returns:
        float32 (1, 1, channels).

    Raises:
        WindowError: if the image has no such shape.

    Example:
        >>> global_max_pool2d(np.arange(16).reshape(4, 4, 1)).tolist()
        [[[15.0]]]
    """
    maxima: NDArray[np.float32] = _cells(image).max(axis=(0, 1), keepdims=True)
    return maxima


def global_average_pool2d(image: ArrayLike) -> NDArray[np.float32]:
    """Compute `keras.layers.GlobalAveragePooling2D(keepdims=True)`: the mean of each channel.

    Arguments, result and errors are those of `global_max_pool2d`.

    Source: Lin, Chen and Yan, "Network in network", 2014, arXiv:1312.4400.

    Example:
        >>> global_average_pool2d(np.arange(16).reshape(4, 4, 1)).tolist()
        [[[7.5]]]
    """
    means: NDArray[np.float32] = _cells(image).mean(axis=(0, 1), keepdims=True)
    return means


def _cells(image: ArrayLike) -> NDArray[np.float32]:
    return image_windows(image, 1)[..., 0, 0]  # (rows, columns, channels), checked


def _pool_windows(
    image: ArrayLike, pool_size: Pair, strides: Pair | None, padding: str, *, fill: float
) -> NDArray[np.float32]:
    if padding not in ("valid", "same"):
        raise WindowError(f'`padding` of a pooling is "valid" or "same". Received: {padding!r}. Choose one of these.')
    return image_windows(image, pool_size, pool_size if strides is None else strides, padding, fill=fill)
