"""Shuffled weights: the network itself stays as it is, and its map falls apart in the other one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import spearmanr

from cnn_core.errors import RefusedError
from cnn_core.explanation import sanity_check as shuffled
from cnn_core.explanation.explain import differentiable, explain, heat_of, units
from cnn_core.model_store import store as model_store
from cnn_core.model_store.source import ModelSource
from cnn_core.networks.input import network_input
from cnn_core.pictures.samples import SAMPLES

TINY = ModelSource("shipped", "tiny_vgg")
DENSE = ModelSource("shipped", "mlp_cifar10")
MAPS = arrays(np.float32, (4, 5), elements=st.integers(-20, 20).map(float))


def image(name: str = "tiny_vgg") -> Any:
    wanted = model_store.card(name).input
    return network_input(SAMPLES["coffee"].square(wanted.rows), wanted)


def test_the_network_itself_is_left_alone_and_the_other_one_answers_otherwise() -> None:
    before = differentiable(TINY).scores(image()[None])
    other = shuffled.shuffled(TINY).scores(image()[None])
    assert np.isfinite(other).all()
    assert np.abs(other - before).max() > 1
    np.testing.assert_array_equal(differentiable(TINY).scores(image()[None]), before)
    assert shuffled.shuffled(TINY) is shuffled.shuffled(TINY)


def test_the_map_of_the_other_network_is_made_by_the_same_method_at_the_same_layer() -> None:
    found = explain(TINY, image(), "grad_cam", 1, "conv_1_2")
    sense = shuffled.run_sanity_check(TINY, image(), "grad_cam", 1, "conv_1_2", found.heat)
    assert sense.heat.shape == found.heat.shape
    assert sense.likeness == pytest.approx(spearmanr(sense.heat, found.heat, axis=None).statistic, abs=1e-6)
    expected = heat_of(shuffled.shuffled(TINY), image(), "grad_cam", 1, "conv_1_2")
    np.testing.assert_array_equal(sense.heat, expected)
    assert not np.allclose(sense.heat, found.heat)


def test_a_network_without_maps_can_be_shuffled_too() -> None:
    found = explain(DENSE, image("mlp_cifar10"), "saliency", 3)
    sense = shuffled.run_sanity_check(DENSE, image("mlp_cifar10"), "saliency", 3, None, found.heat)
    assert np.isfinite(sense.heat).all()
    with pytest.raises(RefusedError, match="Received: a network without maps"):
        shuffled.run_sanity_check(DENSE, image("mlp_cifar10"), "grad_cam", 3, None, found.heat)


@given(first=MAPS, second=MAPS)
def test_likeness_is_spearmans(first: Any, second: Any) -> None:
    found = shuffled.likeness(first, second)
    assert found == shuffled.likeness(second, first)
    if np.ptp(first) and np.ptp(second):
        assert found == pytest.approx(spearmanr(first, second, axis=None).statistic, abs=1e-6)
    else:
        assert found == 0


def test_heat_of_another_size_is_refused() -> None:
    with pytest.raises(RefusedError, match="rows and columns of its picture"):
        shuffled.run_sanity_check(TINY, image(), "saliency", 0, None, np.zeros((3, 3), np.float32))


def test_a_network_that_would_fill_the_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    shuffled.shuffled.cache_clear()
    monkeypatch.setattr(shuffled, "MOST_PARAMETERS", 1000)
    with pytest.raises(RefusedError, match="up to 1,000 parameters"):
        shuffled.shuffled(TINY)


def test_units_are_the_maps_of_each_layer_and_the_classes() -> None:
    found = units(TINY)
    assert found[-1][1] == 10
    assert dict(found)["conv_1_2"] == 10
    assert [name for name, _ in found[:-1]] == list(differentiable(TINY).layers)
    assert units(DENSE) == ((differentiable(DENSE).logits, 10),)
