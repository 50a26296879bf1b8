"""Results of feature visualization and DeepDream, without Keras: the web process unpacks them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Climb:
    """The state of a climb towards exciting a unit, and all that it takes to go on.

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
