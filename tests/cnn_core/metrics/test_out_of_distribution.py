"""Scores for "none of these" against their formulas, scikit-learn and scipy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.special import logsumexp
from sklearn.metrics import roc_auc_score
from sklearn.neighbors import NearestNeighbors

from cnn_core.metrics import out_of_distribution as refusal

LOGITS = arrays(np.float32, (4, 6), elements=st.floats(-300, 300, width=32))


@given(LOGITS)
def test_energy_is_the_logarithm_of_the_sum_of_powers(logits: np.ndarray) -> None:
    np.testing.assert_allclose(
        refusal.energy(logits), logsumexp(logits.astype(np.float64), axis=1), rtol=1e-5, atol=1e-5
    )


@given(LOGITS)
def test_the_largest_logit_is_below_the_energy_by_at_most_the_logarithm_of_the_classes(logits: np.ndarray) -> None:
    gap = refusal.energy(logits) - refusal.largest_logit(logits)
    assert (gap >= -1e-3).all()
    assert (gap <= np.log(6) + 1e-3).all()


@pytest.mark.parametrize("neighbours", [1, 3, 5])
def test_nearness_is_the_distance_to_the_nearest_neighbours(neighbours: int) -> None:
    chance = np.random.default_rng(0)
    bank, features = chance.normal(size=(40, 7)).astype(np.float32), chance.normal(size=(9, 7)).astype(np.float32)
    on_sphere = [one / np.linalg.norm(one, axis=1, keepdims=True) for one in (bank, features)]
    distances, _ = NearestNeighbors(n_neighbors=neighbours).fit(on_sphere[0]).kneighbors(on_sphere[1])
    np.testing.assert_allclose(refusal.nearness(features, bank, neighbours), -distances[:, -1], atol=1e-3)


def test_features_of_nothing_are_far_from_everything() -> None:
    found = refusal.nearness(np.zeros((1, 3), np.float32), np.eye(3, dtype=np.float32), 1)
    assert found[0] == pytest.approx(-np.sqrt(2))


@given(
    arrays(np.float32, st.integers(1, 30), elements=st.integers(-5, 5).map(float)),
    arrays(np.float32, st.integers(1, 30), elements=st.integers(-5, 5).map(float)),
)
def test_the_area_is_scikit_learns(known: np.ndarray, foreign: np.ndarray) -> None:
    labels = np.r_[np.ones(len(known)), np.zeros(len(foreign))]
    expected = roc_auc_score(labels, np.r_[known, foreign])
    assert refusal.area(known, foreign) == pytest.approx(expected)


def test_the_threshold_keeps_its_share_of_pictures_that_did_not_set_it() -> None:
    chance = np.random.default_rng(1)
    known, foreign = chance.normal(2, 1, 4000).astype(np.float32), chance.normal(-2, 1, 4000).astype(np.float32)
    found = refusal.threshold_of("energy", known, foreign)
    assert found.refused_known == pytest.approx(0.05, abs=0.015)
    assert found.refused_foreign == pytest.approx(np.mean(foreign < found.threshold), abs=0.02)
    assert (found.known, found.foreign) == (2000, 2000)


def test_scores_that_tell_nothing_say_so() -> None:
    chance = np.random.default_rng(2)
    same = chance.normal(size=(2, 3000)).astype(np.float32)
    found = refusal.threshold_of("energy", *same)
    assert found.area == pytest.approx(0.5, abs=0.05)
    assert found.refused_foreign == pytest.approx(0.05, abs=0.03)


def test_too_few_pictures_make_no_threshold() -> None:
    with pytest.raises(refusal.RefusedError, match="Received: 20 and 19"):
        refusal.threshold_of("energy", np.zeros(20, np.float32), np.zeros(19, np.float32))
