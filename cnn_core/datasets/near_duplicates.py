"""Finds pictures that look the same: the same file twice, or once more saved, scaled or slightly brightened.

Two pictures are near duplicates if, each brought to mean 0 and deviation 1, they differ little: first at a coarse size,
which is quick, and then at a finer one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import Image

COARSE: Final = 8
"""Rows and columns of the coarse pictures."""

FINE: Final = 16
"""Rows and columns at which look-alikes are compared again. Finer than that, saving as JPEG changes what is grainy."""

TOLERANCE: Final = 0.1
"""Twins differ by less: the root mean square of the differences, in deviations."""

_FLATTEST: Final = 4.0  # a deviation below that, in bytes, is taken for this: flat pictures are not stretched to noise
_BLOCK: Final = 512
# Bounds for sets that are full of look-alikes, such as ten thousand flat pictures: pictures that one is compared with,
# and look-alikes of one that are followed up.
_MOST_COMPARED: Final = 8192
_MOST_ALIKE: Final = 8


class Pictures(Protocol):
    """Pictures by their positions: an array, or a reader of a file."""

    def __getitem__(self, position: int, /) -> NDArray[np.uint8]:
        """Return the picture at a position."""
        ...


class NearDuplicateFinder:
    """Looks at pictures as they come, keeps little of each, and tells in the end which look the same.

    Example:
        >>> first, second = np.random.default_rng(0).integers(0, 255, (2, 16, 16, 3), np.uint8)
        >>> pictures, finder = np.stack([first, second, first, second // 2]), NearDuplicateFinder()
        >>> for picture in pictures:
        ...     finder.add(picture)
        >>> finder.leaders(pictures).tolist()
        [0, 1, 0, 1]
    """

    def __init__(self) -> None:
        self._first: dict[bytes, int] = {}
        self._leaders: list[int] = []
        self._singles: list[int] = []
        self._coarse: list[NDArray[np.uint8]] = []

    def add(self, pixels: NDArray[np.uint8]) -> None:
        """Look at the next picture, uint8 (side, side, channels)."""
        position = len(self._leaders)
        digest = hashlib.blake2b(pixels.tobytes(), digest_size=16).digest()
        self._leaders.append(self._first.setdefault(digest, position))
        if self._leaders[-1] == position:
            self._singles.append(position)
            self._coarse.append(_reduce(pixels, COARSE))

    def leaders(
        self, images: Pictures, progress: Callable[[int, int], None] = lambda done, total: None
    ) -> NDArray[np.int64]:
        """Return for each picture the position of the first one that looks the same; its own if there is none.

        Args:
            images: position → the picture that was added, uint8 (side, side, channels); few of them are looked at.
            progress: called with how many are compared, and how many there are.

        Returns:
            int64 (pictures,).
        """
        leaders = np.array(self._leaders, np.int64)
        signs = np.stack([_standardize(row) for row in self._coarse])
        signs /= np.float32(np.sqrt(signs.shape[1]))  # distances are root mean squares
        for one, other in _alike(signs, progress):
            first, second = self._singles[one], self._singles[other]
            if _distance(images[first], images[second]) < TOLERANCE:
                _join(leaders, first, second)
        return np.array([_leader(leaders, position) for position in range(len(leaders))], np.int64)


def _reduce(image: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    """Average side × side fields, in one row."""
    picture = Image.fromarray(image[..., 0] if image.shape[2] == 1 else image)
    return np.asarray(picture.resize((side, side), Image.Resampling.BOX)).reshape(-1)


def _standardize(levels: NDArray[np.uint8]) -> NDArray[np.float32]:
    centred = levels.astype(np.float32) - levels.mean(dtype=np.float32)
    return np.asarray(centred / max(float(centred.std()), _FLATTEST), np.float32)


def _distance(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    first, second = (_standardize(_reduce(image, min(FINE, image.shape[0]))) for image in (one, other))
    return float(np.sqrt(np.mean((first - second) ** 2)))


def _alike(signs: NDArray[np.float32], progress: Callable[[int, int], None]) -> Iterator[tuple[int, int]]:
    """Yield pairs of rows that are nearer than `TOLERANCE`.

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
    """Mark which of ``some`` (rows) and ``others`` (columns) are nearer than `TOLERANCE`."""
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
