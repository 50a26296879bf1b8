"""Pixels to patterns: the places of several pictures that excite a unit most.

Girshick et al., "Rich feature hierarchies", 2014, arXiv:1311.2524, showed units in this way. A few pictures show what a
unit answers to among these, and not what it means: Bau et al., "Network dissection", 2017, arXiv:1704.05796.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnn_core.explorer.result import Patch
from cnn_core.network_graph.graph import NetworkGraph
from cnn_core.network_graph.receptive_fields import seen
from cnn_core.networks.spec import Array


def patch(graph: NetworkGraph, name: str, unit: int, output: Array, picture: tuple[str, NDArray[np.uint8]]) -> Patch:
    """The place of a picture at which a unit's output is largest.

    Args:
        graph: the network.
        name: the node's.
        unit: which of its maps or entries.
        output: the node's output for this picture, (rows, columns, units) or (units,).
        picture: its name, and its pixels as the network saw them: uint8 (rows, columns, 3).
    """
    title, pixels = picture
    values: Any = output[..., unit]
    place = np.unravel_index(int(np.argmax(values)), values.shape) if values.ndim == 2 else (0, 0)
    row, column = (int(one) for one in place)
    top, left, bottom, right = box = seen(graph, name, row, column, unit)
    return Patch(title, float(values.max()), row, column, box, np.ascontiguousarray(pixels[top:bottom, left:right]))
