"""Does a map show what the network has learnt? Shuffle its weights, and see whether the map falls apart.

Adebayo, Gilmer, Muelly, Goodfellow, Hardt & Kim (2018), "Sanity Checks for Saliency Maps",
https://arxiv.org/abs/1810.03292, section 3.1, with the numbers of each weight shuffled instead of drawn anew, so that
their size and spread stay.

Known criticism: maps of random networks may agree by the picture's own edges alone, so that a likeness says more about
the task than about the method (Yona & Greenfeld 2021, https://arxiv.org/abs/2110.14297).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from cnn_core.errors import RefusedError
from cnn_core.explanation.differentiable import Differentiable
from cnn_core.explanation.explain import heat_of
from cnn_core.explanation.result import Heat, SanityCheck
from cnn_core.model_store.source import ModelSource
from cnn_core.network_graph import loaded as explorer_store
from cnn_core.network_graph.nodes import graph_of
from cnn_core.network_graph.program import Program

MOST_PARAMETERS: Final = 60_000_000
"""A larger network would be in memory twice."""


def run_sanity_check(
    source: ModelSource, image: NDArray[np.float32], method: str, class_index: int, node: str | None, heat: Heat
) -> SanityCheck:
    """Compute the map of the same network with shuffled weights, and how like it is.

    Args:
        source: which network.
        image: float32 (rows, columns, channels), as the network takes it.
        method: one of `cnn_core.explanation.result.METHODS`.
        class_index: the class.
        node: the layer whose maps explain; None: the last one, or the method uses none.
        heat: float32 (rows, columns), the map of the network as it is.

    Raises:
        RefusedError: the network is too large, or as `cnn_core.explanation.explain.explain`.
        ModelStoreError, ModelFileError: there is no such network, or it cannot be read.
    """
    if heat.shape != image.shape[:2]:
        raise RefusedError(
            f"Heat has the rows and columns of its picture, {image.shape[:2]}. Received: {heat.shape}. Explain anew."
        )
    found = np.nan_to_num(heat_of(shuffled(source), image, method, class_index, node))
    return SanityCheck(found, likeness(found, heat))


def likeness(first: Heat, second: Heat) -> float:
    """Spearman's rank correlation of two maps, in [-1, 1]; 0 if one of them is the same everywhere.

    Example:
        >>> rising = np.arange(6, dtype=np.float32).reshape(2, 3)
        >>> likeness(rising, rising**3), likeness(rising, -rising), likeness(rising, np.zeros((2, 3), np.float32))
        (1.0, -1.0, 0.0)
    """
    if np.ptp(first) == 0 or np.ptp(second) == 0:
        return 0.0
    return round(float(np.corrcoef(rankdata(first), rankdata(second))[0, 1]), 9)


@lru_cache(maxsize=1)
def shuffled(source: ModelSource) -> Differentiable:
    """Shuffle the numbers of a network's weights, the same way each time; the network itself stays as it is.

    Raises:
        RefusedError: it is too large.
    """
    known = explorer_store.read_anew(source)
    layers = _layers(known)
    count = sum(layer.count_params() for layer in layers)
    if count > MOST_PARAMETERS:
        raise RefusedError(
            f"Shuffled are networks of up to {MOST_PARAMETERS:,} parameters. Received: {count:,}. Choose a smaller one."
        )
    chance = np.random.default_rng(0)
    for layer in layers:
        layer.set_weights([chance.permutation(one.ravel()).reshape(one.shape) for one in layer.get_weights()])
    return Differentiable(known, graph_of(known))


def _layers(program: Program) -> list[Any]:
    """List the layers that have weights, each once, however often it is called."""
    operations = {id(step.operation): step.operation for step in program.steps}
    return [one for one in operations.values() if getattr(one, "weights", None)]
