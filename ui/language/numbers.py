"""How the shares of an evaluation are written."""

from __future__ import annotations

import math

from ui.language import number


def percent(value: float) -> str:
    """A share in per cent, in one line; a dash where there is none."""
    return "–" if math.isnan(value) else f"{number(100 * value, 1)}\u00a0%"
