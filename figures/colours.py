"""The colours of numbers, everywhere the same.

Activations are red–white–blue, weights brown–white–teal, probabilities oranges, input channels greys.
``ui/components/shared/colours.js`` holds the same stops for what the browser paints; a test compares the two tables.
The stops are ColorBrewer's RdBu, BrBG and Oranges (Harrower and Brewer 2003, https://colorbrewer2.org), which people
with the usual colour-vision deficiencies can tell apart; the middle of the diverging ones is set to pure white.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

Kind = Literal["activation", "weight", "probability", "grey"]

STOPS: dict[Kind, tuple[str, ...]] = {
    "activation": (
        "#67001f", "#b2182b", "#d6604d", "#f4a582", "#fddbc7", "#ffffff",
        "#d1e5f0", "#92c5de", "#4393c3", "#2166ac", "#053061",
    ),
    "weight": (
        "#543005", "#8c510a", "#bf812d", "#dfc27d", "#f6e8c3", "#ffffff",
        "#c7eae5", "#80cdc1", "#35978f", "#01665e", "#003c30",
    ),
    "probability": (
        "#fff5eb", "#fee6ce", "#fdd0a2", "#fdae6b", "#fd8d3c", "#f16913", "#d94801", "#a63603", "#7f2704",
    ),
    "grey": ("#000000", "#ffffff"),
}  # fmt: skip

DIVERGING: tuple[Kind, ...] = ("activation", "weight")
TABLE_SIZE = 511
NOT_A_NUMBER = (128, 128, 128)


@cache
def table(kind: Kind) -> NDArray[np.uint8]:
    """Return the colours of a kind, first to last, and one more for "not a number".

    Returns:
        uint8 (TABLE_SIZE + 1, 3), red, green, blue; read-only.

    Example:
        >>> table("activation")[[0, 255, 510]].tolist()
        [[103, 0, 31], [255, 255, 255], [5, 48, 97]]
    """
    if kind not in get_args(Kind):
        raise ValueError(f"A kind of colours is one of {', '.join(get_args(Kind))}. Received: {kind!r}")
    stops = np.array([_rgb(stop) for stop in STOPS[kind]], np.float64)
    position = np.arange(TABLE_SIZE) * (len(stops) - 1) / (TABLE_SIZE - 1)
    lower = np.minimum(position.astype(int), len(stops) - 2)
    mixed = stops[lower] + (stops[lower + 1] - stops[lower]) * (position - lower)[:, None]
    colours = np.vstack([np.floor(mixed + 0.5), NOT_A_NUMBER]).astype(np.uint8)
    colours.setflags(write=False)
    return colours


def colours_of(values: NDArray[Any], limit: float, kind: Kind = "activation") -> NDArray[np.uint8]:
    """Colour an array of numbers.

    Args:
        values: any shape.
        limit: the value that gets the last colour, ≥ 0. The diverging kinds give −limit the first colour and zero
            white; the others start at 0. What lies beyond gets the colour at the end.
        kind: which colours.

    Returns:
        uint8, the shape of ``values`` + (3,).

    Example:
        >>> colours_of(np.array([-2.0, 0.0, 1.0]), limit=1).tolist()
        [[103, 0, 31], [255, 255, 255], [5, 48, 97]]
    """
    numbers = np.asarray(values, np.float64)
    share = numbers / limit if limit > 0 else np.sign(numbers)
    middle = (TABLE_SIZE - 1) / 2
    position = middle + middle * share if kind in DIVERGING else (TABLE_SIZE - 1) * share
    index = np.floor(np.clip(position, 0, TABLE_SIZE - 1) + 0.5)
    result: NDArray[np.uint8] = table(kind)[np.where(np.isnan(index), TABLE_SIZE, index).astype(int)]
    return result


def limit_of(values: NDArray[Any]) -> float:
    """Find the largest finite magnitude: the limit at which no colour is cut off; 0.0 for an empty array."""
    magnitudes = np.abs(np.asarray(values, np.float64))
    return float(np.max(magnitudes, where=np.isfinite(magnitudes), initial=0.0))


def _rgb(stop: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(stop[1:]))
