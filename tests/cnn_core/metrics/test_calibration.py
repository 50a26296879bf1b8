"""Reliability and temperature, held to independent computations."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import special
from scipy.optimize import minimize_scalar
from sklearn import metrics
from sklearn.calibration import calibration_curve

from cnn_core.arithmetic.activation import softmax
from cnn_core.metrics.calibration import (
    COLDEST,
    FEWEST,
    HOTTEST,
    fitted_temperature,
    loss,
    reliability,
    temperature_of,
)
from cnn_core.metrics.classification import Judged
from tests.examples import examples

SURE = st.integers(1, 80).flatmap(
    lambda count: st.tuples(
        arrays(np.float32, count, elements=st.floats(0.015625, 0.984375, width=32)), arrays(np.bool_, count)
    )
)


@examples(100)
@given(SURE)
def test_the_bins_are_those_of_scikit_learn(sure: tuple[np.ndarray, np.ndarray]):
    confidence, right = sure
    edges = np.linspace(0, 1, 11)
    if np.isin(confidence.astype(np.float64), edges).any():  # scikit-learn puts the edges into the next bin
        return
    found = reliability(confidence, right)
    accuracy, mean = calibration_curve(right, confidence.astype(np.float64), n_bins=10)
    filled = found.pictures > 0
    np.testing.assert_allclose(found.accuracy[filled], accuracy)
    np.testing.assert_allclose(found.confidence[filled], mean)
    assert found.error == pytest.approx(float(found.pictures[filled] @ abs(accuracy - mean)) / len(right))


@given(SURE)
def test_every_picture_lies_in_the_bin_that_holds_its_confidence(sure: tuple[np.ndarray, np.ndarray]):
    found = reliability(*sure)
    assert found.pictures.sum() == len(sure[0])
    assert 0 <= found.error <= 1
    middle = (np.arange(10) + 0.5) / 10
    filled = found.pictures > 0
    assert (abs(found.confidence[filled] - middle[filled]) <= 0.05 + 1e-6).all()


def test_full_confidence_lies_in_the_last_bin():
    found = reliability(np.array([1.0, 0.9, 0.0], np.float32), np.array([True, True, False]))
    assert found.pictures.tolist() == [1, 0, 0, 0, 0, 0, 0, 0, 1, 1]


def exact(logits: np.ndarray) -> np.ndarray:
    return special.softmax(logits.astype(np.float64), axis=1)


def drawn(count: int, heat: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Logits ``heat`` times as large as those by which the labels were drawn."""
    random = np.random.default_rng(seed)
    logits = random.normal(0, 2, (count, 6)).astype(np.float32)
    labels = np.array([random.choice(6, p=row / row.sum()) for row in exact(logits)])
    return logits * np.float32(heat), labels


@pytest.mark.parametrize("heat", [0.5, 1.0, 3.0])
def test_the_temperature_is_the_one_with_the_lowest_loss(heat: float):
    logits, labels = drawn(600, heat, seed=3)
    found = fitted_temperature(logits, labels)
    oracle = minimize_scalar(
        lambda value: metrics.log_loss(labels, exact(logits / value), labels=range(6)),
        bounds=(COLDEST, HOTTEST), method="bounded", options={"xatol": 1e-5},
    )  # fmt: skip
    assert found == pytest.approx(oracle.x, rel=1e-2)
    assert found == pytest.approx(heat, rel=0.15)


def test_the_loss_is_scikit_learns():
    logits, labels = drawn(50, 1.0, seed=1)
    assert loss(logits, labels) == pytest.approx(metrics.log_loss(labels, exact(logits), labels=range(6)))


def test_a_network_that_is_too_sure_is_mended_on_the_half_that_was_not_looked_at():
    logits, labels = drawn(2000, 4.0, seed=5)
    found = temperature_of(Judged(np.arange(2000), labels, logits))
    assert found is not None
    assert found.value == pytest.approx(4.0, rel=0.15)
    assert found.after.error < found.before.error / 2
    assert found.loss_after < found.loss_before
    assert (found.fitted, found.held) == (1000, 1000)
    held = reliability(softmax(logits[1::2]).max(axis=1), logits[1::2].argmax(axis=1) == labels[1::2])
    assert found.before.error == held.error


def test_the_half_that_judges_does_not_move_the_temperature():
    logits, labels = drawn(200, 2.0, seed=7)
    other = labels.copy()
    other[1::2] = (other[1::2] + 1) % 6
    values = [temperature_of(Judged(np.arange(200), found, logits)) for found in (labels, other)]
    assert values[0].value == values[1].value
    assert values[0].loss_after != values[1].loss_after


def test_too_few_pictures_have_no_temperature():
    logits, labels = drawn(2 * FEWEST - 1, 1.0, seed=2)
    assert temperature_of(Judged(np.arange(len(labels)), labels, logits)) is None


def test_a_network_that_is_always_right_is_cooled_as_far_as_it_goes():
    logits = np.eye(4, dtype=np.float32)
    assert fitted_temperature(logits, np.arange(4)) == pytest.approx(COLDEST, rel=1e-6)
