"""Shares with their intervals, one below the other: what differs by more than chance is seen at a glance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import plotly.graph_objects as go

ROW: Final = 44
"""Pixels a row."""


@dataclass(frozen=True)
class Share:
    """One row.

    Attributes:
        name: what was measured.
        value: in [0, 1].
        low: end of its interval.
        high: end of its interval.
        colour: of middle lightness, as `figures.curves` has them.
        hollow: whether its mark is an outline, to tell it apart from a full one of the same colour.
    """

    name: str
    value: float
    low: float
    high: float
    colour: str
    hollow: bool = False


def intervals(shares: Sequence[Share], *, title: str) -> go.Figure:
    """Draw each share with its interval.

    Args:
        shares: from top to bottom.
        title: what the axis from 0 to 100 % says.

    Returns:
        A figure without a ground of its own, so that it fits light and dark themes.

    Example:
        >>> figure = intervals([Share("MLP", 0.5, 0.4, 0.6, "#d9730d")], title="Right")
        >>> list(figure.data[0].x), figure.layout.xaxis.tickformat
        ([0.5], '.0%')
    """
    figure = go.Figure([_mark(share, place) for place, share in enumerate(shares)])
    figure.update_layout(
        template="none",
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        height=64 + ROW * len(shares),
        margin={"l": 8, "r": 16, "t": 8, "b": 8},
        font={"size": 15},
        showlegend=False,
    )
    grid = {"gridcolor": "rgba(128,128,128,0.3)", "zeroline": False, "automargin": True, "tickfont": {"size": 14}}
    names = {"tickvals": list(range(len(shares))), "ticktext": [share.name for share in shares]}
    figure.update_xaxes(title={"text": title}, range=[0, 1.02], tickformat=".0%", fixedrange=True, **grid)
    figure.update_yaxes(range=[len(shares) - 0.5, -0.5], fixedrange=True, **names, **(grid | {"showgrid": False}))
    return figure


def _mark(share: Share, place: int) -> go.Scatter:
    return go.Scatter(
        x=[share.value],
        y=[place],
        mode="markers",
        marker={
            "size": 14,
            "color": share.colour,
            "symbol": "circle-open" if share.hollow else "circle",
            "line": {"width": 3, "color": share.colour},
        },
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [share.high - share.value],
            "arrayminus": [share.value - share.low],
            "color": share.colour,
            "thickness": 3,
            "width": 8,
        },
        hovertemplate=f"%{{x:.1%}} ({share.low:.1%}–{share.high:.1%})<extra></extra>",
    )
