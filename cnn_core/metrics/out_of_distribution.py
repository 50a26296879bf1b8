"""None of these: scores that tell pictures of a network's classes from foreign ones, and thresholds with error rates.

A softmax over five flowers gives a coffee cup to one of the five. What a network has learnt says more before that:

- energy, log Σ exp(logits): Liu et al. (2020), "Energy-based Out-of-distribution Detection",
  https://arxiv.org/abs/2010.03759;
- the largest logit: Hendrycks et al. (2022), "Scaling Out-of-Distribution Detection for Real-World Settings",
  https://arxiv.org/abs/1911.11132;
- the distance in feature space to the nearest of known pictures, on the unit sphere: Sun et al. (2022),
  "Out-of-Distribution Detection with Deep Nearest Neighbors", https://arxiv.org/abs/2204.06507. A small network's
  features hold little of what it has not learnt to tell apart, so that the distance is taken among the features of
  a larger one, EfficientNet-Lite0 (`cnn_core.classification.known_pictures`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cnn_core.errors import RefusedError

Array = NDArray[np.float32]

SCORES: Final = ("energy", "largest_logit", "nearness")
NEIGHBOURS: Final = 5
KEPT_SHARE: Final = 0.95
"""Share of the pictures of its classes that a network must not refuse."""


@dataclass(frozen=True)
class Refusal:
    """The rule by which a network says "none of these".

    Attributes:
        score: one of `SCORES`.
        threshold: a picture whose score lies below is refused.
        refused_known: the share of pictures of its classes that is refused all the same.
        refused_foreign: the share of foreign pictures that is refused.
        area: under the curve of both (AUROC): how likely a picture of its classes has the higher score; 0.5 is chance.
        known: pictures of its classes that this was measured on.
        foreign: foreign pictures that this was measured on.
        on: which foreign pictures these were, in a sentence.
        measured_by: the command that measures it again.
    """

    score: str
    threshold: float
    refused_known: float
    refused_foreign: float
    area: float
    known: int
    foreign: int
    on: str = ""
    measured_by: str = ""


def energy(logits: Array) -> Array:
    """Compute the energy log Σ exp(logits), float32 (pictures,): the higher, the more a picture looks like a class.

    Example:
        >>> energy(np.array([[0.0, 0.0], [1000.0, 0.0]], np.float32)).round(3).tolist()
        [0.6930000185966492, 1000.0]
    """
    highest = logits.max(axis=-1)
    return np.asarray(highest + np.log(np.exp(logits - highest[..., np.newaxis]).sum(axis=-1)), np.float32)


def largest_logit(logits: Array) -> Array:
    """Return the largest logit, float32 (pictures,)."""
    return np.asarray(logits.max(axis=-1), np.float32)


def nearness(features: Array, bank: Array, neighbours: int = NEIGHBOURS) -> Array:
    """Return minus the distance to the k-th nearest known picture, float32 (pictures,), from -2 to 0.

    Args:
        features: float32 (pictures, features).
        bank: float32 (known pictures, features).
        neighbours: k.

    Example:
        >>> nearness(np.array([[2.0, 0.0]], np.float32), np.array([[1.0, 0.0], [0.0, 1.0]], np.float32), 1).tolist()
        [-0.0]
    """
    cosines = _unit(features) @ _unit(bank).T
    nearest = np.partition(cosines, -neighbours, axis=1)[:, -neighbours]
    return np.asarray(-np.sqrt(np.maximum(2 - 2 * nearest, 0)), np.float32)


def threshold_of(score: str, known: Array, foreign: Array) -> Refusal:
    """Find the threshold that keeps `KEPT_SHARE` of the known pictures, and its effect on the foreign ones.

    Half of the pictures of each kind, every other one, sets the threshold; the rates are measured on the other half.

    Args:
        score: which one it is.
        known: float32 (pictures,), scores of pictures of the network's classes that it has not learnt from.
        foreign: float32 (pictures,), scores of other pictures.

    Raises:
        RefusedError: there are fewer than 20 of a kind.

    Example:
        >>> found = threshold_of("energy", np.arange(100, 200, dtype=np.float32), np.arange(100, dtype=np.float32))
        >>> found.refused_known, found.refused_foreign, found.area
        (0.04, 1.0, 1.0)
    """
    if min(len(known), len(foreign)) < 20:
        raise RefusedError(
            f"A threshold needs at least 20 pictures of its classes and 20 others. Received: {len(known)} and "
            f"{len(foreign)}. Bring more."
        )
    threshold = float(np.quantile(known[::2], 1 - KEPT_SHARE))
    held, others = known[1::2], foreign[1::2]
    return Refusal(
        score=score,
        threshold=threshold,
        refused_known=float(np.mean(held < threshold)),
        refused_foreign=float(np.mean(others < threshold)),
        area=area(held, others),
        known=len(held),
        foreign=len(others),
    )


def area(known: Array, foreign: Array) -> float:
    """Compute how likely a known picture has a higher score than a foreign one, equal ones counted half (AUROC).

    Example:
        >>> area(np.array([1.0, 3.0], np.float32), np.array([2.0, 0.0], np.float32))
        0.75
    """
    ordered = np.sort(foreign)
    below = np.searchsorted(ordered, known, "left")
    ties = np.searchsorted(ordered, known, "right") - below
    return float((below + ties / 2).mean() / len(foreign))


def _unit(features: Array) -> Array:
    lengths = np.linalg.norm(features, axis=1, keepdims=True)
    return np.asarray(features / np.maximum(lengths, 1e-12), np.float32)
