import numpy as np
import pytest

from cnn_core.metrics.wilson import interval


@pytest.mark.parametrize(
    ("right", "pictures"), [(0, 1), (1, 1), (0, 30), (30, 30), (24, 30), (380, 500), (9000, 10000)]
)
def test_it_solves_the_equation_it_comes_from(right, pictures):
    """Each end is a share p from which the measured one lies just 1.96 of p's standard deviations away."""
    for end in interval(right, pictures):
        if 0 < end < 1:
            deviation = np.sqrt(end * (1 - end) / pictures)
            assert abs(right / pictures - end) == pytest.approx(1.959964 * deviation, rel=1e-6)
        else:
            assert end in (0, 1)


def test_more_pictures_are_worth_more():
    widths = [np.diff(interval(round(0.8 * pictures), pictures))[0] for pictures in (10, 100, 1000)]
    assert widths[0] > 2 * widths[1] > 4 * widths[2]


@pytest.mark.parametrize(("right", "pictures"), [(1, 0), (2, 1), (-1, 5)])
def test_what_cannot_have_been_counted_is_refused(right, pictures):
    with pytest.raises(ValueError, match="Received: "):
        interval(right, pictures)
