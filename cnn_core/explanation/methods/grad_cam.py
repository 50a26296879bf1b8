"""Grad-CAM: a layer's maps, each weighted by how much the class's score grows with it.

Selvaraju et al. (2017), "Grad-CAM: Visual Explanations from Deep Networks via Gradient-based Localization",
https://arxiv.org/abs/1610.02391, equations 1 and 2.

Known criticism: averaging the derivatives may highlight places that the network did not use (Draelos & Carin 2020, "Use
HiResCAM instead of Grad-CAM", https://arxiv.org/abs/2011.08891), and the map is only as fine as the layer's.
"""

from __future__ import annotations

import numpy as np

from cnn_core.explanation.differentiable import Array, Differentiable


def weighted(maps: Array, gradients: Array) -> Array:
    """ReLU(Σ α · A) with α = the mean of ∂score/∂A over the cells.

    Args:
        maps: A, float32 (rows, columns, maps).
        gradients: ∂score/∂A, float32 (rows, columns, maps).

    Returns:
        float32 (rows, columns), not negative.

    Example:
        >>> weighted(np.array([[[1.0, 2.0]]], np.float32), np.array([[[3.0, -1.0]]], np.float32)).tolist()
        [[1.0]]
    """
    return np.asarray(np.maximum(maps @ gradients.mean(axis=(0, 1)), 0), np.float32)


def heat(network: Differentiable, picture: Array, class_index: int, node: str) -> Array:
    """Compute the map of a picture, float32 (map rows, map columns)."""
    maps, gradients, _ = network.maps_and_gradients(picture, node, class_index)
    return weighted(maps, gradients)
