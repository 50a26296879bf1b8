"""Deletion and insertion curves, which judge a heat map: the hottest pixels are taken away, or put in first.

Petsiuk, Das & Saenko (2018), "RISE: Randomized Input Sampling for Explanation of Black-box Models",
https://arxiv.org/abs/1806.07421, section 4.2: deletion leaves the picture's mean colour, insertion starts from the
blurred picture.

Known criticism: as with every method that takes pixels away, the network is asked about pictures like none that it has
learnt from (Hooker et al. 2019, https://arxiv.org/abs/1806.10758).
"""

from __future__ import annotations

from typing import Final

import numpy as np
from skimage.filters import gaussian

from cnn_core.explanation.differentiable import Array, Differentiable
from cnn_core.explanation.result import Curve, Heat

STEPS: Final = 25
BLUR: Final = 0.06
"""Standard deviation of the blur, as a share of the shorter side."""


def deletion(network: Differentiable, picture: Array, class_index: int, heat: Heat, steps: int = STEPS) -> Curve:
    """Compute the class's probability while the hottest pixels are replaced by the mean colour.

    Args:
        network: the network.
        picture: float32 (rows, columns, channels).
        class_index: the class.
        heat: float32 (rows, columns).
        steps: of equally many pixels.
    """
    blank = np.broadcast_to(picture.mean(axis=(0, 1)), picture.shape)
    return _curve(network, picture, blank, class_index, heat, steps)


def insertion(network: Differentiable, picture: Array, class_index: int, heat: Heat, steps: int = STEPS) -> Curve:
    """Compute the class's probability while the hottest pixels enter the blurred picture; see `deletion`."""
    sigma = BLUR * min(picture.shape[:2])
    blurred = gaussian(picture, sigma, channel_axis=-1, preserve_range=True)  # type: ignore[no-untyped-call]
    return _curve(network, np.asarray(blurred, np.float32), picture, class_index, heat, steps)


def _curve(network: Differentiable, first: Array, last: Array, class_index: int, heat: Heat, steps: int) -> Curve:
    """Compute the curve from one picture to another, the hottest pixels first."""
    ranks = np.empty(heat.size, np.int64)
    ranks[np.argsort(-heat.ravel(), kind="stable")] = np.arange(heat.size)
    shares = np.linspace(0, 1, steps + 1, dtype=np.float32)
    changed = ranks.reshape(heat.shape)[np.newaxis] < np.rint(shares * heat.size)[:, np.newaxis, np.newaxis]
    pictures = np.where(changed[..., np.newaxis], last, first).astype(np.float32)
    found = network.probabilities(pictures)[:, class_index]
    return Curve(shares, found, float(np.trapezoid(found, shares)))
