"""SmoothGrad: the saliency of many copies of the picture with noise, averaged.

Smilkov et al. (2017), "SmoothGrad: removing noise by adding noise", https://arxiv.org/abs/1706.03825, with the noise of
section 3.1: a share of the picture's range.

Known criticism: the average looks better than it explains: it hides where the gradient really varies, and depends on
the amount of noise (Hooker et al. 2019, "A Benchmark for Interpretability Methods in Deep Neural Networks",
https://arxiv.org/abs/1806.10758, find it no better than a guess).
"""

from __future__ import annotations

from typing import Final

import numpy as np

from cnn_core.explanation.differentiable import BATCH, Array, Differentiable

COPIES: Final = 32
NOISE: Final = 0.15
SEED: Final = 0


def heat(
    network: Differentiable, picture: Array, class_index: int, copies: int = COPIES, noise: float = NOISE
) -> Array:
    """Compute the largest |mean of ∂score/∂pixel| among the channels, float32 (rows, columns).

    Args:
        network: the network.
        picture: float32 (rows, columns, channels).
        class_index: the class.
        copies: how many there are.
        noise: its standard deviation, as a share of the picture's range.
    """
    chance = np.random.default_rng(SEED)
    deviation = noise * float(picture.max() - picture.min())
    total = np.zeros(picture.shape)
    for start in range(0, copies, BATCH):
        count = min(BATCH, copies - start)
        added = chance.normal(0, deviation, (count, *picture.shape)).astype(np.float32)
        total += network.gradients(picture[np.newaxis] + added, class_index).sum(axis=0)
    return np.asarray(np.abs(total / copies).max(axis=-1), np.float32)
