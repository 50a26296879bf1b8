"""Pictures with the same content at another place: shifted and turned, or with their pixels in another order."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Number = TypeVar("Number", np.uint8, np.float32)


def moved(pictures: NDArray[Number], *, rows: float = 0, columns: float = 0, degrees: float = 0) -> NDArray[Number]:
    """Turn pictures around their middle, then shift them. What comes in from outside repeats the pixels at the edge.

    Between pixels the four nearest ones are mixed (bilinear interpolation); shifts by whole pixels change no value.

    Args:
        pictures: uint8 or float32 (pictures, rows, columns, channels).
        rows: pixels downwards.
        columns: pixels to the right.
        degrees: clockwise.

    Returns:
        As ``pictures``, in shape and type.

    Raises:
        ValueError: an array of another shape.

    Example:
        >>> line = np.arange(4, dtype=np.uint8).reshape(1, 1, 4, 1)
        >>> moved(line, columns=1).ravel().tolist()
        [0, 0, 1, 2]
    """
    if pictures.ndim != 4 or 0 in pictures.shape[1:]:
        raise ValueError(
            f"Pictures are (pictures, rows, columns, channels). Received: {pictures.shape}. Stack them on a first axis."
        )
    down, right = _sources(pictures.shape[1], pictures.shape[2], rows, columns, degrees)
    top, left = (np.floor(place).astype(np.int64) for place in (down, right))
    below, beside = (
        np.minimum(place + 1, size - 1) for place, size in zip((top, left), pictures.shape[1:3], strict=True)
    )
    lower, further = ((place - np.floor(place))[..., np.newaxis].astype(np.float32) for place in (down, right))
    mixed = (pictures[:, top, left] * (1 - further) + pictures[:, top, beside] * further) * (1 - lower)
    mixed += (pictures[:, below, left] * (1 - further) + pictures[:, below, beside] * further) * lower
    if pictures.dtype == np.uint8:
        mixed = np.floor(mixed + np.float32(0.5))
    return mixed.astype(pictures.dtype)


def _sources(
    height: int, width: int, rows: float, columns: float, degrees: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return for each pixel the row and the column, (rows, columns) each, that it comes from, inside of the picture."""
    middle_row, middle_column = (height - 1) / 2, (width - 1) / 2
    down = np.arange(height)[:, np.newaxis] - middle_row - rows
    right = np.arange(width)[np.newaxis, :] - middle_column - columns
    angle = np.radians(degrees)
    from_row = np.cos(angle) * down - np.sin(angle) * right + middle_row
    from_column = np.sin(angle) * down + np.cos(angle) * right + middle_column
    # What sines and cosines lose must not make a pixel of two.
    return np.clip(np.round(from_row, 9), 0, height - 1), np.clip(np.round(from_column, 9), 0, width - 1)


def shuffled_order(pixels: int, seed: int = 0) -> NDArray[np.int64]:
    """Draw an order of so many pixels by chance: at place i stands the pixel that was at ``order[i]``.

    Example:
        >>> sorted(shuffled_order(4, seed=1).tolist())
        [0, 1, 2, 3]
    """
    return np.random.default_rng(seed).permutation(pixels)


def reordered(pictures: NDArray[np.uint8], order: NDArray[np.int64]) -> NDArray[np.uint8]:
    """Put the pixels of pictures into another order; the channels of a pixel stay together.

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
