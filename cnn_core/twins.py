"""Finds pictures that look the same: the same file twice, or once more saved, scaled or slightly brightened.

Two pictures are twins if, each brought to mean 0 and deviation 1, they differ little: first at a coarse size, which is
quick, and then pixel for pixel.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

COARSE: Final = 8
"""Rows and columns of the coarse pictures."""

TOLERANCE: Final = 0.12
"""Twins differ by less: the root mean square of the differences, in deviations."""

_FLATTEST: Final = 4.0  # a deviation below that, in bytes, is taken for this: flat pictures are not stretched to noise
_BLOCK: Final = 512
# Bounds for sets that are full of look-alikes, such as ten thousand flat pictures: pictures that one is compared with,
# and look-alikes of one that are followed up.
_MOST_COMPARED: Final = 8192
_MOST_ALIKE: Final = 8


def twins_of(
    images: NDArray[np.uint8], progress: Callable[[int, int], None] = lambda done, total: None
) -> NDArray[np.int64]:
    """For each picture the position of the first one that looks the same; its own if there is none before it.

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
    leaders = _same_bytes(images)
    singles = np.flatnonzero(leaders == np.arange(len(leaders)))
    for one, other in _alike(_signatures(images, singles), progress):
        first, second = int(singles[one]), int(singles[other])
        if _distance(images[first], images[second]) < TOLERANCE:
            _join(leaders, first, second)
    return np.array([_leader(leaders, position) for position in range(len(leaders))], np.int64)


def _same_bytes(images: NDArray[np.uint8]) -> NDArray[np.int64]:
    """For each picture the position of the first one with the same bytes."""
    first: dict[bytes, int] = {}
    digests = (hashlib.blake2b(image.tobytes(), digest_size=16).digest() for image in images)
    return np.array([first.setdefault(digest, position) for position, digest in enumerate(digests)], np.int64)


def _signatures(images: NDArray[np.uint8], positions: NDArray[np.int64]) -> NDArray[np.float32]:
    """Coarse pictures, divided so that their distance is a root mean square: (positions, COARSE · COARSE · channels)."""
    rows = np.stack([_coarse(images[position]) for position in positions])
    return np.stack([_standardized(row) for row in rows]) / np.float32(np.sqrt(rows.shape[1]))


def _coarse(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    picture = Image.fromarray(image[..., 0] if image.shape[2] == 1 else image)
    return np.asarray(picture.resize((COARSE, COARSE), Image.Resampling.BOX)).reshape(-1)


def _standardized(levels: NDArray[np.uint8]) -> NDArray[np.float32]:
    centred = levels.astype(np.float32) - levels.mean(dtype=np.float32)
    return np.asarray(centred / max(float(centred.std()), _FLATTEST), np.float32)


def _distance(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    return float(np.sqrt(np.mean((_standardized(one) - _standardized(other)) ** 2)))


def _alike(signs: NDArray[np.float32], progress: Callable[[int, int], None]) -> Iterator[tuple[int, int]]:
    """Pairs of rows that are nearer than `TOLERANCE`.

    The rows are sorted along the direction in which they differ most; those that are near each other are near on this
    line, so each is compared with its neighbours there.
    """
    centred = signs - signs.mean(axis=0)
    line = centred @ np.linalg.eigh(centred.T @ centred)[1][:, -1]
    order = np.argsort(line, kind="stable")
    signs, line = signs[order], line[order]
    for start in range(0, len(order), _BLOCK):
        stop = min(start + _BLOCK, len(order))
        end = int(np.searchsorted(line, line[stop - 1] + TOLERANCE, "right"))
        near = np.triu(_near(signs[start:stop], signs[start : min(end, stop + _MOST_COMPARED)]), 1)
        for row in np.flatnonzero(near.any(axis=1)):
            for other in np.flatnonzero(near[row])[:_MOST_ALIKE]:
                yield int(order[start + row]), int(order[start + other])
        progress(stop, len(order))


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
