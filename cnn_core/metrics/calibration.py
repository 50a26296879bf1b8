"""Calibration of a network: the reliability diagram, its error in one number, and the temperature.

Guo et al. (2017), "On Calibration of Modern Neural Networks", https://arxiv.org/abs/1706.04599. The one number, ECE,
depends on the bins and is too high on few pictures: Nixon et al. (2019), "Measuring Calibration in Deep Learning",
https://arxiv.org/abs/1904.01685, and Kumar et al. (2019), "Verified Uncertainty Calibration",
https://arxiv.org/abs/1909.10155.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cnn_core.arithmetic.activation import softmax
from cnn_core.metrics.classification import Judged

BINS: Final = 10
FEWEST: Final = 20
"""So many pictures at least, in each half, set a temperature and judge it."""
COLDEST: Final = 0.05
HOTTEST: Final = 20.0

Floats = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Reliability:
    """The accuracy of a network at each confidence; the bins divide [0, 1] evenly.

    Attributes:
        confidence: float64 (bins,), the mean share of the answers in the bin; NaN where it is empty.
        accuracy: float64 (bins,), the share of them that is right; NaN where it is empty.
        pictures: int64 (bins,).
        error: the expected calibration error (ECE): the mean distance of both, by pictures, in [0, 1].
    """

    confidence: NDArray[np.float64]
    accuracy: NDArray[np.float64]
    pictures: NDArray[np.int64]
    error: float


@dataclass(frozen=True, eq=False)
class Temperature:
    """By what the logits are divided so that the network is as sure as it is right, found on one half of the pictures.

    Attributes:
        value: above 1 the network was too sure, below 1 not sure enough.
        before: the other half, as the network scores it.
        after: the other half, with the logits divided.
        loss_before: mean negative log likelihood of the other half, as the network scores it, in nats.
        loss_after: with the logits divided.
        fitted: pictures that the temperature was found on.
        held: pictures that it was judged on.
    """

    value: float
    before: Reliability
    after: Reliability
    loss_before: float
    loss_after: float
    fitted: int
    held: int


def reliability(confidence: Floats, right: NDArray[np.bool_], bins: int = BINS) -> Reliability:
    """Compute the reliability diagram's numbers.

    Args:
        confidence: float32 (pictures,), the share of each answer, in [0, 1].
        right: bool (pictures,).
        bins: of the same width.

    Example:
        >>> found = reliability(np.array([0.95, 0.85, 0.15], np.float32), np.array([True, False, False]))
        >>> found.pictures.tolist(), round(found.error, 3)
        ([0, 1, 0, 0, 0, 0, 0, 0, 1, 1], 0.35)
    """
    values = confidence.astype(np.float64)
    place = np.clip(np.ceil(values * bins).astype(int) - 1, 0, bins - 1)  # a bin holds its upper end
    pictures = np.bincount(place, minlength=bins)
    sure, hits = (np.bincount(place, weights, bins) for weights in (values, right.astype(np.float64)))
    error = float(np.abs(sure - hits).sum() / max(1, len(values)))
    empty = np.full(bins, np.nan)
    filled = pictures > 0
    return Reliability(
        confidence=np.divide(sure, pictures, out=empty.copy(), where=filled),
        accuracy=np.divide(hits, pictures, out=empty.copy(), where=filled),
        pictures=pictures,
        error=error,
    )


def temperature_of(judged: Judged) -> Temperature | None:
    """Fit the temperature on every other picture and judge it on the rest; None: fewer than `FEWEST` pictures each.

    One number for all pictures changes no answer: the largest logit stays the largest.
    """
    if len(judged.labels) < 2 * FEWEST:
        return None
    learn, held = slice(0, None, 2), slice(1, None, 2)
    value = fitted_temperature(judged.logits[learn], judged.labels[learn])
    logits, labels, right = judged.logits[held], judged.labels[held], judged.right[held]
    cooled = np.asarray(logits / np.float32(value), np.float32)
    return Temperature(
        value=value,
        before=reliability(softmax(logits).max(axis=1), right),
        after=reliability(softmax(cooled).max(axis=1), right),
        loss_before=loss(logits, labels),
        loss_after=loss(cooled, labels),
        fitted=len(judged.labels[learn]),
        held=len(labels),
    )


def fitted_temperature(logits: Floats, labels: NDArray[np.int64]) -> float:
    """Find the temperature with the lowest loss, from `COLDEST` to `HOTTEST`.

    The loss is convex in 1 / temperature: its slope there, the mean of Σ share · logit minus the right class's logit,
    rises from one sign to the other once, and halving finds the place.

    Args:
        logits: float32 (pictures, classes).
        labels: int64 (pictures,).

    Example:
        >>> logits = np.array([[4, 0], [4, 0], [4, 0], [0, 4]], np.float32)  # sure to 98 %, right three times in four
        >>> round(fitted_temperature(logits, np.array([0, 0, 1, 1])), 2)
        3.64
    """
    low, high = np.log(1 / HOTTEST), np.log(1 / COLDEST)
    wide = logits.astype(np.float64)
    for _ in range(40):
        middle = (low + high) / 2
        if _slope(wide, labels, np.exp(middle)) > 0:
            high = middle
        else:
            low = middle
    return float(np.exp(-(low + high) / 2))


def loss(logits: Floats, labels: NDArray[np.int64]) -> float:
    """Compute the mean negative log likelihood, −log of the right class's share, in nats.

    Example:
        >>> round(loss(np.zeros((1, 4), np.float32), np.array([2])), 4)
        1.3863
    """
    wide = logits.astype(np.float64)
    highest = wide.max(axis=1)
    total = highest + np.log(np.exp(wide - highest[:, np.newaxis]).sum(axis=1))
    return float((total - wide[np.arange(len(labels)), labels]).mean())


def _slope(logits: NDArray[np.float64], labels: NDArray[np.int64], inverse: float) -> float:
    powers = np.exp(inverse * (logits - logits.max(axis=1, keepdims=True)))
    expected = (powers * logits).sum(axis=1) / powers.sum(axis=1)
    return float((expected - logits[np.arange(len(labels)), labels]).mean())
