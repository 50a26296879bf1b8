"""Finds pictures that look the same: the same file twice, or once more saved, scaled or slightly brightened.

Two are twins if they differ little at a coarse size, compared with how far each of them is from being flat.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

COARSE: Final = 8
"""Rows and columns of the coarse picture that is compared."""

TOLERANCE: Final = 0.06
"""Twins' coarse pictures, each brought to mean 0 and deviation 1, differ by less (root mean square)."""

_FLATTEST: Final = 4.0  # a deviation below that, in bytes, is taken for this: flat pictures are not stretched to noise
_BLOCK: Final = 512


def twins_of(
    images: NDArray[np.uint8], progress: Callable[[int, int], None] = lambda done, total: None
) -> NDArray[np.int64]:
    """For each picture the position of the first one that looks the same; its own if there is none before it.

    All pairs are compared, but not one by one: twins lie next to each other when the pictures are sorted along the
    direction in which they differ most, so each is compared with those within `TOLERANCE` on that line.

    Args:
        images: uint8 (pictures, side, side, channels); may be mapped from the disk.
        progress: called with how many are compared, and how many there are.

    Returns:
        int64 (pictures,).

    Example:
        >>> first, second = np.random.default_rng(0).integers(0, 255, (2, 16, 16, 3), np.uint8)
        >>> twins_of(np.stack([first, second, first, second // 2])).tolist()
        [0, 1, 0, 1]
    """
    signs = signatures(images)
    leaders = np.arange(len(signs))
    centred = signs - signs.mean(axis=0)
    direction = np.linalg.eigh(centred.T @ centred)[1][:, -1]
    line = centred @ direction
    order = np.argsort(line, kind="stable")
    sorted_signs, sorted_line = signs[order], line[order]
    for start in range(0, len(order), _BLOCK):
        stop = min(start + _BLOCK, len(order))
        end = int(np.searchsorted(sorted_line, sorted_line[stop - 1] + TOLERANCE, "right"))
        near = _near(sorted_signs[start:stop], sorted_signs[start:end])
        for one, other in zip(*np.nonzero(np.triu(near, 1)), strict=True):
            _join(leaders, int(order[start + one]), int(order[start + other]))
        progress(stop, len(order))
    return np.array([_leader(leaders, position) for position in range(len(leaders))], np.int64)


def signatures(images: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Coarse pictures with mean 0 and deviation 1, divided so that their distance is a root mean square.

    Returns:
        float32 (pictures, COARSE · COARSE · channels).
    """
    rows = [_coarse(image) for image in images]
    signs = np.stack(rows).astype(np.float32)
    signs -= signs.mean(axis=1, keepdims=True)
    signs /= np.maximum(signs.std(axis=1, keepdims=True), _FLATTEST)
    return signs / np.float32(np.sqrt(signs.shape[1]))


def _coarse(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    picture = Image.fromarray(image[..., 0] if image.shape[2] == 1 else image)
    return np.asarray(picture.resize((COARSE, COARSE), Image.Resampling.BOX)).reshape(-1)


def _near(some: NDArray[np.float32], others: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Which of ``some`` (rows) and ``others`` (columns) are nearer than `TOLERANCE`."""
    squares = (some**2).sum(axis=1)[:, np.newaxis] + (others**2).sum(axis=1) - 2 * some @ others.T
    return np.asarray(squares < TOLERANCE**2)


def _leader(leaders: NDArray[np.int64], position: int) -> int:
    while leaders[position] != position:
        leaders[position] = leaders[leaders[position]]
        position = int(leaders[position])
    return position


def _join(leaders: NDArray[np.int64], one: int, other: int) -> None:
    first, second = sorted((_leader(leaders, one), _leader(leaders, other)))
    leaders[second] = first
