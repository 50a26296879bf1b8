"""Nearest neighbours: scikit-learn's, among pictures that are spread evenly, by features that are the network's own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.neighbors import NearestNeighbors

from cnn_core.classification.prediction import classify
from cnn_core.datasets import preparing as datasets
from cnn_core.datasets.error import DatasetError
from cnn_core.datasets.source import DataSource, encode
from cnn_core.explanation.data_features import AT_ONCE, data_features
from cnn_core.explanation.nearest import MOST_NUMBERS, MOST_PICTURES, nearest, spread
from cnn_core.model_store import store as model_store
from cnn_core.model_store.source import ModelSource
from cnn_core.networks.input import network_input

TINY = ModelSource("shipped", "tiny_vgg")
MADE = DataSource("shapes", options=(("count", 10),))


@given(seed=st.integers(0, 1000), count=st.integers(1, 12))
def test_the_nearest_are_those_of_scikit_learn(seed: int, count: int) -> None:
    chance = np.random.default_rng(seed)
    bank, features = chance.normal(size=(30, 7)).astype(np.float32), chance.normal(size=7).astype(np.float32)
    places, distances = nearest(features, bank.astype(np.float16), count)
    known = NearestNeighbors(n_neighbors=count, metric="cosine").fit(bank.astype(np.float16).astype(np.float32))
    expected, wanted = known.kneighbors(features[None])
    np.testing.assert_allclose(distances, expected[0], atol=1e-5)
    np.testing.assert_array_equal(places, wanted[0])


def test_a_picture_of_which_nothing_is_left_is_far_from_all() -> None:
    _, distances = nearest(np.zeros(3, np.float32), np.eye(3), 3)
    assert distances.tolist() == [1, 1, 1]


@given(counts=st.lists(st.integers(1, 900), min_size=1, max_size=12), features=st.integers(1, 40_000))
def test_every_class_is_among_the_pictures_that_are_compared(counts: list[int], features: int) -> None:
    labels = np.random.default_rng(0).permutation(np.repeat(np.arange(len(counts)), counts))
    found = spread(labels, features)
    assert list(found) == sorted(set(found))
    assert len(found) <= MOST_PICTURES
    assert len(found) * features <= MOST_NUMBERS or len(found) == 1
    share = len(found) / len(labels)
    for label, count in enumerate(counts):
        assert abs((labels[list(found)] == label).sum() - share * count) <= 1.001


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("CONVLENS_HOME", str(tmp_path))
    return datasets.prepare(MADE, 32)


def test_features_of_the_data_are_those_of_the_network(made: Any) -> None:
    wanted = model_store.card("tiny_vgg").input
    found = data_features(TINY, wanted, encode(MADE), 32, made.digest, (5, 2))
    images = np.stack([network_input(np.asarray(made.images[place]), wanted) for place in (5, 2)])
    np.testing.assert_allclose(found, classify(TINY, images).features, rtol=2e-3, atol=1e-3)
    assert found.dtype == np.float16


def test_more_pictures_than_one_question_has_are_left_out(made: Any) -> None:
    found = data_features(TINY, model_store.card("tiny_vgg").input, encode(MADE), 32, made.digest, tuple(range(80)))
    assert len(found) == AT_ONCE


def test_other_pictures_under_the_same_text_are_refused(made: Any) -> None:
    with pytest.raises(DatasetError):
        data_features(TINY, model_store.card("tiny_vgg").input, encode(MADE), 32, "another", (0,))
