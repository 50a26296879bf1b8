"""Picture files as the engine opens them, alone or with the three loaders side by side; Keras-free.

`picture_within` and `centre_square` are for the fenced workers that open what strangers bring.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cnn_core.pictures.images import fit_square, fit_within, load_image
from cnn_core.pictures.loaders_side_by_side import load_each, load_example

__all__ = ["centre_square", "load_each", "load_example", "picture_within"]


def picture_within(data: bytes, longest: int) -> NDArray[np.uint8]:
    """Open a picture file and scale it down so that neither side is longer than ``longest``.

    Args:
        data: any bytes.
        longest: pixels, at least 1.

    Returns:
        uint8 (rows, columns, 3).

    Raises:
        ImageError: it is no picture, damaged or too large.

    Example:
        >>> picture_within(b"P6 2 1 255 " + bytes(6), 1).shape
        (1, 1, 3)
    """
    return np.ascontiguousarray(fit_within(load_image(data), longest))


def centre_square(data: bytes, side: int) -> NDArray[np.uint8]:
    """Open a picture file and cut its centre square, uint8 (side, side, 3); raises as `picture_within`.

    Example:
        >>> centre_square(b"P6 2 1 255 " + bytes(6), 4).shape
        (4, 4, 3)
    """
    return fit_square(load_image(data), side)
