"""Superpixels: leave out patches of the picture at random, and fit a straight line to what the score does.

After Ribeiro, Singh & Guestrin (2016), "'Why Should I Trust You?': Explaining the Predictions of Any Classifier"
(LIME), https://arxiv.org/abs/1602.04938, section 3.4: a weighted linear model on superpixels (SLIC),
without its choice of the few largest.

Known criticism: depends on how the picture is cut and on chance; another seed may tell another story (Alvarez-Melis &
Jaakkola 2018, "On the Robustness of Interpretability Methods", https://arxiv.org/abs/1806.08049).
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from skimage.segmentation import slic

from cnn_core.explanation.differentiable import BATCH, Array, Differentiable

SEGMENTS: Final = 48
SAMPLES: Final = 256
WIDTH: Final = 0.25
"""Of the kernel that lets samples count for less, the more of the picture they leave out."""
RIDGE: Final = 1.0
SEED: Final = 0


def heat(
    network: Differentiable, picture: Array, class_index: int, segments: int = SEGMENTS, samples: int = SAMPLES
) -> Array:
    """Compute what each superpixel adds to the logit, float32 (rows, columns), the same all over a superpixel.

    Args:
        network: the network.
        picture: float32 (rows, columns, channels).
        class_index: the class.
        segments: superpixels that the picture is cut into, about.
        samples: pictures with some of them left out, which get the picture's mean colour.
    """
    places = cut(picture, segments)
    count = int(places.max()) + 1
    present = np.random.default_rng(SEED).random((samples, count)) < 0.5
    present[0] = True
    colour = picture.mean(axis=(0, 1))
    scores = np.concatenate(
        [
            network.scores(np.where(present[start : start + BATCH][:, places][..., np.newaxis], picture, colour))
            for start in range(0, samples, BATCH)
        ]
    )[:, class_index]
    return fitted(present, scores)[places]


def cut(picture: Array, segments: int) -> NDArray[np.int64]:
    """Assign every pixel to a superpixel, int64 (rows, columns), numbered from 0."""
    grey = picture.shape[-1] == 1
    span = float(picture.max() - picture.min()) or 1.0
    levels = (picture - picture.min()) / span
    found = slic(levels[..., 0] if grey else levels, segments, start_label=0, channel_axis=None if grey else -1)
    return np.unique(found, return_inverse=True)[1].reshape(found.shape).astype(np.int64)


def fitted(present: NDArray[np.bool_], scores: Array) -> Array:
    """Fit the slopes of the weighted ridge regression, float32 (superpixels,).

    Args:
        present: bool (samples, superpixels), what is left in each sample.
        scores: float32 (samples,).

    Example:
        >>> chance = np.random.default_rng(0).random((400, 3)) < 0.5
        >>> np.round(fitted(chance, (chance @ [4.0, 1.0, -2.0]).astype(np.float32)), 0).tolist()
        [4.0, 1.0, -2.0]
    """
    kept = present.mean(axis=1)
    weights = np.exp(-((1 - np.sqrt(kept)) ** 2) / WIDTH**2)  # 1 - √share is the cosine distance to the whole picture
    centre = np.average(present, axis=0, weights=weights)
    mean = np.average(scores, weights=weights)
    inputs = (present - centre) * np.sqrt(weights)[:, np.newaxis]
    targets = (scores - mean) * np.sqrt(weights)
    slopes = np.linalg.solve(inputs.T @ inputs + RIDGE * np.eye(present.shape[1]), inputs.T @ targets)
    return np.asarray(slopes, np.float32)
