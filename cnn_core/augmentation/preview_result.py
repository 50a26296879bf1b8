"""The preview of an augmentation on one picture, as it comes back from a worker. No Keras here: pages read it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class AugmentationPreview:
    """The same picture several times, each time by other chance.

    Attributes:
        original: uint8 (rows, columns, channels).
        images: uint8 (count, rows, columns, channels), what came out, rounded and kept to [0, 255].
        shares: float32 (count, classes + 1), how much of each class is in each picture; the last column is for a
            picture that is of no class. Only MixUp makes them other than 0 and 1.
        label: the picture's class; the number of classes, if it is of none.
        position: in the data set; −1, if it is none of its pictures.
        whitened: whether the pictures are ZCA-whitened.
    """

    original: NDArray[np.uint8]
    images: NDArray[np.uint8]
    shares: NDArray[np.float32]
    label: int
    position: int
    whitened: bool
