"""Test patterns drawn by arithmetic, at any size: float32 (size, size) brightness in [0, 1], 0 black and 1 white."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

Brightness = npt.NDArray[np.float32]
Point = tuple[float, float]

GRATING_PERIOD = 8


def vertical_bar(size: int) -> Brightness:
    """Draw a bright vertical bar, an eighth of the picture wide, in the middle: one edge up, one edge down.

    Example:
        >>> vertical_bar(8)[0].tolist()
        [0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0]
    """
    picture = np.zeros((size, size), np.float32)
    width = max(1, size // 8)
    left = (size - width) // 2
    picture[:, left : left + width] = 1
    return picture


def checkerboard(size: int) -> Brightness:
    """Eight by eight fields, the top left one bright: edges in both directions, and corners.

    Example:
        >>> checkerboard(8)[:2, :3].tolist()
        [[1.0, 0.0, 1.0], [0.0, 1.0, 0.0]]
    """
    field = np.arange(size) * 8 // size
    return ((field[:, np.newaxis] + field + 1) % 2).astype(np.float32)


def grating(size: int) -> Brightness:
    """Vertical stripes whose brightness is a sine with a period of 8 pixels: one direction and one frequency.

    Example:
        >>> grating(16)[0, ::2].tolist()
        [0.5, 1.0, 0.5, 0.0, 0.5, 1.0, 0.5, 0.0]
    """
    wave = 0.5 + 0.5 * np.sin(2 * np.pi * np.arange(size) / GRATING_PERIOD)
    return np.tile(wave.astype(np.float32), (size, 1))


def single_pixel(size: int) -> Brightness:
    """Draw one bright pixel at (size // 2, size // 2): a convolution makes its kernel of it, turned by 180°.

    Example:
        >>> np.argwhere(single_pixel(8)).tolist()
        [[4, 4]]
    """
    picture = np.zeros((size, size), np.float32)
    picture[size // 2, size // 2] = 1
    return picture


def glyph(size: int) -> Brightness:
    """Draw a bright figure four as with a felt pen on black: a slanted, a level and an upright stroke.

    Example:
        >>> glyph(28).shape
        (28, 28)
    """
    strokes = [[(0.14, 0.55), (0.62, 0.2), (0.62, 0.82)], [(0.36, 0.62), (0.88, 0.62)]]
    return _strokes(size, strokes, width=0.1 * size)


def dark_strokes(size: int) -> Brightness:
    """Thin dark ink on bright paper: max pooling wipes it out, min pooling keeps it.

    Example:
        >>> ink = dark_strokes(64)
        >>> float(ink.max()), float(ink.min())
        (1.0, 0.0)
    """
    angle = np.linspace(0, 2 * np.pi, 33)
    ring = [(0.32 - 0.17 * float(np.cos(a)), 0.32 + 0.17 * float(np.sin(a))) for a in angle]
    along = np.linspace(0.1, 0.9, 33)
    wave = [(0.78 + 0.07 * float(np.sin(4 * np.pi * a)), float(a)) for a in along]
    strokes = [ring, wave, [(0.15, 0.62), (0.5, 0.9)], [(0.5, 0.62), (0.15, 0.9)], [(0.6, 0.1), (0.6, 0.9)]]
    return 1 - _strokes(size, strokes, width=max(1.0, 0.02 * size))


def _strokes(size: int, strokes: Sequence[Sequence[Point]], width: float) -> Brightness:
    """Bright lines through points (row, column) in [0, 1], ``width`` pixels wide, with smooth edges."""
    distance = np.full((size, size), np.inf)
    for stroke in strokes:
        for start, end in pairwise(stroke):
            np.minimum(distance, _distance(size, start, end), out=distance)
    return np.clip(width / 2 + 0.5 - distance, 0, 1).astype(np.float32)


def _distance(size: int, start: Point, end: Point) -> npt.NDArray[np.float64]:
    """Compute the distance of every pixel's centre to a line segment, in pixels: (size, size)."""
    centres = np.stack(np.meshgrid(np.arange(size) + 0.5, np.arange(size) + 0.5, indexing="ij"), axis=-1)
    from_, along = np.multiply(start, size), np.subtract(end, start) * size
    share = np.clip((centres - from_) @ along / (along @ along), 0, 1)
    gap = centres - from_ - share[..., np.newaxis] * along  # (size, size, 2)
    return np.asarray(np.linalg.norm(gap, axis=-1), np.float64)
