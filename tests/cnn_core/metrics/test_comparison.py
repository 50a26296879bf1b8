"""Two networks on the same pictures: every picture is one case, and the test is SciPy's."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import binomtest

from cnn_core.errors import RefusedError
from cnn_core.metrics.classification import Judged
from cnn_core.metrics.comparison import CASES, chance_of, compared
from tests.examples import examples

LABELS = arrays(np.int64, 30, elements=st.integers(0, 2))
LOGITS = arrays(np.float32, (30, 3), elements=st.floats(-5, 5, width=32))


@given(LABELS, LOGITS, LOGITS)
def test_every_picture_is_one_case(labels: np.ndarray, one: np.ndarray, other: np.ndarray):
    first, second = (Judged(np.arange(30), labels, logits) for logits in (one, other))
    found = compared(first, second)
    assert sum(found.count(case) for case in CASES) == 30
    for case, rights in zip(CASES, ((True, True), (True, False), (False, True), (False, False)), strict=True):
        for place in found.places(case):
            assert (first.right[place], second.right[place]) == rights
    swapped = compared(second, first)
    assert swapped.chance == found.chance
    assert swapped.count("only_first") == found.count("only_second")


@examples(100)
@given(st.integers(0, 300), st.integers(0, 300))
def test_the_chance_is_that_of_the_binomial_test(only_first: int, only_second: int):
    oracle = binomtest(only_first, only_first + only_second).pvalue if only_first + only_second else 1.0
    assert chance_of(only_first, only_second) == pytest.approx(oracle, rel=1e-9, abs=1e-300)


def test_thousands_of_pictures_are_no_matter():
    assert chance_of(4800, 5200) == pytest.approx(binomtest(4800, 10_000).pvalue, rel=1e-9)
    assert 0 <= chance_of(0, 10_000) < 1e-300


def test_other_pictures_are_refused():
    labels, logits = np.zeros(2, np.int64), np.zeros((2, 2), np.float32)
    with pytest.raises(RefusedError, match=r"Received: 2 and 2, not the same"):
        compared(Judged(np.array([0, 1]), labels, logits), Judged(np.array([0, 2]), labels, logits))
