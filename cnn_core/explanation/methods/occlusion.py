"""Occlusion sensitivity: cover a square of the picture, and see by how much the class's score falls.

Zeiler & Fergus (2014), "Visualizing and Understanding Convolutional Networks", https://arxiv.org/abs/1311.2901, section
4.2. A cell's heat is the mean fall over all squares that cover it.

Known criticism: depends on the size and the colour of the square, and the edges of the square are themselves something
that the network sees (Covert, Lundberg & Lee 2021, "Explaining by Removing", https://arxiv.org/abs/2011.14878).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from cnn_core.explanation.differentiable import BATCH, Array, Differentiable

SQUARES: Final = 8
"""Squares that would stand side by side along the shorter side; they overlap by half."""


def heat(network: Differentiable, picture: Array, class_index: int, squares: int = SQUARES) -> Array:
    """Compute the fall of the logit, float32 (rows, columns); negative where covering makes the class more likely.

    Args:
        network: the network.
        picture: float32 (rows, columns, channels). Squares get its mean colour.
        class_index: the class.
        squares: how many would stand side by side.
    """
    rows, columns, _ = picture.shape
    side = _side(rows, columns, squares)
    corners = _corners(rows, columns, side)
    whole = float(network.scores(picture[np.newaxis])[0, class_index])
    falls, counts = np.zeros((rows, columns)), np.zeros((rows, columns))
    for batch, covered in _cover_each(picture, corners, side):
        for (top, left), score in zip(batch, network.scores(covered)[:, class_index], strict=True):
            falls[top : top + side, left : left + side] += whole - float(score)
            counts[top : top + side, left : left + side] += 1
    return np.asarray(falls / counts, np.float32)


def count(rows: int, columns: int, squares: int = SQUARES) -> int:
    """Count the covered pictures that it takes.

    Example:
        >>> count(224, 224), count(4, 4)
        (225, 16)
    """
    return len(_corners(rows, columns, _side(rows, columns, squares)))


def _side(rows: int, columns: int, squares: int) -> int:
    return max(1, round(min(rows, columns) / squares))


def _corners(rows: int, columns: int, side: int) -> list[tuple[int, int]]:
    return [(top, left) for top in _starts(rows, side) for left in _starts(columns, side)]


def _starts(length: int, side: int) -> list[int]:
    """List where squares begin along a side of the picture: half a square apart, the last one at the edge."""
    return sorted({*range(0, length - side, max(1, side // 2)), length - side})


def _cover_each(
    picture: Array, corners: list[tuple[int, int]], side: int
) -> Iterator[tuple[list[tuple[int, int]], Array]]:
    """Yield batches of corners, with the picture covered at each of them."""
    colour = picture.mean(axis=(0, 1))
    for start in range(0, len(corners), BATCH):
        batch = corners[start : start + BATCH]
        covered = np.repeat(picture[np.newaxis], len(batch), axis=0)
        for one, (top, left) in zip(covered, batch, strict=True):
            one[top : top + side, left : left + side] = colour
        yield batch, covered
