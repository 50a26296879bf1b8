"""An evaluation as CSV files: UTF-8 with a byte-order mark, so that a spreadsheet reads Hangul too."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from cnn_core.metrics.calibration import Reliability
from cnn_core.metrics.classification import ClassFigures, Judged
from cnn_core.metrics.comparison import CASES, Comparison

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_file(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Write a CSV file. A text that a spreadsheet would take for a formula gets an apostrophe before it; NaN is empty.

    Example:
        >>> csv_file(["class", "recall"], [("=1+1", 0.5), ("cat", float("nan"))]).decode("utf-8-sig").splitlines()
        ['class,recall', "'=1+1,0.5", 'cat,']
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow([_cell(one) for one in head])
    writer.writerows([_cell(one) for one in row] for row in rows)
    return buffer.getvalue().encode("utf-8-sig")


def predictions_csv(judged: Judged, classes: Sequence[str], names: Sequence[str] = ()) -> bytes:
    """Write a row for each picture: its place, file, class, answer, confidence, and every share.

    Args:
        judged: the pictures.
        classes: the names of the classes.
        names: the file name of each picture of the data set, or ().
    """
    head = ["position", "file", "class", "answer", "confidence", "right", *(f"share of {name}" for name in classes)]
    parts = (judged.positions, judged.labels, judged.answers, judged.confidence, judged.right, judged.shares)
    rows = (
        [
            int(position), names[position] if names else "", classes[label], classes[answer], float(confidence),
            int(right), *shares.tolist(),
        ]
        for position, label, answer, confidence, right, shares in zip(*parts, strict=True)
    )  # fmt: skip
    return csv_file(head, rows)


def matrix_csv(matrix: NDArray[np.int64], classes: Sequence[str]) -> bytes:
    """Write the whole confusion matrix: a row for each class that is shown, a column for each that is answered."""
    return csv_file(
        ["shown \\ answered", *classes],
        ([name, *row.tolist()] for name, row in zip(classes, matrix, strict=True)),
    )


def classes_csv(figures: ClassFigures, classes: Sequence[str]) -> bytes:
    """Write a row for each class: its pictures, how often it is answered, precision, recall and F1."""
    columns = (figures.pictures, figures.answered, figures.precision, figures.recall, figures.f1)
    return csv_file(
        ["class", "pictures", "answered", "precision", "recall", "f1"],
        zip(classes, *(column.tolist() for column in columns), strict=True),
    )


def calibration_csv(before: Reliability, after: Reliability | None) -> bytes:
    """Write a row for each bin: its bounds, pictures, confidence and accuracy, before and after the temperature."""
    bins = len(before.pictures)
    edges = np.linspace(0, 1, bins + 1).round(6).tolist()
    columns = [(found.pictures, found.confidence, found.accuracy) for found in (before, after) if found is not None]
    head = ["from", "to", "pictures", "confidence", "accuracy"]
    head += [f"{name} with temperature" for name in head[2:]] if after is not None else []
    rows = (
        [edges[place], edges[place + 1], *(column[place].item() for found in columns for column in found)]
        for place in range(bins)
    )
    return csv_file(head, rows)


def comparison_csv(
    first: Judged, second: Judged, found: Comparison, classes: Sequence[str], names: Sequence[str] = ()
) -> bytes:
    """Write a row for each picture: its class, the answers of two networks, and which of them are right."""
    rows = (
        [
            int(position), names[position] if names else "", classes[label], classes[one], classes[other], CASES[case],
        ]
        for position, label, one, other, case in zip(
            first.positions, first.labels, first.answers, second.answers, found.cases, strict=True
        )
    )  # fmt: skip
    return csv_file(["position", "file", "class", "first answer", "second answer", "case"], rows)


def _cell(value: object) -> object:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA) else value
    return "" if isinstance(value, float) and np.isnan(value) else value
