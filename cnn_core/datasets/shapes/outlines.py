"""The outlines of the drawn shapes, as polygons within the unit circle."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

Outline = NDArray[np.float64]

_FINE: Final = 48  # corners of what is round


def _circle(radius: float = 1.0, row: float = 0.0, column: float = 0.0) -> Outline:
    angles = np.linspace(0, 2 * np.pi, _FINE, endpoint=False)
    return np.stack([row + radius * np.sin(angles), column + radius * np.cos(angles)], axis=1)


def _corners(*radii: float, turn: float = 0.0) -> Outline:
    """Return corners at even angles and at these distances from the centre, the first one above it."""
    angles = np.arange(len(radii)) * 2 * np.pi / len(radii) + turn
    return np.stack([-np.cos(angles) * radii, np.sin(angles) * radii], axis=1)


def _cross() -> Outline:
    arm, width = 0.95, 0.32
    quarter = np.array([[-width, -arm], [-width, -width], [-arm, -width]])  # then turned three times
    turns = [quarter]
    for _ in range(3):
        rows, columns = turns[-1].T
        turns.append(np.stack([columns, -rows], axis=1))
    return np.concatenate(turns)


def _crescent() -> Outline:
    """Return the part of a circle that another circle, moved to the right, does not cover."""
    outer = np.linspace(0.28 * np.pi, 1.72 * np.pi, _FINE)
    tip_row, tip_column = np.sin(outer[0]), np.cos(outer[0])
    centre = 0.55
    radius = float(np.hypot(tip_row, tip_column - centre))
    tip = np.arctan2(tip_row, tip_column - centre)
    inner = np.linspace(2 * np.pi - tip, tip, _FINE)
    return np.concatenate(
        [
            np.stack([np.sin(outer), np.cos(outer)], axis=1),
            np.stack([radius * np.sin(inner), centre + radius * np.cos(inner)], axis=1),
        ]
    )


def _heart() -> Outline:
    """Return the curve (16 sin³ t, 13 cos t - 5 cos 2t - 2 cos 3t - cos 4t), mathworld.wolfram.com/HeartCurve.html."""
    t = np.linspace(0, 2 * np.pi, _FINE, endpoint=False)
    columns = 16 * np.sin(t) ** 3
    rows = -(13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t))
    return np.stack([rows - 2.5, columns], axis=1) / 17


OUTLINES: Final[tuple[tuple[Outline, ...], ...]] = (
    (_circle(0.9),),
    (_circle(0.95), _circle(0.5)),
    (_corners(1, 1, 1, 1, turn=np.pi / 4),),
    (_corners(1, 1, 1),),
    (_corners(*(1, 0.42) * 5),),
    (_cross(),),
    (_crescent(),),
    (_heart(),),
)
"""Class of `cnn_core.datasets.class_names.SHAPES` → its outline and its holes: (corners, 2), rows and columns."""
