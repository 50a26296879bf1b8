"""Scikit-learn's handwritten digits, laid somewhere on a larger dark ground; some to learn from, some to measure with.

They come with scikit-learn: 1,797 digits of 8 × 8 pixels from UCI's "Optical Recognition of Handwritten Digits".
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from cnn_core.pictures.drawn_digit import drawn_digit

SIDE: Final = 16
DIGIT: Final = 8
ROOM: Final = SIDE - DIGIT
"""Pixels by which a digit can be laid further down or to the right: 0 … ROOM."""
TO_MEASURE: Final = 500
TO_LEARN: Final = 1797 - TO_MEASURE
_SEED: Final = 7
_DRAWN: Final = 12
"""Side of what `drawn_digit` gives, made small: its ink is then as large as these digits, about 8 pixels."""

Bytes = NDArray[np.uint8]


@lru_cache(maxsize=1)
def digits() -> tuple[Bytes, NDArray[np.int64], Bytes, NDArray[np.int64]]:
    """Return the digits and their classes: uint8 (pictures, 8, 8) and int64 (pictures,), read-only.

    Returns:
        Those to learn from and their classes, then the 500 to measure with and theirs, all classes in proportion.

    Example:
        >>> [part.shape for part in digits()]
        [(1297, 8, 8), (1297,), (500, 8, 8), (500,)]
    """
    from sklearn.datasets import load_digits
    from sklearn.model_selection import train_test_split

    loaded = load_digits()
    levels = np.round(loaded.images * (255 / 16)).astype(np.uint8)
    classes = loaded.target.astype(np.int64)
    learn, measure, learn_classes, measure_classes = train_test_split(
        levels, classes, test_size=TO_MEASURE, random_state=_SEED, stratify=classes
    )
    for part in (learn, learn_classes, measure, measure_classes):
        part.setflags(write=False)
    return learn, learn_classes, measure, measure_classes


def in_the_middle(small: Bytes) -> Bytes:
    """Place digits in the middle of their ground: uint8 (pictures, 8, 8) → uint8 (pictures, 16, 16, 1)."""
    return at_places(small, np.full((len(small), 2), ROOM // 2))


def anywhere(small: Bytes, random: np.random.Generator) -> Bytes:
    """Place each digit by chance: uint8 (pictures, 8, 8) → uint8 (pictures, 16, 16, 1)."""
    return at_places(small, random.integers(0, ROOM + 1, (len(small), 2)))


def at_places(small: Bytes, corners: NDArray[np.int64]) -> Bytes:
    """Place digits with their upper left corners at given places.

    Args:
        small: uint8 (pictures, 8, 8).
        corners: int64 (pictures, 2), row and column, 0 … `ROOM`.

    Returns:
        uint8 (pictures, 16, 16, 1), black around the digit.

    Example:
        >>> at_places(np.full((1, 8, 8), 9, np.uint8), np.array([[0, 8]]))[0, 0, 7:9, 0].tolist()
        [0, 9]
    """
    rows, columns = corners[:, 0, np.newaxis] + np.arange(DIGIT), corners[:, 1, np.newaxis] + np.arange(DIGIT)
    laid = np.zeros((len(small), SIDE, SIDE, 1), np.uint8)
    which = np.arange(len(small))[:, np.newaxis, np.newaxis]
    laid[which, rows[:, :, np.newaxis], columns[:, np.newaxis, :], 0] = small
    return laid


def own_digit(picture: Bytes) -> Bytes:
    """Turn a visitor's drawing into such a digit in the middle: uint8 (rows, columns, 3) → uint8 (16, 16, 1).

    Example:
        >>> drawing = np.zeros((100, 100, 3), np.uint8)
        >>> drawing[20:80, 45:55] = 255
        >>> np.flatnonzero(own_digit(drawing).max(axis=(1, 2)) > 99)[[0, -1]].tolist()
        [4, 11]
    """
    drawn = Image.fromarray(drawn_digit(picture)[..., 0])
    small = np.asarray(drawn.resize((_DRAWN, _DRAWN), Image.Resampling.BOX), np.float32)
    laid = np.zeros((SIDE, SIDE, 1), np.uint8)
    start = (SIDE - _DRAWN) // 2
    brightest = max(float(small.max()), 1.0)
    laid[start : start + _DRAWN, start : start + _DRAWN, 0] = np.rint(small * (255 / brightest))
    return laid
