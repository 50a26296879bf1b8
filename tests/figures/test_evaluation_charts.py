"""The figures of an evaluation show the numbers that they are given, on light and on dark grounds."""

from __future__ import annotations

import numpy as np
import pytest

from cnn_core.metrics.calibration import reliability
from figures.evaluation_charts import CorruptionLine, reliability_diagram, robustness_chart

WORDS = {name: name for name in ("before", "after", "perfect", "confidence", "accuracy", "pictures")}
RANDOM = np.random.default_rng(0)
SURE = RANDOM.uniform(0.2, 1, 300).astype(np.float32)
BEFORE = reliability(SURE, RANDOM.random(300) < SURE)
AFTER = reliability(SURE**2, RANDOM.random(300) < SURE)
LINE = CorruptionLine("Noise", ("none", "5 %", "10 %"), (0.9, 0.6, 0.2), (0.85, 0.5, 0.15), (0.95, 0.7, 0.3))


@pytest.mark.parametrize("after", [None, AFTER])
def test_the_points_are_those_of_the_bins_that_are_not_empty(after):
    figure = reliability_diagram(BEFORE, after, words=WORDS)
    names = [trace.name for trace in figure.data]
    assert names == ["perfect", "before", *(["after"] if after else []), "pictures"]
    filled = BEFORE.pictures > 0
    np.testing.assert_array_equal(figure.data[1].x, BEFORE.confidence[filled])
    np.testing.assert_array_equal(figure.data[1].y, BEFORE.accuracy[filled])
    assert sum(figure.data[-1].y) == 300
    assert np.isfinite(np.asarray(figure.data[1].y, float)).all()


def test_a_curve_has_its_interval_at_each_step():
    figure = robustness_chart([LINE, LINE], x_title="x", y_title="y", none="none")
    trace = figure.data[0]
    assert trace.y == LINE.accuracy
    np.testing.assert_allclose(np.add(trace.y, trace.error_y.array), LINE.high)
    np.testing.assert_allclose(np.subtract(trace.y, trace.error_y.arrayminus), LINE.low)
    assert figure.layout.xaxis.ticktext == ("none", "1", "2")
    first, second = figure.data
    assert (first.line.color, first.line.dash, first.marker.symbol) != (
        second.line.color, second.line.dash, second.marker.symbol,
    )  # fmt: skip


def test_the_ground_is_the_pages():
    for figure in (
        reliability_diagram(BEFORE, AFTER, words=WORDS),
        robustness_chart([LINE], x_title="", y_title="", none=""),
    ):
        assert figure.layout.paper_bgcolor == "rgba(0,0,0,0)"
