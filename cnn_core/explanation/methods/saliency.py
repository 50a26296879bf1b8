"""Saliency: how steeply the class's score changes with each pixel.

Simonyan, Vedaldi & Zisserman (2014), "Deep Inside Convolutional Networks", https://arxiv.org/abs/1312.6034, section 3.

Known criticism: noisy, and says where a small change of the picture would change the score, not what made the score
(Kindermans et al. 2019, "The (Un)reliability of Saliency Methods", https://arxiv.org/abs/1711.00867).
"""

from __future__ import annotations

import numpy as np

from cnn_core.explanation.differentiable import Array, Differentiable


def heat(network: Differentiable, picture: Array, class_index: int) -> Array:
    """Compute the largest |∂score/∂pixel| among the channels, float32 (rows, columns)."""
    return np.asarray(np.abs(network.gradients(picture[np.newaxis], class_index)[0]).max(axis=-1), np.float32)
