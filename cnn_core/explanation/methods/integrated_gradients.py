"""Integrated gradients: the derivatives on the way from a black picture to this one, added up.

Sundararajan, Taly & Yan (2017), "Axiomatic Attribution for Deep Networks", https://arxiv.org/abs/1703.01365, equation
3. All heat together is what the score has gained on that way (completeness), up to the error of the sum.

Known criticism: depends on the picture that the way begins at: what is black cannot matter (Sturmfels, Lundberg & Lee
2020, "Visualizing the Impact of Feature Attribution Baselines", https://distill.pub/2020/attribution-baselines).
"""

from __future__ import annotations

from typing import Final

import numpy as np

from cnn_core.explanation.differentiable import BATCH, Array, Differentiable

STEPS: Final = 64


def heat(network: Differentiable, picture: Array, class_index: int, steps: int = STEPS) -> Array:
    """(pixel - 0) · mean of ∂score/∂pixel on the way, summed over the channels: float32 (rows, columns).

    Args:
        network: the network.
        picture: float32 (rows, columns, channels).
        class_index: the class.
        steps: places on the way, at the middles of equal parts.
    """
    places = (np.arange(steps, dtype=np.float32) + np.float32(0.5)) / np.float32(steps)
    total = np.zeros(picture.shape)
    for start in range(0, steps, BATCH):
        way = places[start : start + BATCH, np.newaxis, np.newaxis, np.newaxis] * picture
        total += network.gradients(way, class_index).sum(axis=0)
    return np.asarray((picture * total / steps).sum(axis=-1), np.float32)
