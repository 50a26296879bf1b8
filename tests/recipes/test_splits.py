"""Splits are disjoint, complete, in proportion, the same again, and never between identical pictures."""

import numpy as np
import pytest

from recipes import splits

LABELS = np.random.default_rng(0).permutation(np.repeat(np.arange(4), [40, 60, 100, 20]))


def test_a_split_is_disjoint_and_complete():
    learn, held = splits.stratified(LABELS, 0.2, seed=1)
    assert sorted([*learn, *held]) == list(range(len(LABELS)))


def test_every_class_is_held_out_in_proportion():
    _, held = splits.stratified(LABELS, 0.2, seed=1)
    assert np.bincount(LABELS[held]).tolist() == [8, 12, 20, 4]


def test_the_same_seed_gives_the_same_split_and_another_seed_another():
    first, again, other = (splits.stratified(LABELS, 0.2, seed)[1].tolist() for seed in (1, 1, 2))
    assert first == again != other


@pytest.mark.parametrize("seed", range(20))
def test_identical_pictures_stand_on_one_side(seed: int):
    groups = [tuple(np.flatnonzero(label == LABELS)[:2].tolist()) for label in range(4)]
    learn, held = splits.stratified(LABELS, 0.5, seed, groups)
    assert all(len({position in held for position in group}) == 1 for group in groups)
    assert sorted([*learn, *held]) == list(range(len(LABELS)))


@pytest.mark.parametrize("fraction", [0, 1, -0.1, 2])
def test_a_fraction_lies_between_0_and_1(fraction: float):
    with pytest.raises(ValueError, match=r"between 0 and 1\. Received"):
        splits.stratified(LABELS, fraction, seed=1)
