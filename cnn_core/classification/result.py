"""The answer of a classification, without Keras: the web process unpacks it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Prediction:
    """The logits, scores and features of pictures.

    Attributes:
        logits: float32 (pictures, classes), the numbers before the last softmax or sigmoid; where a network has
            neither, its output.
        scores: float32 (pictures, classes), the network's own output.
        squashed: what makes the scores of the logits: "softmax", "sigmoid", another activation's name, or "none".
        features: float32 (pictures, features), what goes into the layer that makes the logits.
    """

    logits: Array
    scores: Array
    squashed: str
    features: Array
