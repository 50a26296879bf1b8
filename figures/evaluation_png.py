"""An evaluation as PNG files to take away, drawn by matplotlib on white, in the colours of the app."""

from __future__ import annotations

import io
import threading
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from cnn_core.metrics.calibration import Reliability
from figures.colours import colours_of
from figures.curves import RUNS, TRAIN, VALIDATION
from figures.evaluation_charts import MIDDLE_GREY, CorruptionLine

if TYPE_CHECKING:
    from matplotlib.figure import Figure

RESOLUTION: Final = 160
"""Pixels an inch."""
MOST_FIGURES: Final = 25
"""From more classes on the cells of a matrix are colours alone."""
MOST_ROWS: Final = 60
FONTS: Final = (
    "DejaVu Sans", "Noto Sans CJK KR", "Noto Sans KR", "Pretendard", "NanumGothic", "Malgun Gothic",
    "Apple SD Gothic Neo", "Noto Sans CJK JP",
)  # fmt: skip
_MATPLOTLIB_MARKS: Final = ("o", "s", "D", "^", "x")
_MATPLOTLIB_DASHES: Final = ("-", "--", ":", "-.", (0, (8, 3)))
_lock = threading.Lock()


def matrix_png(counts: NDArray[np.int64], names: Sequence[str], *, shares: bool, x_title: str, y_title: str) -> bytes:
    """Draw the confusion matrix.

    Args:
        counts: (classes, classes), row: shown, column: answered.
        names: of the classes.
        shares: whether the cells hold per cent of the row, else pictures.
        x_title: what the columns are.
        y_title: what the rows are.

    Returns:
        A PNG file.
    """
    totals = np.maximum(counts.sum(axis=1, keepdims=True), 1)
    values = counts / totals if shares else counts.astype(np.float64)
    limit = 1.0 if shares else max(1.0, float(values.max(initial=0)))
    size = len(names)
    colours = colours_of(values, limit, "probability")
    colours[counts == 0] = 255

    def draw(figure: Figure) -> None:
        axes = figure.add_subplot()
        axes.imshow(colours)
        _name_cells(axes, names)
        axes.set(xlabel=x_title, ylabel=y_title)
        if size > MOST_FIGURES:
            return
        for (row, column), count in np.ndenumerate(counts):
            dark = colours[row, column].astype(float) @ (0.299, 0.587, 0.114) < 140
            text = f"{100 * values[row, column]:.0f}" if shares else f"{count:,}"
            axes.text(column, row, text, ha="center", va="center", fontsize=8, color="white" if dark else "black")

    side = 2.2 + 0.36 * min(size, 60)
    return _png(side + 0.8, side, draw)


def classes_png(names: Sequence[str], figures: dict[str, NDArray[np.float64]], *, x_title: str) -> bytes:
    """Draw figures of each class as points in a row; of very many classes the first `MOST_ROWS`.

    Args:
        names: of the classes.
        figures: what each is called → (classes,), in [0, 1] or NaN.
        x_title: what they are.
    """
    rows = list(range(min(len(names), MOST_ROWS)))

    def draw(figure: Figure) -> None:
        axes = figure.add_subplot()
        for (name, values), colour, mark in zip(figures.items(), RUNS, _MATPLOTLIB_MARKS, strict=False):
            axes.plot(values[: len(rows)], rows, linestyle="none", marker=mark, color=colour, label=drawable(name))
        axes.set_yticks(rows, [drawable(name) for name in names[: len(rows)]])
        axes.invert_yaxis()
        axes.set(xlim=(-0.02, 1.02), xlabel=x_title)
        axes.grid(axis="x", alpha=0.4)
        figure.legend(loc="outside upper center", ncols=len(figures))

    return _png(7, 1.4 + 0.26 * len(rows), draw)


def calibration_png(before: Reliability, after: Reliability | None, *, words: dict[str, str]) -> bytes:
    """Draw the reliability diagram; the arguments are those of `figures.evaluation_charts.reliability_diagram`."""

    def draw(figure: Figure) -> None:
        upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(4, 1))
        upper.plot([0, 1], [0, 1], ":", color=MIDDLE_GREY, label=drawable(words["perfect"]))
        lines = [(before, "before", VALIDATION, "-o"), (after, "after", TRAIN, "--D")]
        for found, name, colour, style in lines:
            if found is not None:
                upper.plot(found.confidence, found.accuracy, style, color=colour, label=drawable(words[name]))
        bins = len(before.pictures)
        lower.bar((np.arange(bins) + 0.5) / bins, before.pictures, 0.9 / bins, color=VALIDATION)
        upper.set(xlim=(0, 1), ylim=(0, 1.02), ylabel=words["accuracy"])
        lower.set(xlabel=words["confidence"], ylabel=words["pictures"])
        upper.legend(loc="upper left")
        upper.grid(alpha=0.4)

    return _png(6, 6.5, draw)


def robustness_png(lines: Sequence[CorruptionLine], *, x_title: str, y_title: str, none: str) -> bytes:
    """Draw the robustness curves; the arguments are those of `figures.evaluation_charts.robustness_chart`."""

    def draw(figure: Figure) -> None:
        axes = figure.add_subplot()
        styles = zip(lines, RUNS, _MATPLOTLIB_MARKS, _MATPLOTLIB_DASHES, strict=False)
        for line, colour, mark, dash in styles:
            steps = np.arange(len(line.accuracy))
            axes.plot(steps, line.accuracy, marker=mark, linestyle=dash, color=colour, label=drawable(line.name))
            axes.fill_between(steps, line.low, line.high, color=colour, alpha=0.12)
        steps = np.arange(max((len(line.accuracy) for line in lines), default=1))
        axes.set_xticks(steps, [none, *map(str, steps[1:])])
        axes.set(ylim=(0, 1.02), xlabel=x_title, ylabel=y_title)
        axes.legend()
        axes.grid(alpha=0.4)

    return _png(7, 4.5, draw)


def pictures_png(images: NDArray[np.uint8], labels: Sequence[str], columns: int = 5) -> bytes:
    """Draw pictures in a grid, each with its words below it.

    Args:
        images: uint8 (pictures, rows, columns, 1 or 3), at least one.
        labels: as many.
        columns: pictures in a row.
    """
    coloured = np.broadcast_to(images, (*images.shape[:3], 3))
    rows = -(-len(images) // columns)

    def draw(figure: Figure) -> None:
        grid = list(figure.subplots(rows, columns, squeeze=False).flat)
        for axes, image, label in zip(grid, coloured, labels, strict=False):
            axes.imshow(image, interpolation="nearest")
            axes.set(xticks=[], yticks=[])
            axes.set_xlabel(drawable(label), fontsize=7)
        for axes in grid[len(coloured) :]:
            axes.set_axis_off()

    return _png(1.7 * columns, 1.95 * rows, draw)


def cases_png(names: Sequence[str], counts: Sequence[int], *, x_title: str) -> bytes:
    """Draw the number of pictures of each case, as bars with their numbers."""

    def draw(figure: Figure) -> None:
        axes = figure.add_subplot()
        bars = axes.barh([drawable(name) for name in names], list(counts), color=RUNS[: len(names)])
        axes.bar_label(bars, fmt="{:,.0f}", padding=3)
        axes.invert_yaxis()
        axes.margins(x=0.12)
        axes.set(xlabel=x_title)

    return _png(7, 2.6, draw)


def drawable(text: str) -> str:
    """Remove the letters that no font of this machine has.

    Example:
        >>> drawable("cat"), drawable("\\U0010ffff") == "?"
        ('cat', True)
    """
    return "".join(letter if _has_font(letter) else "?" for letter in text)


@cache
def _has_font(letter: str) -> bool:
    from matplotlib import font_manager

    return any(font_manager.get_font(path).get_char_index(ord(letter)) for path in _fonts().values())


@cache
def _fonts() -> dict[str, str]:
    """Name → file of those of `FONTS` that are on this machine."""
    from matplotlib import font_manager

    there = {entry.name: entry.fname for entry in font_manager.fontManager.ttflist}
    return {name: there[name] for name in FONTS if name in there}


def _name_cells(axes: Any, names: Sequence[str]) -> None:
    places = range(len(names))
    shown = [drawable(name) for name in names]
    size = 8 if len(names) <= MOST_FIGURES else 5
    axes.set_xticks(places, shown, rotation=90, fontsize=size)
    axes.set_yticks(places, shown, fontsize=size)


def _png(width: float, height: float, draw: Any) -> bytes:
    """Draw a figure of so many inches. One at a time: matplotlib's fonts are not made for several threads."""
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    settings: Any = {"font.family": list(_fonts()), "axes.unicode_minus": False, "text.parse_math": False}
    with _lock, matplotlib.rc_context(settings):
        figure = Figure((width, height), dpi=RESOLUTION, layout="constrained", facecolor="white")
        FigureCanvasAgg(figure)
        draw(figure)
        buffer = io.BytesIO()
        figure.savefig(buffer, format="png")
        return buffer.getvalue()
