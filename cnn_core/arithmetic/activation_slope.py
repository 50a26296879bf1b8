"""The slopes of the activation functions: how much of a gradient they let through, and where they let through none.

Each is the derivative of the function of the same name in `cnn_core.arithmetic.activation`. Softmax stands here for
the first of two channels (x, -x), whose share is sigmoid(2x). A unit on a flat part hardly learns: Glorot and Bengio,
AISTATS 2010.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import erf

Slopes = NDArray[np.float64]

SATURATED_BELOW = 0.01


def _ones(x: Slopes) -> Slopes:
    return np.ones_like(x)


def _step(x: Slopes) -> Slopes:
    return np.where(x > 0, 1.0, 0.0)


def _leaky(x: Slopes) -> Slopes:
    return np.where(x > 0, 1.0, 0.2)


def _elu(x: Slopes) -> Slopes:
    return np.where(x > 0, 1.0, np.exp(np.minimum(x, 0)))


def _gelu(x: Slopes) -> Slopes:
    below: Slopes = 0.5 * (1 + erf(x / np.sqrt(2)))
    density: Slopes = np.exp(-(x**2) / 2) / np.sqrt(2 * np.pi)
    return below + x * density


def _sigmoid(x: Slopes) -> Slopes:
    # 1 / (1 + exp(-x)) without overflow
    share: Slopes = np.exp(-np.logaddexp(0, -x))
    return share


def _silu(x: Slopes) -> Slopes:
    share = _sigmoid(x)
    return share * (1 + x * (1 - share))


def _sigmoid_slope(x: Slopes) -> Slopes:
    share = _sigmoid(x)
    return share * (1 - share)


def _tanh(x: Slopes) -> Slopes:
    flattened: Slopes = 1 - np.tanh(x) ** 2
    return flattened


def _softmax(x: Slopes) -> Slopes:
    return 2 * _sigmoid_slope(2 * x)


SLOPES: dict[str, Callable[[Slopes], Slopes]] = {
    "linear": _ones,
    "relu": _step,
    "leaky_relu": _leaky,
    "elu": _elu,
    "gelu": _gelu,
    "silu": _silu,
    "sigmoid": _sigmoid_slope,
    "tanh": _tanh,
    "softmax": _softmax,
}


def slope(name: str, values: ArrayLike) -> Slopes:
    """Compute the slope of an activation function at each value, float64 of the same shape.

    Args:
        name: one of `SLOPES`.
        values: what goes into the activation.

    Raises:
        ValueError: there is no such activation.

    Example:
        >>> slope("sigmoid", [0.0, 100.0]).round(3).tolist()
        [0.25, 0.0]
    """
    if name not in SLOPES:
        raise ValueError(f"An activation is one of {', '.join(SLOPES)}. Received: {name!r}.")
    return SLOPES[name](np.asarray(values, dtype=np.float64))


def saturated_share(name: str, values: ArrayLike) -> float:
    """Compute the share of cells, in [0, 1], that lie on a flat part: slope between -0.01 and 0.01.

    For ReLU these are the dead cells, whose output and slope are exactly 0.

    Example:
        >>> saturated_share("relu", [-1.0, 0.0, 1.0, 2.0]), saturated_share("sigmoid", [-6.0, 0.0])
        (0.5, 0.5)
    """
    return float((np.abs(slope(name, values)) < SATURATED_BELOW).mean())
