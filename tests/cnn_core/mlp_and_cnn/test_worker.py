"""Both networks really learn, on equal terms; shifts and shuffled pixels do to each what the page says they do."""

from __future__ import annotations

from collections.abc import Callable

import keras
import numpy as np
import pytest

from cnn_core.drafts import problems
from cnn_core.drafts.model import build
from cnn_core.errors import RefusedError
from cnn_core.metrics.wilson import interval
from cnn_core.mlp_and_cnn import placed_digits
from cnn_core.mlp_and_cnn.changed_pictures import reordered, shuffled_order
from cnn_core.mlp_and_cnn.placed_digits import SIDE, TO_MEASURE
from cnn_core.mlp_and_cnn.settings import (
    MOVEMENTS,
    NETWORKS,
    PAIRS,
    Learnt,
    amounts,
    measured_amounts,
    parameters_of,
)
from cnn_core.mlp_and_cnn.worker import learn, measure, scores

Taught = Callable[[str, str, bool], Learnt]


@pytest.fixture(scope="module")
def taught() -> Taught:
    """What a network has learnt; each learns once for all tests."""
    known: dict[tuple[str, str, bool], Learnt] = {}

    def of(network: str, places: str, shuffled: bool) -> Learnt:
        key = (network, places, shuffled)
        if key not in known:
            known[key] = learn(*key)
        return known[key]

    return of


def test_both_networks_have_about_as_many_parameters():
    mlp, cnn = (parameters_of(draft) for draft in NETWORKS.values())
    assert abs(mlp - cnn) / cnn < 0.03
    assert all(problems(draft) == [] for draft in NETWORKS.values())


@pytest.mark.slow
def test_the_mlp_knows_digits_in_the_middle_alone_and_the_cnn_knows_them_everywhere(taught: Taught):
    counts = {name: measure(name, taught(name, "middle", False).weights, "columns") for name in NETWORKS}
    middle = measured_amounts("columns").index(0)
    for name in NETWORKS:
        assert counts[name][middle] == taught(name, "middle", False).right > 0.94 * TO_MEASURE
    assert counts["mlp"][[0, 1, 2, -3, -2, -1]].max() < 0.3 * TO_MEASURE
    assert counts["cnn"].min() > 0.94 * TO_MEASURE


def test_neither_knows_digits_that_are_turned_far(taught: Taught):
    for name in NETWORKS:
        found = measure(name, taught(name, "middle", False).weights, "degrees")
        assert found[[0, 1, -2, -1]].max() < 0.35 * TO_MEASURE


@pytest.mark.slow
def test_shuffled_pixels_are_the_same_to_the_mlp_and_the_end_of_the_cnn(taught: Taught):
    ends = {
        (name, shuffled): interval(taught(name, "anywhere", shuffled).right, TO_MEASURE)
        for name in NETWORKS
        for shuffled in (False, True)
    }
    assert ends["mlp", False][0] < ends["mlp", True][1]
    assert ends["mlp", True][0] < ends["mlp", False][1]
    assert ends["cnn", True][1] < 0.5 < 0.9 < ends["cnn", False][0]


def test_an_mlp_with_its_weights_in_the_same_order_answers_just_the_same():
    pictures = placed_digits.in_the_middle(placed_digits.digits()[2][:20])
    weights = [np.asarray(one, np.float32) for one in build(NETWORKS["mlp"], 4).get_weights()]
    order = shuffled_order(SIDE * SIDE, 9)
    moved_along = (weights[0][order], *weights[1:])
    found = scores("mlp", moved_along, reordered(pictures, order))
    np.testing.assert_allclose(found, scores("mlp", tuple(weights), pictures), atol=1e-5)


def test_the_same_question_has_the_same_answer(taught: Taught):
    first, again = taught("mlp", "middle", False), learn("mlp", "middle", False)
    assert first.right == again.right
    for one, other in zip(first.weights, again.weights, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-5)


@pytest.mark.parametrize("count", [0, 1, 99, 100, 101])
@pytest.mark.parametrize("network", NETWORKS)
def test_scores_are_those_of_keras(network: str, count: int):
    model: keras.Model = build(NETWORKS[network], 11)
    pictures = np.random.default_rng(0).integers(0, 256, (count, SIDE, SIDE, 1)).astype(np.uint8)
    found = scores(network, tuple(model.get_weights()), pictures)
    assert (found.shape, found.dtype) == ((count, 10), np.float32)
    if count:
        np.testing.assert_allclose(found, model.predict_on_batch(pictures), atol=1e-5)


def test_what_cannot_be_compared_is_refused():
    weights = tuple(build(NETWORKS["mlp"], 0).get_weights())
    with pytest.raises(RefusedError, match=r"A network is one of mlp, cnn\. Received: 'rnn'"):
        learn("rnn", "middle", False)
    with pytest.raises(RefusedError, match=r"A place is one of middle, anywhere\. Received: 'left'"):
        learn("mlp", "left", False)
    with pytest.raises(RefusedError, match="A movement is one of"):
        measure("mlp", weights, "zoom")
    with pytest.raises(RefusedError, match=r"Received: \(8, 8, 1\)"):
        scores("mlp", weights, np.zeros((8, 8, 1), np.uint8))


@pytest.mark.parametrize("movement", MOVEMENTS)
@pytest.mark.parametrize("pair", PAIRS)
def test_amounts_go_as_far_to_both_sides_with_nothing_in_the_middle(pair: str, movement: str):
    steps = amounts(pair, movement)
    assert steps[len(steps) // 2] == 0
    assert [-step for step in reversed(steps)] == list(steps)
    if pair == "digits":
        assert set(measured_amounts(movement)) <= set(steps)
        assert 0 in measured_amounts(movement)
