"""The pixels of all pictures in another order, the same for each: who are neighbours is lost, and nothing else."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def shuffled_order(pixels: int, seed: int = 0) -> NDArray[np.int64]:
    """An order of so many pixels by chance: at place i stands the pixel that was at ``order[i]``.

    Example:
        >>> sorted(shuffled_order(4, seed=1).tolist())
        [0, 1, 2, 3]
    """
    return np.random.default_rng(seed).permutation(pixels)


def reordered(pictures: NDArray[np.uint8], order: NDArray[np.int64]) -> NDArray[np.uint8]:
    """Pictures with their pixels in another order; the channels of a pixel stay together.

    Args:
        pictures: uint8 (pictures, rows, columns, channels).
        order: int64 (rows × columns,), of `shuffled_order`.

    Raises:
        ValueError: the order is of another number of pixels.

    Example:
        >>> picture = np.array([[1, 2], [3, 4]], np.uint8).reshape(1, 2, 2, 1)
        >>> reordered(picture, np.array([3, 2, 1, 0])).ravel().tolist()
        [4, 3, 2, 1]
    """
    count, rows, columns, channels = pictures.shape
    if len(order) != rows * columns:
        raise ValueError(
            f"An order has one place a pixel, here {rows * columns}. Received: {len(order)}. Make one of that length."
        )
    return pictures.reshape(count, rows * columns, channels)[:, order].reshape(pictures.shape)
