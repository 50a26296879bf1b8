"""The figures of a data set: what they draw, and that a class's name is text and no markup."""

import numpy as np
import pytest

from figures.dataset_charts import MOST_NAMES, class_counts, picture_sizes, pixel_histogram

PARTS = {"Training": [7, 5], "Validation": [2, 1], "Test": [1, 1]}


def test_the_parts_of_a_class_lie_in_one_bar_and_differ_without_colour():
    figure = class_counts(["cat", "dog"], PARTS, title="Pictures")
    assert figure.layout.barmode == "stack"
    assert [bar.name for bar in figure.data] == list(PARTS)
    assert [list(bar.x) for bar in figure.data] == list(PARTS.values())
    assert len({bar.marker.pattern.shape for bar in figure.data}) == len(PARTS)
    assert list(figure.layout.yaxis.ticktext) == ["cat", "dog"]


def test_two_classes_of_one_name_are_two_bars():
    figure = class_counts(["cat", "cat"], {"Training": [7, 5]}, title="Pictures")
    assert list(figure.data[0].y) == [0, 1]
    assert not figure.layout.showlegend


def test_many_classes_stand_side_by_side():
    classes = [f"class {index}" for index in range(MOST_NAMES + 1)]
    figure = class_counts(classes, {"Training": [3] * len(classes)}, title="Pictures")
    assert figure.data[0].orientation == "v"
    assert figure.layout.height <= 400


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "<b>cat</b>", "a & b", "고양이 🐈", "x" * 300])
def test_a_name_is_text(name: str):
    figure = class_counts([name], {"Training": [1]}, title="Pictures")
    (drawn,) = figure.layout.yaxis.ticktext
    assert "<" not in drawn
    assert len(drawn) < 100


def test_a_histogram_has_a_line_a_channel():
    shares = np.random.default_rng(0).dirichlet(np.ones(32), 3)
    figure = pixel_histogram(shares, ["red", "green", "blue"], x_title="Brightness", y_title="Share")
    assert [line.name for line in figure.data] == ["red", "green", "blue"]
    np.testing.assert_array_equal(figure.data[2].y, shares[2])
    assert len({line.line.dash for line in figure.data}) == 3
    assert 0 < figure.data[0].x[0] < figure.data[0].x[-1] < 256


def test_sizes_are_columns_across_and_rows_up():
    figure = picture_sizes(np.array([[30, 40]] * 9 + [[50, 20]]), x_title="Width", y_title="Height")
    points = figure.data[0]
    assert dict(zip(zip(points.x, points.y, strict=True), points.customdata, strict=True)) == {(40, 30): 9, (20, 50): 1}
    assert points.marker.size[0] > points.marker.size[1]
