"""Labelled pictures, one after the other: what every source of a data set gives; none has to fit into memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnn_core.pictures.images import fit_square

Pixels = NDArray[np.uint8]

TRAIN, TEST = 0, 1
"""The parts in which a data set may come: to learn from, and the official test part."""


@dataclass(frozen=True)
class LabelledPicture:
    """One picture with its class.

    Attributes:
        pixels: uint8 (rows, columns, 3) or (rows, columns, 1).
        label: the position of its class.
        name: of its file, or "".
        part: `TRAIN` or `TEST`.
    """

    pixels: Pixels
    label: int
    name: str = ""
    part: int = TRAIN


@dataclass(frozen=True)
class LeftOut:
    """A file that is no picture, and its code in `cnn_core.pictures.errors` or `…datasets.collections.archive`."""

    name: str
    reason: str


@dataclass(frozen=True)
class PictureStream:
    """A data set's pictures as they come.

    Attributes:
        names: (English, Korean) of each class.
        total: how many pictures and files there are, as far as that is known.
        items: starts to give them; each is a picture or what was left out.
    """

    names: tuple[tuple[str, str], ...]
    total: int
    items: Callable[[], Iterator[LabelledPicture | LeftOut]]


def squared(pixels: Pixels, side: int) -> Pixels:
    """Cut the centre square of a picture at the size of training.

    Args:
        pixels: uint8 (rows, columns, channels).
        side: pixels.

    Returns:
        uint8 (side, side, channels).

    Example:
        >>> squared(np.zeros((28, 28, 1), np.uint8), 32).shape
        (32, 32, 1)
    """
    if pixels.shape[:2] == (side, side):
        return pixels
    if pixels.shape[2] == 1:
        return fit_square(pixels[..., 0], side)[..., np.newaxis]
    return fit_square(pixels, side)
