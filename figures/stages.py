"""The maps of all stages as pictures to take away: one PNG of everything, or a ZIP with a PNG for each map."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Any

from numpy.typing import NDArray
from PIL import Image

from figures.maps import map_pngs, strip_png

GAP = 12
GROUND = "white"

Stages = Mapping[str, NDArray[Any]]


def stages_png(stages: Stages, limits: Mapping[str, list[float]]) -> bytes:
    """Draw all stages below one another, each a strip of its maps, all strips equally wide.

    Args:
        stages: name → maps, (rows, columns, maps) each.
        limits: name → the value of the last colour for each map.

    Returns:
        One PNG file (RGB).

    Example:
        >>> import numpy as np
        >>> maps = np.zeros((8, 8, 2), np.float32)
        >>> file = stages_png({"feature": maps, "pooled": maps[::2, ::2]}, {"feature": [1, 1], "pooled": [1, 1]})
        >>> Image.open(io.BytesIO(file)).format
        'PNG'
    """
    strips = [Image.open(io.BytesIO(strip_png(maps, limits=limits[name]))) for name, maps in stages.items()]
    width = max(strip.width for strip in strips)
    scaled = [
        strip.resize((width, round(strip.height * width / strip.width)), Image.Resampling.NEAREST) for strip in strips
    ]
    whole = Image.new("RGB", (width, sum(strip.height for strip in scaled) + GAP * (len(scaled) - 1)), GROUND)
    top = 0
    for strip in scaled:
        whole.paste(strip, (0, top))
        top += strip.height + GAP
    buffer = io.BytesIO()
    whole.save(buffer, format="PNG")
    return buffer.getvalue()


def maps_zip(stages: Stages, limits: Mapping[str, list[float]]) -> bytes:
    """Pack one PNG for each map into a ZIP archive, named "STAGE-NUMBER.png".

    Args:
        stages: as in :func:`stages_png`.
        limits: as in :func:`stages_png`.

    Example:
        >>> import numpy as np
        >>> file = maps_zip({"feature": np.zeros((8, 8, 2), np.float32)}, {"feature": [1, 1]})
        >>> zipfile.ZipFile(io.BytesIO(file)).namelist()
        ['feature-1.png', 'feature-2.png']
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, maps in stages.items():
            for number, png in enumerate(map_pngs(maps, limits=limits[name]), start=1):
                archive.writestr(zipfile.ZipInfo(f"{name}-{number}.png"), png)
    return buffer.getvalue()


def scale_limits(stages: Stages, scale: str) -> dict[str, list[float]]:
    """Compute the limit of the colour scale of every map: its own, its stage's or that of all stages.

    Args:
        stages: as in :func:`stages_png`.
        scale: "map", "stage" or "all".

    Example:
        >>> import numpy as np
        >>> maps = np.float32([[[1, -3]]])
        >>> scale_limits({"feature": maps, "pooled": 2 * maps}, "map")
        {'feature': [1.0, 3.0], 'pooled': [2.0, 6.0]}
        >>> scale_limits({"feature": maps, "pooled": 2 * maps}, "stage")
        {'feature': [3.0, 3.0], 'pooled': [6.0, 6.0]}
    """
    own = {name: [float(limit) for limit in abs(maps).max(axis=(0, 1))] for name, maps in stages.items()}
    if scale == "map":
        return {name: [limit or 1.0 for limit in limits] for name, limits in own.items()}
    everywhere = max(limit for limits in own.values() for limit in limits)
    shared = {name: (max(limits) if scale == "stage" else everywhere) or 1.0 for name, limits in own.items()}
    return {name: [shared[name]] * len(limits) for name, limits in own.items()}
