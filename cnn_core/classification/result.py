"""What a classification gives back, without Keras: the web process unpacks it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]


class PredictionError(ValueError):
    """Pictures that a network cannot be asked about, or a network that does not classify; the message says what can."""


@dataclass(frozen=True, eq=False)
class Prediction:
    """What a network makes of pictures.

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


def softmax(logits: Array) -> Array:
    """Shares that add up to 1 along the last axis: exp(logit) / Σ exp(logits), without overflow.

    Args:
        logits: float32 (…, classes).

    Example:
        >>> softmax(np.array([[1000.0, 1000.0]], np.float32)).tolist()
        [[0.5, 0.5]]
    """
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True), np.float32)


def sigmoid(logits: Array) -> Array:
    """Each number on its own between 0 and 1: 1 / (1 + exp(-logit)), without overflow.

    Args:
        logits: float32, of any shape.

    Example:
        >>> sigmoid(np.array([-1000.0, 0.0, 1000.0], np.float32)).tolist()
        [0.0, 0.5, 1.0]
    """
    powers = np.exp(-np.abs(logits))
    return np.asarray(np.where(logits >= 0, 1 / (1 + powers), powers / (1 + powers)), np.float32)
