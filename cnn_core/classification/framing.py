"""Framings of a picture for a network that classifies it: cut, letterboxed, or as a digit of MNIST."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cnn_core.networks.input import FITS, InputLike, network_input, network_picture
from cnn_core.pictures.drawn_digit import SIDE, drawn_digit

Bytes = NDArray[np.uint8]

DIGIT: Final = "digit"
FRAMINGS: Final = (*FITS, DIGIT)


def takes_digits(input_: InputLike) -> bool:
    """Return True if a network takes grey pictures of MNIST's size."""
    return (input_.rows, input_.columns, input_.channels) == (SIDE, SIDE, 1)


def framings(input_: InputLike) -> tuple[str, ...]:
    """List the framings that make sense for a network."""
    return FRAMINGS if takes_digits(input_) else FITS


def framed(image: Bytes, input_: InputLike, framing: str) -> Bytes:
    """Frame a picture as a network sees it, for people.

    Args:
        image: uint8 (rows, columns, 3), of any size.
        input_: what the network takes.
        framing: one of `FRAMINGS`; "digit" cuts where a network takes no digits.

    Returns:
        uint8 (input_.rows, input_.columns, 3).

    Raises:
        RefusedError: as `cnn_core.networks.input.network_picture`.

    Example:
        >>> from cnn_core.model_store.cards import CardInput
        >>> framed(np.zeros((40, 50, 3), np.uint8), CardInput(28, 28, 1, "unit"), "digit").shape
        (28, 28, 3)
    """
    if framing != DIGIT:
        return network_picture(image, input_, framing)
    return network_picture(drawn_digit(image) if takes_digits(input_) else image, input_)


@dataclass(frozen=True)
class Preparation:
    """The numbers of what was done to a picture before a network saw it.

    Attributes:
        original: rows and columns of the picture.
        kept: row, column, rows and columns of the part of it that the network sees.
        lowest: of the numbers that go in.
        mean: of them.
        highest: of them.
    """

    original: tuple[int, int]
    kept: tuple[int, int, int, int]
    lowest: float
    mean: float
    highest: float


def preparation(image: Bytes, seen: Bytes, input_: InputLike, framing: str) -> Preparation:
    """Describe what `framed` and `cnn_core.networks.input.network_input` have done.

    Args:
        image: uint8 (rows, columns, 3), the picture.
        seen: uint8 (input_.rows, input_.columns, 3), what `framed` has made of it.
        input_: what the network takes.
        framing: as it was framed.

    Example:
        >>> from cnn_core.model_store.cards import CardInput
        >>> wide, taken = np.full((10, 40, 3), 255, np.uint8), CardInput(8, 8, 3, "unit")
        >>> preparation(wide, framed(wide, taken, "crop"), taken, "crop").kept
        (0, 15, 10, 10)
    """
    rows, columns = image.shape[:2]
    kept = (0, 0, rows, columns)
    if framing == "crop" or (framing == DIGIT and not takes_digits(input_)):
        scale = min(rows / input_.rows, columns / input_.columns)
        height, width = max(1, round(input_.rows * scale)), max(1, round(input_.columns * scale))
        kept = ((rows - height) // 2, (columns - width) // 2, height, width)
    numbers = network_input(seen, input_)
    return Preparation((rows, columns), kept, float(numbers.min()), float(numbers.mean()), float(numbers.max()))
