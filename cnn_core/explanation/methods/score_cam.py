"""Score-CAM: a layer's maps, each weighted by the class's score when only what it lights up is left of the picture.

Wang et al. (2020), "Score-CAM: Score-Weighted Visual Explanations for Convolutional Neural Networks",
https://arxiv.org/abs/1910.01279, algorithm 1. Of layers with many maps only those that vary most are tried, as in
Faster Score-CAM (https://github.com/tabayashi0117/Score-CAM).

Known criticism: slow, and what is left of a masked picture is like nothing that the network has learnt from, so that
its score may say more about the edges of the mask than about what it shows (Hooker et al. 2019, "A Benchmark for
Interpretability Methods in Deep Neural Networks", https://arxiv.org/abs/1806.10758).
"""

from __future__ import annotations

from typing import Final

import numpy as np

from cnn_core.explanation.differentiable import BATCH, Array, Differentiable
from cnn_core.explanation.methods.enlarging import enlarged

MOST_MAPS: Final = 64


def heat(network: Differentiable, picture: Array, class_index: int, node: str, most_maps: int = MOST_MAPS) -> Array:
    """ReLU(Σ softmax(score of picture · mask) · A), float32 (map rows, map columns).

    Args:
        network: the network.
        picture: float32 (rows, columns, channels).
        class_index: the class.
        node: the layer.
        most_maps: how many of its maps are tried, those that vary most.
    """
    maps, _, _ = network.maps_and_gradients(picture, node, class_index)
    chosen = np.argsort(-maps.std(axis=(0, 1)), kind="stable")[:most_maps]
    scores: list[float] = []
    for start in range(0, len(chosen), BATCH):
        masks = [_mask(maps[..., unit], *picture.shape[:2]) for unit in chosen[start : start + BATCH]]
        masked = picture[np.newaxis] * np.stack(masks)[..., np.newaxis]
        scores += network.scores(masked)[:, class_index].tolist()
    powers = np.exp(np.array(scores) - max(scores))
    return np.asarray(np.maximum(maps[..., chosen] @ (powers / powers.sum()), 0), np.float32)


def _mask(one: Array, rows: int, columns: int) -> Array:
    """Enlarge a map to the picture, from 0 to 1; a map that is the same everywhere masks nothing out."""
    large = enlarged(one, rows, columns)
    low, high = float(large.min()), float(large.max())
    return np.ones_like(large) if high == low else (large - low) / (high - low)
