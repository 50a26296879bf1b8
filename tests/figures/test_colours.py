"""The colours of exports."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest

from figures.colours import DIVERGING, STOPS, TABLE_SIZE, Kind, colours_of, limit_of, table

KINDS = get_args(Kind)


@pytest.mark.parametrize("kind", KINDS)
def test_a_table_goes_from_the_first_stop_to_the_last(kind):
    colours = table(kind)
    assert (colours.shape, colours.dtype) == ((TABLE_SIZE + 1, 3), np.uint8)
    for stop, index in ((STOPS[kind][0], 0), (STOPS[kind][-1], TABLE_SIZE - 1)):
        assert colours[index].tobytes().hex() == stop[1:]


@pytest.mark.parametrize("kind", DIVERGING)
def test_zero_is_exactly_white_and_nothing_else_is(kind):
    white = (table(kind) == 255).all(axis=1)
    assert np.flatnonzero(white).tolist() == [(TABLE_SIZE - 1) // 2]


def test_positive_activations_are_blue_and_negative_ones_red():
    blue, red = colours_of(np.array([0.6, -0.6]), 1)
    assert blue[2] > blue[0]
    assert red[0] > red[2]


def test_the_ends_hold_what_lies_beyond_and_nan_is_grey():
    colours = colours_of(np.array([[np.inf, -np.inf, np.nan, 7]], np.float32), 1)
    assert colours.shape == (1, 4, 3)
    assert colours[0].tolist() == [[5, 48, 97], [103, 0, 31], [128, 128, 128], [5, 48, 97]]


def test_a_limit_of_zero_keeps_zero_white():
    assert colours_of(np.array([0.0, 1e-9]), 0).tolist() == [[255, 255, 255], [5, 48, 97]]


def test_the_limit_is_the_largest_finite_magnitude():
    assert limit_of(np.array([1, -4, np.nan, np.inf])) == 4
    assert limit_of(np.zeros(0)) == 0


def test_an_unknown_kind_is_refused_in_words():
    with pytest.raises(ValueError, match=r"A kind of colours is one of activation, .* Received: 'rainbow'"):
        table("rainbow")
