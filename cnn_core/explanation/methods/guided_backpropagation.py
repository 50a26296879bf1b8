"""Guided backpropagation: saliency in which each rectifier lets only positive derivatives back through.

Springenberg et al. (2015), "Striving for Simplicity: The All Convolutional Net", https://arxiv.org/abs/1412.6806,
section 3.4.

Known criticism: it redraws the picture's edges and hardly depends on the class, nor on what the network has learnt: it
fails the test with random weights (Adebayo et al. 2018, "Sanity Checks for Saliency Maps",
https://arxiv.org/abs/1810.03292; Nie, Zhang & Patel 2018, "A Theoretical Explanation for Perplexing Behaviors of
Backpropagation-based Visualizations", https://arxiv.org/abs/1805.07039).
"""

from __future__ import annotations

import numpy as np

from cnn_core.explanation.differentiable import Array, Differentiable


def heat(network: Differentiable, picture: Array, class_index: int) -> Array:
    """Compute the largest |guided derivative| among the channels, float32 (rows, columns)."""
    found = network.gradients(picture[np.newaxis], class_index, guided=True)[0]
    return np.asarray(np.abs(found).max(axis=-1), np.float32)
