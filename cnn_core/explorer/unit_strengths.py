"""The strengths of a layer's units, the strongest first, and the places of pictures that excite a unit most.

Girshick et al., "Rich feature hierarchies", 2014, arXiv:1311.2524, showed units by such places. A few pictures show
what a unit answers to among these, and not what it means: Bau et al., "Network dissection", 2017, arXiv:1704.05796.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnn_core.explorer.result import LONGEST_VECTOR, PAGE_MAPS, THUMBNAIL, Opened, Patch
from cnn_core.network_graph.graph import NetworkGraph
from cnn_core.network_graph.receptive_fields import visible_box
from cnn_core.networks.spec import Array


def strengths_of(maps: Array) -> Array:
    """Compute the mean of each unit's absolute values.

    Args:
        maps: (rows, columns, units) or (units,).

    Returns:
        float32 (units,).

    Example:
        >>> strengths_of(np.float32([[[1, -4]], [[3, -4]]])).tolist()
        [2.0, 4.0]
    """
    cells = np.abs(maps.reshape(-1, maps.shape[-1]))
    return np.asarray(cells.mean(axis=0, dtype=np.float32), np.float32)


def opened(name: str, output: Array, page: int) -> Opened:
    """Return a layer's units, sorted by strength, and the maps of one page of them.

    Args:
        name: the node that is opened.
        output: its output without a batch axis.
        page: counted from 0; a page behind the last one is the last one.

    """
    maps = output.reshape(*(1,) * (3 - output.ndim), *output.shape) if output.ndim < 3 else output
    strengths = strengths_of(maps)
    order = np.argsort(-strengths, kind="stable").astype(np.int32)
    pages = max(1, -(-len(order) // PAGE_MAPS))
    page = min(max(page, 0), pages - 1)
    chosen = order[page * PAGE_MAPS : (page + 1) * PAGE_MAPS]
    return Opened(name, order, strengths, page, pages, np.ascontiguousarray(maps[..., chosen], np.float32))


def thumbnails(graph: NetworkGraph, outputs: dict[str, Array]) -> dict[str, tuple[int, Array]]:
    """Return for each node with maps its strongest unit, and that unit's map made small by averaging.

    Of vectors that are too long to be sent: their strongest entry, and `strip`.
    """
    found = {}
    for node in graph.nodes:
        output = outputs[node.name]
        if node.has_maps and node.kind != "input":
            found[node.name] = _thumbnail(output)
        elif output.size > LONGEST_VECTOR and output.size == output.shape[-1]:
            found[node.name] = int(np.argmax(np.abs(output))), strip(output.ravel())
    return found


def strip(vector: Array) -> Array:
    """Fold a long vector into lines: each cell is the strongest of entries that stand side by side.

    Args:
        vector: (entries,).

    Returns:
        float32, at most `THUMBNAIL` × `THUMBNAIL`; the last line ends with zeros.

    Example:
        >>> cells = strip(np.arange(-1500, 0, dtype=np.float32))
        >>> cells.shape, cells[0, :2].tolist()
        ((21, 24), [-1500.0, -1497.0])
    """
    each = -(-len(vector) // THUMBNAIL**2)
    rows = -(-len(vector) // (each * THUMBNAIL))
    padded = np.zeros(rows * THUMBNAIL * each, np.float32)
    padded[: len(vector)] = vector
    groups = padded.reshape(-1, each)
    strongest: Array = np.take_along_axis(groups, np.argmax(np.abs(groups), axis=1)[:, np.newaxis], axis=1)
    return strongest.reshape(rows, THUMBNAIL)


def _thumbnail(maps: Array) -> tuple[int, Array]:
    unit = int(np.argmax(strengths_of(maps)))
    chosen = np.ascontiguousarray(maps[..., unit])
    size = max(1, -(-max(chosen.shape) // THUMBNAIL))  # cells that become one
    rows, columns = (-(-length // size) for length in chosen.shape)
    padded = np.pad(chosen, ((0, rows * size - chosen.shape[0]), (0, columns * size - chosen.shape[1])), "edge")
    return unit, padded.reshape(rows, size, columns, size).mean(axis=(1, 3), dtype=np.float32)


def patch(graph: NetworkGraph, name: str, unit: int, output: Array, picture: tuple[str, NDArray[np.uint8]]) -> Patch:
    """Find the place of a picture at which a unit's output is largest.

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
    top, left, bottom, right = box = visible_box(graph, name, row, column, unit)
    return Patch(title, float(values.max()), row, column, box, np.ascontiguousarray(pixels[top:bottom, left:right]))
