"""The files of an evaluation hold what was found, and open in a spreadsheet without running anything."""

from __future__ import annotations

import csv
import io

import numpy as np

from cnn_core.evaluation import csv_files as files
from cnn_core.metrics.calibration import reliability
from cnn_core.metrics.classification import Judged, class_figures, confusion_matrix
from cnn_core.metrics.comparison import compared

CLASSES = ("고양이, 집", '=HYPERLINK("x")', "dog")
LOGITS = np.array([[2, 0, 0], [0, 2, 0], [0, 3, 0], [0, 0, 1]], np.float32)
JUDGED = Judged(np.array([4, 5, 8, 9]), np.array([0, 1, 0, 2]), LOGITS)
OTHER = Judged(JUDGED.positions, JUDGED.labels, LOGITS[::-1].copy())


def read(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_predictions_have_a_row_for_each_picture():
    head, *rows = read(files.predictions_csv(JUDGED, CLASSES, tuple(f"{place}.jpg" for place in range(10))))
    assert [row[:4] for row in rows] == [
        ["4", "4.jpg", CLASSES[0], CLASSES[0]],
        ["5", "5.jpg", f"'{CLASSES[1]}", f"'{CLASSES[1]}"],
        ["8", "8.jpg", CLASSES[0], f"'{CLASSES[1]}"],
        ["9", "9.jpg", "dog", "dog"],
    ]
    assert [row[5] for row in rows] == ["1", "1", "0", "1"]
    shares = np.array([row[6:] for row in rows], float)
    np.testing.assert_allclose(shares, JUDGED.shares, atol=1e-6)
    assert head[6:] == [f"share of {name}" for name in CLASSES]


def test_the_matrix_and_the_classes_have_a_row_for_each_class():
    matrix = confusion_matrix(JUDGED.labels, JUDGED.answers, 3)
    _, *rows = read(files.matrix_csv(matrix, CLASSES))
    assert [row[1:] for row in rows] == [["1", "1", "0"], ["0", "1", "0"], ["0", "0", "1"]]
    _, *rows = read(files.classes_csv(class_figures(np.array([[1, 0, 0], [0, 0, 0], [1, 0, 1]])), CLASSES))
    assert rows[0][1:] == ["1", "2", "0.5", "1.0", str(2 / 3)]
    assert rows[1][1:] == ["0", "0", "", "", ""]


def test_calibration_has_a_row_for_each_bin():
    found = reliability(JUDGED.confidence, JUDGED.right)
    head, *rows = read(files.calibration_csv(found, found))
    assert len(rows) == 10
    assert len(head) == len(rows[0]) == 8
    assert sum(int(row[2]) for row in rows) == 4
    assert len(read(files.calibration_csv(found, None))[0]) == 5


def test_a_comparison_has_a_row_for_each_picture():
    _, *rows = read(files.comparison_csv(JUDGED, OTHER, compared(JUDGED, OTHER), CLASSES))
    assert [row[-1] for row in rows] == ["only_first", "both_right", "both_wrong", "only_first"]
