"""Grad-CAM++: as Grad-CAM, but cells with a larger derivative count for more, so that several objects light up.

Chattopadhay et al. (2018), "Grad-CAM++: Generalized Gradient-Based Visual Explanations for Deep Convolutional
Networks", https://arxiv.org/abs/1710.11063, equations 15 and 19, for the exponential of the score. Its
factor exp(score), the same for all maps, is left out: it changes the unit of the heat and nothing else.

Known criticism: its derivation leaves out terms, and in practice it is close to Grad-CAM with positive derivatives only
(Lerma & Lucas 2022, "Grad-CAM++ is Equivalent to Grad-CAM With Positive Gradients", https://arxiv.org/abs/2205.10838).
"""

from __future__ import annotations

import numpy as np

from cnn_core.explanation.differentiable import Array, Differentiable


def weighted(maps: Array, gradients: Array) -> Array:
    """ReLU(Σ w · A) with w = Σ α · ReLU(g) and α = g² / (2 g² + ΣA · g³), sums over the cells.

    Args:
        maps: A, float32 (rows, columns, maps).
        gradients: g = ∂score/∂A, float32 (rows, columns, maps).

    Returns:
        float32 (rows, columns), not negative.

    Example:
        >>> weighted(np.array([[[1.0]]], np.float32), np.array([[[2.0]]], np.float32)).tolist()
        [[0.5]]
    """
    slopes = gradients.astype(np.float64)
    squares = slopes**2
    divisor = 2 * squares + maps.sum(axis=(0, 1), dtype=np.float64) * squares * slopes
    shares = np.divide(squares, divisor, out=np.zeros_like(squares), where=divisor != 0)
    weights = (shares * np.maximum(slopes, 0)).sum(axis=(0, 1))
    return np.asarray(np.maximum(maps @ weights, 0), np.float32)


def heat(network: Differentiable, picture: Array, class_index: int, node: str) -> Array:
    """Compute the map of a picture, float32 (map rows, map columns)."""
    maps, gradients, _ = network.maps_and_gradients(picture, node, class_index)
    return weighted(maps, gradients)
