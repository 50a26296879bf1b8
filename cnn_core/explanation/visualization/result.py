"""What a feature visualization is, without Keras: the web process unpacks it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Climb:
    """How far a picture has come on the way to exciting a unit, and all that it takes to go on.

    Attributes:
        numbers: float32, the picture as `cnn_core.explanation.visualization.fourier_picture` has it.
        mean: float32 like these, of the derivatives; see `cnn_core.explanation.visualization.adam`.
        square: float32 like these, of their squares.
        steps: how many were taken.
        before: the unit's mean activation for the picture that it began with.
        after: for this one.
        picture: uint8 (rows, columns, channels).
    """

    numbers: NDArray[np.float32]
    mean: NDArray[np.float32]
    square: NDArray[np.float32]
    steps: int
    before: float
    after: float
    picture: NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Dream:
    """A photo on its way into a dream.

    Attributes:
        picture: uint8 (rows, columns, channels).
        steps: how many were taken.
    """

    picture: NDArray[np.uint8]
    steps: int


@dataclass(frozen=True, eq=False)
class Visualization:
    """A picture that was made to excite a unit.

    Attributes:
        node: the layer.
        unit: which of its maps or entries.
        picture: uint8 (rows, columns, channels).
        before: the unit's mean activation for the picture that it began with.
        after: for this one.
        steps: how many were taken.
    """

    node: str
    unit: int
    picture: NDArray[np.uint8]
    before: float
    after: float
    steps: int
