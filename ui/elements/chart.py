"""Options of Plotly's charts on pages."""

from __future__ import annotations

from typing import Any, Final

PLAIN_CHART: Final[dict[str, Any]] = {"displaylogo": False, "displayModeBar": False}
"""A chart without Plotly's row of buttons."""
ZOOMED_CHART: Final[dict[str, Any]] = {
    "displaylogo": False,
    "modeBarButtonsToRemove": ["select2d", "lasso2d", "autoScale2d"],
}
"""A chart that can be zoomed and saved as a picture."""
