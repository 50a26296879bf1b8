"""Training curves as a Plotly figure: one run batch by batch and epoch by epoch, or several runs laid over one another.

What is measured on training pictures is solid, on validation pictures dashed with points; colour tells runs, or the two
where there is one run. Colours are of middle lightness: 3 : 1 against light and dark grounds (WCAG 2.2, 1.4.11).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

Part = Literal["batch", "train", "validation"]

TRAIN: Final = "#2f7fc1"
VALIDATION: Final = "#d9730d"
RUNS: Final = (TRAIN, VALIDATION, "#2a9d74", "#c2558f", "#8a7bd1", "#a3862a")
"""Colours of runs in a comparison, in order; from the seventh on from the start again, with other marks."""

MARKS: Final = ("circle", "square", "diamond", "triangle-up", "x", "star")
MOST_POINTS: Final = 600
LOGARITHMIC_FROM: Final = 1000.0
FEW_POINTS: Final = 40
HEIGHT: Final = 360
LEGEND_ROW: Final = 24
"""Pixels that a figure is higher for every two lines of the legend beyond the first row."""


@dataclass(frozen=True, eq=False)
class Line:
    """One curve.

    Attributes:
        name: what the legend says.
        epochs: where its points are; batch 5 of 10 in the third epoch is at 2.5.
        values: as many; NaN leaves a gap.
        part: "batch" (training, noisy and thin), "train" or "validation".
        run: the place of its run in a comparison, or None where there is one run alone.
    """

    name: str
    epochs: Sequence[float]
    values: Sequence[float]
    part: Part
    run: int | None = None


def curves(lines: Sequence[Line], *, x_title: str, y_title: str, share: bool) -> go.Figure:
    """Draw the curves.

    Args:
        lines: in the order of the legend; a line without a point is left out.
        x_title: what the epochs' axis is called.
        y_title: what is measured.
        share: whether it is a share in [0, 1], written in per cent, like an accuracy; else it is a loss, from 0
            upwards, on a logarithmic axis where it spans more than `LOGARITHMIC_FROM`.

    Returns:
        A figure without a ground of its own, so that it fits light and dark themes.

    Example:
        >>> line = Line("Training", [1, 2], [0.5, 0.7], "train")
        >>> figure = curves([line], x_title="Epoch", y_title="Accuracy", share=True)
        >>> figure.data[0].name, figure.layout.yaxis.tickformat
        ('Training', '.0%')
    """
    drawn = [line for line in lines if len(line.epochs)]
    figure = go.Figure([_trace(line, share) for line in drawn])
    figure.update_layout(
        template="none",
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        height=HEIGHT + LEGEND_ROW * max(0, (len(drawn) - 3) // 2),
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        font={"size": 15},
        legend={"orientation": "h", "yanchor": "bottom", "y": 1.02, "x": 0, "font": {"size": 15}},
        hovermode="x unified",
        modebar={"orientation": "v", "bgcolor": "rgba(0,0,0,0)"},  # beside the curves, not over the legend
        uirevision="kept",  # what was zoomed stays zoomed while points are added
    )
    grid = {"gridcolor": "rgba(128,128,128,0.3)", "zeroline": False, "automargin": True, "tickfont": {"size": 14}}
    figure.update_xaxes(title={"text": x_title}, rangemode="tozero", tickformat="~g", **grid)
    figure.update_yaxes(title={"text": y_title}, **_scale(drawn, share), **grid)
    return figure


def thinned(
    epochs: Sequence[float], values: Sequence[float], most: int = MOST_POINTS
) -> tuple[list[float], list[float]]:
    """Average neighbouring points until there are at most ``most``: a long run is drawn as quickly as a short one.

    Args:
        epochs: ascending.
        values: as many.
        most: points, at least 1.

    Example:
        >>> thinned([1, 2, 3, 4], [10, 20, 30, 50], most=2)
        ([1.5, 3.5], [15.0, 40.0])
    """
    if len(epochs) <= most:
        return list(epochs), list(values)
    return _means(np.asarray(epochs, np.float64), most), _means(np.asarray(values, np.float64), most)


def _means(values: NDArray[np.float64], most: int) -> list[float]:
    edges = np.linspace(0, len(values), most + 1).astype(int)
    sums = np.add.reduceat(values, edges[:-1])
    means: list[float] = (sums / np.diff(edges)).tolist()
    return means


def _trace(line: Line, share: bool) -> go.Scatter:
    epochs, values = thinned(line.epochs, line.values)
    run = line.run or 0
    colour = RUNS[run % len(RUNS)]
    if line.run is None and line.part == "validation":
        colour = VALIDATION
    if line.part == "batch":
        thin = {"color": colour, "width": 1}
        return go.Scatter(x=epochs, y=values, name=line.name, mode="lines", line=thin, opacity=0.7, hoverinfo="skip")
    return go.Scatter(
        x=epochs,
        y=values,
        name=line.name,
        mode="lines+markers",
        line={"color": colour, "width": 3, "dash": "dash" if line.part == "validation" else "solid"},
        marker={"size": 8 if len(epochs) <= FEW_POINTS else 1, "symbol": MARKS[(run + run // len(RUNS)) % len(MARKS)]},
        hovertemplate="%{y:.1%}" if share else "%{y:.4g}",
    )


def _scale(lines: Sequence[Line], share: bool) -> dict[str, object]:
    if share:
        return {"tickformat": ".0%", "range": [0, 1.02]}
    positive = [value for line in lines for value in line.values if math.isfinite(value) and value > 0]
    if positive and max(positive) > LOGARITHMIC_FROM * min(positive) and max(positive) > LOGARITHMIC_FROM:
        return {"type": "log", "exponentformat": "power"}
    return {"rangemode": "tozero"}
