"""Maps of a layer as PNG bytes: one picture a map, or all of them stitched into one strip."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from figures.colours import Kind, colours_of, limit_of

SMALLEST_SIDE = 128
"""Maps with a shorter side than this (pixels) are enlarged by a whole factor, so that a viewer does not blur them."""
LARGEST_SIDE = 1024
"""… but not so far that the longer side passes this (pixels)."""
GAP = 4
"""Pixels between the maps of a strip."""
GROUND = 255


def map_pngs(
    maps: NDArray[Any], *, kind: Kind = "activation", limits: float | Sequence[float] | None = None
) -> list[bytes]:
    """Draw one PNG for each map.

    Args:
        maps: (rows, columns, maps), at least one cell and one map.
        kind: which colours.
        limits: the value of the last colour, for all maps or for each; None: for each map its own largest magnitude.

    Returns:
        As many PNG files (RGB) as there are maps; tiny maps are enlarged by a whole factor.

    Raises:
        ValueError: ``maps`` has not three axes or is empty, or ``limits`` does not fit it.

    Example:
        >>> pngs = map_pngs(np.zeros((5, 8, 2), np.float32))
        >>> len(pngs), Image.open(io.BytesIO(pngs[0])).size
        (2, (208, 130))
    """
    return [_png(tile) for tile in _tiles(maps, kind, limits)]


def strip_png(
    maps: NDArray[Any],
    *,
    kind: Kind = "activation",
    limits: float | Sequence[float] | None = None,
    columns: int | None = None,
) -> bytes:
    """Draw all maps in one PNG, row by row, with a white gap between them.

    Args:
        maps: (rows, columns, maps), at least one cell and one map.
        kind: which colours.
        limits: as in :func:`map_pngs`.
        columns: maps side by side; None puts all in one row.

    Returns:
        One PNG file (RGB).

    Raises:
        ValueError: as in :func:`map_pngs`, or ``columns`` is less than 1.

    Example:
        >>> strip = strip_png(np.zeros((128, 128, 3), np.float32), columns=2)
        >>> Image.open(io.BytesIO(strip)).size
        (260, 260)
    """
    if columns is not None and columns < 1:
        raise ValueError(f"A strip has at least one map side by side. Received: columns={columns}")
    return _png(_stitch(_tiles(maps, kind, limits), columns))


def _tiles(maps: NDArray[Any], kind: Kind, limits: float | Sequence[float] | None) -> list[NDArray[np.uint8]]:
    maps = np.asarray(maps)
    if maps.ndim != 3 or maps.size == 0:
        raise ValueError(f"Maps have the shape (rows, columns, maps), none of them 0. Received: {maps.shape}")
    count = maps.shape[-1]
    each = [limit_of(maps[..., index]) for index in range(count)] if limits is None else np.broadcast_to(limits, count)
    shorter, longer = sorted(maps.shape[:2])
    factor = max(1, min(math.ceil(SMALLEST_SIDE / shorter), LARGEST_SIDE // longer))
    tiles = [colours_of(maps[..., index], float(each[index]), kind) for index in range(count)]
    return [tile.repeat(factor, axis=0).repeat(factor, axis=1) for tile in tiles]


def _stitch(tiles: list[NDArray[np.uint8]], columns: int | None) -> NDArray[np.uint8]:
    across = min(columns or len(tiles), len(tiles))
    down = math.ceil(len(tiles) / across)
    height, width = tiles[0].shape[:2]
    strip = np.full((down * (height + GAP) - GAP, across * (width + GAP) - GAP, 3), GROUND, np.uint8)
    for index, tile in enumerate(tiles):
        top, left = (index // across) * (height + GAP), (index % across) * (width + GAP)
        strip[top : top + height, left : left + width] = tile
    return strip


def _png(pixels: NDArray[np.uint8]) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, format="PNG")
    return buffer.getvalue()
