"""Shares with their intervals: marks and ends are where the numbers are."""

from __future__ import annotations

import pytest

from figures.interval_chart import ROW, Share, intervals

SHARES = [Share("MLP", 0.5, 0.4, 0.65, "#d9730d"), Share("MLP, shuffled", 0.9, 0.85, 0.95, "#d9730d", hollow=True)]


def test_each_share_is_a_mark_with_both_ends_of_its_interval():
    figure = intervals(SHARES, title="Right")
    for share, trace in zip(SHARES, figure.data, strict=True):
        assert trace.x == (share.value,)
        assert trace.x[0] + trace.error_x.array[0] == pytest.approx(share.high)
        assert trace.x[0] - trace.error_x.arrayminus[0] == pytest.approx(share.low)
        assert (trace.marker.symbol == "circle-open") == share.hollow


def test_rows_are_named_from_top_to_bottom():
    figure = intervals(SHARES, title="Right")
    assert figure.layout.yaxis.ticktext == ("MLP", "MLP, shuffled")
    assert [trace.y[0] for trace in figure.data] == [0, 1]
    top, bottom = figure.layout.yaxis.range[1], figure.layout.yaxis.range[0]
    assert top < 0 < 1 < bottom
    assert figure.layout.xaxis.title.text == "Right"


def test_more_rows_need_more_room():
    heights = [intervals(SHARES[:count], title="").layout.height for count in (1, 2)]
    assert heights[1] - heights[0] == ROW


def test_the_ground_is_that_of_the_theme():
    layout = intervals(SHARES, title="").layout
    assert layout.paper_bgcolor == layout.plot_bgcolor == "rgba(0,0,0,0)"
