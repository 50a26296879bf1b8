"""Calibration and robustness of a network as Plotly figures for light and dark grounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from cnn_core.metrics.calibration import Reliability
from figures.curves import MARKS, RUNS, TRAIN, VALIDATION

DASHES: Final = ("solid", "dash", "dot", "dashdot", "longdash")
MIDDLE_GREY: Final = "#808a96"
_GRID: Final[dict[str, Any]] = {
    "gridcolor": "rgba(128,128,128,0.3)",
    "zeroline": False,
    "automargin": True,
    "tickfont": {"size": 14},
}


@dataclass(frozen=True)
class CorruptionLine:
    """The accuracy of a network under one corruption.

    Attributes:
        name: what the legend says.
        strengths: the corruption's strengths in words, from none on.
        accuracy: at each of them, in [0, 1].
        low: the lower end of its interval.
        high: the upper end.
    """

    name: str
    strengths: tuple[str, ...]
    accuracy: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


def reliability_diagram(before: Reliability, after: Reliability | None, *, words: dict[str, str]) -> go.Figure:
    """Accuracy over confidence, with the diagonal on which both are equal, and below how many pictures there are.

    Args:
        before: the network as it is.
        after: with its temperature, or None.
        words: "before", "after", "perfect", "confidence", "accuracy", "pictures".

    Example:
        >>> import numpy as np
        >>> from cnn_core.metrics.calibration import reliability
        >>> words = dict.fromkeys(("before", "after", "perfect", "confidence", "accuracy", "pictures"), "word")
        >>> found = reliability(np.array([0.95], np.float32), np.array([True]))
        >>> reliability_diagram(found, None, words=words).data[1].y.tolist()
        [1.0]
    """
    figure = make_subplots(rows=2, cols=1, shared_xaxes=True, row_heights=[0.78, 0.22], vertical_spacing=0.06)
    perfect = {"color": MIDDLE_GREY, "width": 2, "dash": "dot"}
    figure.add_trace(
        go.Scatter(x=[0, 1], y=[0, 1], mode="lines", line=perfect, name=words["perfect"], hoverinfo="skip"), 1, 1
    )
    figure.add_trace(_reliability_line(before, words["before"], VALIDATION, "solid", "circle"), 1, 1)
    if after is not None:
        figure.add_trace(_reliability_line(after, words["after"], TRAIN, "dash", "diamond"), 1, 1)
    bins = len(before.pictures)
    figure.add_trace(_counts(before, words, VALIDATION, bins), 2, 1)
    _dress(figure, 420)
    figure.update_xaxes(range=[0, 1], tickformat=".0%", **_GRID)
    figure.update_xaxes(title={"text": words["confidence"]}, row=2, col=1)
    figure.update_yaxes(title={"text": words["accuracy"]}, range=[0, 1.03], tickformat=".0%", row=1, col=1, **_GRID)
    figure.update_yaxes(title={"text": words["pictures"]}, rangemode="tozero", nticks=3, row=2, col=1, **_GRID)
    return figure


def robustness_chart(lines: Sequence[CorruptionLine], *, x_title: str, y_title: str, none: str) -> go.Figure:
    """Draw the accuracy over the strength of each corruption, step by step, with its intervals.

    Args:
        lines: the corruptions, with the same number of strengths each.
        x_title: what the steps are called.
        y_title: what is measured.
        none: the first step, at which nothing is done.

    Example:
        >>> line = CorruptionLine("Noise", ("none", "5 %"), (0.9, 0.5), (0.8, 0.4), (0.95, 0.6))
        >>> robustness_chart([line], x_title="Step", y_title="Right", none="none").data[0].y
        (0.9, 0.5)
    """
    traces = [
        go.Scatter(
            x=list(range(len(line.accuracy))),
            y=line.accuracy,
            customdata=line.strengths,
            name=line.name,
            mode="lines+markers",
            line={"color": RUNS[place % len(RUNS)], "width": 3, "dash": DASHES[place % len(DASHES)]},
            marker={"size": 9, "symbol": MARKS[place % len(MARKS)]},
            error_y={
                "array": [high - value for high, value in zip(line.high, line.accuracy, strict=True)],
                "arrayminus": [value - low for low, value in zip(line.low, line.accuracy, strict=True)],
                "thickness": 1,
                "width": 3,
            },
            hovertemplate="%{customdata}: %{y:.1%}",
        )
        for place, line in enumerate(lines)
    ]
    figure = go.Figure(traces)
    _dress(figure, 380)
    steps = max((len(line.accuracy) for line in lines), default=1)
    ticks = [none, *map(str, range(1, steps))]
    figure.update_xaxes(title={"text": x_title}, tickvals=list(range(steps)), ticktext=ticks, **_GRID)
    figure.update_yaxes(title={"text": y_title}, range=[0, 1.03], tickformat=".0%", **_GRID)
    return figure


def _reliability_line(found: Reliability, name: str, colour: str, dash: str, symbol: str) -> go.Scatter:
    filled = found.pictures > 0
    return go.Scatter(
        x=found.confidence[filled],
        y=found.accuracy[filled],
        customdata=found.pictures[filled],
        name=name,
        mode="lines+markers",
        line={"color": colour, "width": 3, "dash": dash},
        marker={"size": 9, "symbol": symbol},
        hovertemplate="%{x:.1%} → %{y:.1%} · %{customdata:,}",
    )


def _counts(found: Reliability, words: dict[str, str], colour: str, bins: int) -> go.Bar:
    return go.Bar(
        x=[(place + 0.5) / bins for place in range(bins)],
        y=found.pictures.tolist(),
        width=0.9 / bins,
        marker={"color": colour},
        name=words["pictures"],
        showlegend=False,
        hovertemplate="%{y:,}<extra></extra>",
    )


def _dress(figure: go.Figure, height: int) -> None:
    """Remove the figure's own ground, so that it fits light and dark themes."""
    figure.update_layout(
        template="none",
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        height=height,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        font={"size": 14},
        legend={"orientation": "h", "yanchor": "bottom", "y": 1.02, "x": 0},
    )
