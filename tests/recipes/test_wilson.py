"""The Wilson interval against its definition: the shares whose normal test just does not reject what was counted."""

import math

import pytest

from recipes import wilson


@pytest.mark.parametrize(("right", "pictures"), [(380, 500), (9, 10), (9936, 10000), (1, 3)])
def test_the_ends_solve_wilsons_equation(right: int, pictures: int):
    for end in wilson.interval(right, pictures):
        deviation = math.sqrt(end * (1 - end) / pictures)
        assert abs(right / pictures - end) == pytest.approx(1.959964 * deviation)


def test_published_values():
    # Newcombe (1998), "Two-sided confidence intervals for the single proportion", table I, method 3.
    assert wilson.interval(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson.interval(15, 148) == pytest.approx((0.0624, 0.1605), abs=5e-5)
    assert wilson.interval(0, 20) == pytest.approx((0.0, 0.1611), abs=5e-5)
    assert wilson.interval(29, 29) == pytest.approx((0.8830, 1.0), abs=5e-5)


@pytest.mark.parametrize(("right", "pictures"), [(0, 0), (3, 2), (-1, 5)])
def test_impossible_counts_are_refused(right: int, pictures: int):
    with pytest.raises(ValueError, match="Received"):
        wilson.interval(right, pictures)
