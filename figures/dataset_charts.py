"""A data set in figures: pictures of each class, how bright the pixels are, how large the pictures were."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from figures.curves import RUNS

PATTERNS: Final = ("", "/", ".")
"""Parts of a data set are told apart without colour too."""

CHANNELS: Final = {1: ("#808a96",), 3: ("#d8443c", "#2f9e4f", "#3f78d8")}
"""Grey, or red, green and blue: of middle lightness, 3 : 1 against light and dark grounds."""

DASHES: Final = ("solid", "dash", "dot")
MOST_NAMES: Final = 40
"""From more classes on, the bars stand side by side without names."""

_GRID: Final[dict[str, Any]] = {
    "gridcolor": "rgba(128,128,128,0.3)",
    "zeroline": False,
    "automargin": True,
    "tickfont": {"size": 14},
}


def class_counts(classes: Sequence[str], parts: Mapping[str, Sequence[int]], *, title: str) -> go.Figure:
    """Draw the pictures of each class as bars whose pieces are the parts of the split.

    Args:
        classes: their names, in order.
        parts: name of a part → its pictures in each class.
        title: what is counted.

    Returns:
        A figure with a bar for each class; they lie, with the names beside them, while there are up to `MOST_NAMES`.

    Example:
        >>> figure = class_counts(["cat", "dog"], {"Training": [7, 5], "Test": [3, 2]}, title="Pictures")
        >>> [list(bar.x) for bar in figure.data]
        [[7, 5], [3, 2]]
    """
    lying = len(classes) <= MOST_NAMES
    names = [_short(name) for name in classes]
    places = list(range(len(classes)))
    bars = [
        go.Bar(
            name=part,
            orientation="h" if lying else "v",
            x=list(counts) if lying else places,
            y=places if lying else list(counts),
            customdata=names,
            hovertemplate=f"%{{customdata}} · {part}: %{{{'x' if lying else 'y'}:,}}<extra></extra>",
            marker={"color": colour, "pattern": _pattern(pattern)},
        )
        for (part, counts), colour, pattern in zip(parts.items(), RUNS, PATTERNS, strict=False)
    ]
    figure = _figure(bars, height=max(220, 96 + 26 * len(classes)) if lying else 320)
    figure.update_layout(barmode="stack", bargap=0.25 if lying else 0, showlegend=len(parts) > 1)
    names_axis = {
        "tickvals": places,
        "ticktext": names,
        "showgrid": False,
        "automargin": True,
        "tickfont": {"size": 14},
    }
    if lying:
        figure.update_yaxes(autorange="reversed", **names_axis)
        figure.update_xaxes(title={"text": title}, tickformat=",d", **_GRID)
    else:
        figure.update_xaxes(showticklabels=False, showgrid=False)
        figure.update_yaxes(title={"text": title}, tickformat=",d", **_GRID)
    return figure


def _pattern(shape: str) -> dict[str, Any]:
    return {"shape": shape, "fillmode": "overlay", "fgcolor": "rgba(255,255,255,0.75)", "size": 7, "solidity": 0.25}


def pixel_histogram(
    shares: NDArray[np.floating[Any]], channels: Sequence[str], *, x_title: str, y_title: str
) -> go.Figure:
    """Draw how often each brightness occurs, a line for each channel.

    Args:
        shares: (channels, bins), of all pixels of a channel; the bins divide 0 to 255 evenly.
        channels: the names of the channels.
        x_title: what the brightness is called.
        y_title: what the shares are of.

    Example:
        >>> figure = pixel_histogram(np.full((1, 4), 0.25), ["grey"], x_title="Brightness", y_title="Pixels")
        >>> figure.data[0].x.tolist()
        [32.0, 96.0, 160.0, 224.0]
    """
    bins = shares.shape[1]
    middles = (np.arange(bins) + 0.5) * 256 / bins
    lines = [
        go.Scatter(
            name=name,
            x=middles,
            y=row,
            mode="lines",
            line={"color": colour, "dash": dash, "width": 2, "shape": "hvh"},
            hovertemplate=f"{name}: %{{y:.1%}}<extra></extra>",
        )
        for name, row, colour, dash in zip(channels, shares, CHANNELS[len(channels)], DASHES, strict=False)
    ]
    figure = _figure(lines, height=300)
    figure.update_layout(hovermode="x unified", showlegend=len(channels) > 1)
    figure.update_xaxes(title={"text": x_title}, range=[0, 256], tickvals=[0, 64, 128, 192, 255], **_GRID)
    figure.update_yaxes(title={"text": y_title}, tickformat=".1~%", rangemode="tozero", **_GRID)
    return figure


def picture_sizes(sizes: NDArray[np.integer[Any]], *, x_title: str, y_title: str) -> go.Figure:
    """Draw the sizes of pictures before they were made equal: a point for each size, larger where more had it.

    Args:
        sizes: (pictures, 2), rows and columns.
        x_title: what the columns are called.
        y_title: what the rows are called.

    Example:
        >>> figure = picture_sizes(np.array([[30, 40], [30, 40], [50, 20]]), x_title="Width", y_title="Height")
        >>> figure.data[0].x.tolist(), figure.data[0].customdata.tolist()
        ([40, 20], [2, 1])
    """
    found, counts = np.unique(sizes, axis=0, return_counts=True)
    points = go.Scatter(
        x=found[:, 1],
        y=found[:, 0],
        customdata=counts,
        mode="markers",
        marker={
            "color": RUNS[0],
            "opacity": 0.6,
            "size": 6 + 14 * np.sqrt(counts / counts.max()),
            "line": {"width": 0},
        },
        hovertemplate="%{x} × %{y}: %{customdata:,}<extra></extra>",
    )
    figure = _figure([points], height=300)
    figure.update_xaxes(title={"text": x_title}, rangemode="tozero", **_GRID)
    figure.update_yaxes(title={"text": y_title}, rangemode="tozero", **_GRID)
    return figure


def _figure(traces: Sequence[Any], height: int) -> go.Figure:
    """Make a figure without a ground of its own, so that it fits light and dark themes."""
    figure = go.Figure(list(traces))
    figure.update_layout(
        template="none",
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        height=height,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        font={"size": 14},
        legend={"orientation": "h", "yanchor": "bottom", "y": 1.02, "x": 0, "traceorder": "normal"},
    )
    return figure


def _short(name: str, most: int = 24) -> str:
    """Shorten a class's name for plotly, and let none of it be taken for markup."""
    cut = name if len(name) <= most else f"{name[: most - 1]}…"
    return cut.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
