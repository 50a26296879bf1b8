"""A drawn digit as the digits of MNIST are: light on black, 28 × 28, its ink as large and as central as theirs.

LeCun, Cortes and Burges, "The MNIST database of handwritten digits", http://yann.lecun.com/exdb/mnist/: each digit was
fitted into 20 × 20 pixels, its proportions kept, and laid into 28 × 28 with its centre of mass in the middle. A network
that has seen nothing else takes a digit that is drawn small, or in a corner, for something else.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

SIDE: Final = 28
BOX: Final = 20
_FAINT: Final = 0.1
"""Share of the darkest ink below which a pixel is paper."""
_LEAST: Final = 24
"""Levels between paper and ink below which nothing is drawn."""

Bytes = NDArray[np.uint8]


def drawn_digit(image: Bytes) -> Bytes:
    """Turn a drawing into a digit of MNIST; the colour of its border is the paper, whatever differs from it is ink.

    Args:
        image: uint8 (rows, columns, 3), of any size.

    Returns:
        uint8 (28, 28, 3), all three channels the same; black if nothing is drawn.

    Example:
        >>> drawing = np.full((256, 256, 3), 255, np.uint8)
        >>> drawing[10:110, 20:30] = 0  # a stroke of 100 × 10 pixels, in a corner
        >>> digit = drawn_digit(drawing)[..., 0]
        >>> digit.shape, int(digit.max()), np.flatnonzero(digit.max(axis=1) > 99)[[0, -1]].tolist()
        ((28, 28), 255, [4, 23])
    """
    grey = np.asarray(Image.fromarray(image).convert("L"), np.float32)
    border = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    ink = np.abs(grey - np.median(border))
    if ink.max() < _LEAST:
        return np.zeros((SIDE, SIDE, 3), np.uint8)
    ink = ink / ink.max()
    small = _in_box(ink)
    laid = np.zeros((SIDE, SIDE), np.uint8)
    top, left = _place(small)
    laid[top : top + small.shape[0], left : left + small.shape[1]] = small
    return np.repeat(laid[..., np.newaxis], 3, axis=2)  # (28, 28, 3)


def _in_box(ink: NDArray[np.float32]) -> Bytes:
    """Scale the part with ink so that its longer side has 20 pixels, float32 in [0, 1]."""
    rows, columns = (np.flatnonzero(ink.max(axis=axis) > _FAINT) for axis in (1, 0))
    part = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    scale = BOX / max(part.shape)
    height, width = (max(1, round(side * scale)) for side in part.shape)
    levels = Image.fromarray(np.rint(part * 255).astype(np.uint8))
    small = np.asarray(levels.resize((width, height), Image.Resampling.HAMMING), np.float32)
    return np.asarray(np.rint(small * (255 / max(1.0, float(small.max())))), np.uint8)


def _place(small: Bytes) -> tuple[int, int]:
    """Row and column at which a digit's centre of mass lies in the middle, as far as it fits."""
    weights = small.astype(np.float64)
    middles = [
        float((np.arange(side) * weights.sum(axis=1 - axis)).sum() / weights.sum())
        for axis, side in enumerate(small.shape)
    ]
    top, left = (
        min(max(0, round((SIDE - 1) / 2 - middle)), SIDE - side)
        for middle, side in zip(middles, small.shape, strict=True)
    )
    return top, left
