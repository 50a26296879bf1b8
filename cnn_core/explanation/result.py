"""The answer of an explanation, without Keras: the web process unpacks it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Heat = NDArray[np.float32]

METHODS: Final = (
    "grad_cam", "grad_cam_plus_plus", "score_cam", "occlusion", "superpixels", "integrated_gradients", "saliency",
    "smooth_grad", "guided_backpropagation",
)  # fmt: skip
OF_MAPS: Final = ("grad_cam", "grad_cam_plus_plus", "score_cam")
"""The methods that explain by a layer's maps, and so need a layer that has some."""
SIGNED: Final = ("occlusion", "superpixels", "integrated_gradients")
"""The methods whose heat below 0 says: this speaks against the class."""


@dataclass(frozen=True, eq=False)
class Explanation:
    """Where in a picture the reason for a class lies, as one method sees it.

    Attributes:
        method: one of `METHODS`.
        class_index: the class, as a position among the scores.
        node: the layer whose maps were used; None for a method that uses none.
        heat: float32 (rows, columns) as the picture has them. The more, the more it speaks for the class; below 0
            against it, with the methods of `SIGNED`. In the units of the method, and comparable within it only.
        score: the class's logit for the whole picture.
    """

    method: str
    class_index: int
    node: str | None
    heat: Heat
    score: float


@dataclass(frozen=True, eq=False)
class SanityCheck:
    """The map of a network whose weights were shuffled: what is left of it was never learnt.

    Attributes:
        heat: float32 (rows, columns), by the same method for the same class.
        likeness: rank correlation with the map of the network as it is, in [-1, 1]. Near 0 the map has fallen apart, as
            it should; near 1 it shows the picture and not what the network has learnt.
    """

    heat: Heat
    likeness: float


@dataclass(frozen=True, eq=False)
class Curve:
    """The class's probability while the picture's most important pixels are taken away, or put in.

    Attributes:
        shares: float32 (steps,), the share of pixels that is taken away or put in, from 0 to 1.
        probabilities: float32 (steps,).
        area: under the curve, in [0, 1]. The smaller for deletion, and the larger for insertion, the better the method
            found what the network looks at.
    """

    shares: Heat
    probabilities: Heat
    area: float
