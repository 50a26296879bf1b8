"""A small map of heat → one as large as the picture."""

from __future__ import annotations

import numpy as np
from PIL import Image

from cnn_core.explanation.result import Heat


def enlarged(heat: Heat, rows: int, columns: int) -> Heat:
    """Bilinear interpolation between the centres of the cells; beyond the outermost centres the edge's value.

    Args:
        heat: float32 (map rows, map columns).
        rows: of the picture.
        columns: of the picture.

    Example:
        >>> enlarged(np.array([[0.0, 1.0]], np.float32), 1, 4).tolist()
        [[0.0, 0.25, 0.75, 1.0]]
    """
    smaller = heat.shape[0] > rows or heat.shape[1] > columns
    resampling = Image.Resampling.BOX if smaller else Image.Resampling.BILINEAR
    return np.asarray(Image.fromarray(np.ascontiguousarray(heat)).resize((columns, rows), resampling), np.float32)
