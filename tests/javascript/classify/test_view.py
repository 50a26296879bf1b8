"""The browser's own arithmetic of the page Classify, held to the server's and to Python."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from cnn_core.arithmetic.activation import sigmoid, softmax
from tests.examples import examples

pytestmark = pytest.mark.browser

ANSWERS = "classify/answers.js"
LOGITS = arrays(np.float32, st.integers(1, 40), elements=st.floats(-500, 500, width=32))
SCORES = [0.0, 0.2, 0.49999, 0.5, 0.50001, 0.97, 0.999999, 1.0]


@examples(60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(logits=LOGITS)
def test_shares_and_sigmoids_are_the_servers(modules, logits: np.ndarray) -> None:
    found = modules.call(ANSWERS, "answersOf", logits)
    np.testing.assert_allclose([one["share"] for one in found["all"]], softmax(logits), atol=1e-6)
    np.testing.assert_allclose([one["sigmoid"] for one in found["all"]], sigmoid(logits), atol=1e-6)
    assert sum(one["share"] for one in found["all"]) == pytest.approx(1)
    assert found["sum"] == pytest.approx(sum(one["power"] for one in found["all"]))
    assert found["largest"] == logits.max()


def test_the_largest_comes_first_and_of_equals_the_first(modules) -> None:
    found = modules.call(ANSWERS, "answersOf", np.array([1, 3, 3, -2], np.float32))
    assert [one["index"] for one in found["ranked"]] == [1, 2, 0, 3]


@pytest.mark.parametrize("threshold", [0.0, 0.3, 0.5, 1.0])
def test_decisions_are_pythons(modules, threshold: float) -> None:
    found = modules.call_each(ANSWERS, "decisionsOf", [[score, threshold] for score in SCORES])
    expected = [{"truncated": int(one), "rounded": round(one), "yes": one >= threshold} for one in SCORES]
    assert found == expected


@pytest.mark.parametrize(("squashed", "part"), [("softmax", "share"), ("sigmoid", "sigmoid"), ("none", "share")])
def test_a_networks_score_is_what_it_ends_in(modules, squashed: str, part: str) -> None:
    answer = {"index": 0, "logit": 1, "power": 1, "share": 0.25, "sigmoid": 0.75}
    assert modules.call(ANSWERS, "scoreOf", answer, squashed) == answer[part]
