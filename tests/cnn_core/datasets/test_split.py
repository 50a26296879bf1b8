from dataclasses import dataclass
from functools import partial

import numpy as np
import pytest

from cnn_core.datasets.split import SplitNotice, split, stratified


@dataclass
class Pictures:
    """As much of a data set as a split looks at."""

    labels: np.ndarray
    near_duplicates: np.ndarray
    parts: np.ndarray
    names_of_classes: tuple

    @classmethod
    def of(cls, counts, near_duplicates=None, parts=None):
        labels = np.repeat(np.arange(len(counts)), counts)
        free = np.arange(len(labels))
        return cls(
            labels,
            free if near_duplicates is None else np.asarray(near_duplicates),
            np.zeros(len(labels), np.uint8) if parts is None else np.asarray(parts, np.uint8),
            tuple((str(number), str(number)) for number in range(len(counts))),
        )


def disjoint_and_complete(found, count):
    together = np.concatenate([found.train, found.validation, found.test])
    assert np.sort(together).tolist() == list(range(count))
    for part in (found.train, found.validation, found.test):
        assert part.dtype == np.int64
        assert (np.diff(part) > 0).all()


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("counts", [(100, 100), (633, 898, 641), (20, 20, 20), (1000, 10), (7, 5, 3)])
def test_parts_are_disjoint_complete_and_in_proportion(counts, seed):
    pictures = Pictures.of(counts)
    found = split(pictures, seed)
    disjoint_and_complete(found, sum(counts))
    for label, count in enumerate(counts):
        for part, share in ((found.validation, 0.1), (found.test, 0.2)):
            assert (pictures.labels[part] == label).sum() == max(1, round(share * count))
    assert found.notices == ()


def test_the_seed_decides():
    pictures = Pictures.of((50, 50))
    assert split(pictures, 1).test.tolist() == split(pictures, 1).test.tolist()
    assert split(pictures, 1).test.tolist() != split(pictures, 2).test.tolist()


@pytest.mark.parametrize("seed", range(8))
def test_twins_stand_in_one_part(seed):
    near_duplicates = np.arange(60)
    near_duplicates[[3, 9, 40]] = 3, 3, 3  # two in the first class, one in the second
    near_duplicates[[50, 55]] = 50
    found = split(Pictures.of((30, 30), near_duplicates), seed)
    disjoint_and_complete(found, 60)
    for group in ([3, 9, 40], [50, 55]):
        assert sum(np.isin(group, part).any() for part in (found.train, found.validation, found.test)) == 1


def test_an_official_test_part_is_the_test_part():
    parts = [0] * 80 + [1] * 20
    found = split(Pictures.of((50, 50), parts=parts), 0)
    assert found.test.tolist() == list(range(80, 100))
    disjoint_and_complete(found, 100)
    assert len(found.validation) == round(0.1 * 50) + round(0.1 * 30)


def test_shares_can_be_chosen():
    found = split(Pictures.of((100, 100)), 0, validation=0.1, test=0.3)
    assert (len(found.train), len(found.validation), len(found.test)) == (120, 20, 60)
    for shares in ((0.5, 0.5), (0.0, 0.2), (-0.1, 0.1), (0.9, 0.2)):
        with pytest.raises(ValueError, match="Received: "):
            split(Pictures.of((100, 100)), 0, *shares)


def test_a_class_with_one_picture_is_learnt_from_and_said():
    found = split(Pictures.of((10, 1, 2)), 0)
    disjoint_and_complete(found, 13)
    assert 10 in found.train
    assert found.notices == (SplitNotice("single", (1,)), SplitNotice("few", (2,)))


def test_a_class_of_twins_counts_as_one_picture():
    near_duplicates = [*range(10), 10, 10, 10, 10]
    assert split(Pictures.of((10, 4), near_duplicates), 0).notices == (SplitNotice("single", (1,)),)


def test_one_class_is_nothing_to_tell_apart():
    assert split(Pictures.of((10,)), 0).notices == (SplitNotice("one_class", (0,)),)


def test_one_picture_is_learnt_from():
    found = split(Pictures.of((1,)), 0)
    assert (len(found.train), len(found.validation), len(found.test)) == (1, 0, 0)
    assert [notice.code for notice in found.notices] == ["one_class", "single"]


def test_parts_have_names():
    found = split(Pictures.of((10, 10)), 0)
    assert found.part("validation") is found.validation
    assert found.part("all").tolist() == list(range(20))
    with pytest.raises(ValueError, match="Received: 'tests'"):
        found.part("tests")


def test_it_agrees_with_scikit_learn_about_proportions():
    from sklearn.model_selection import train_test_split

    labels = np.repeat([0, 1, 2], [200, 120, 80])
    ours = stratified(labels, np.arange(400), (0.2,), 0)
    theirs = train_test_split(np.arange(400), test_size=0.2, stratify=labels, random_state=0)
    for mine, other in zip(ours, theirs, strict=True):
        assert np.bincount(labels[mine]).tolist() == np.bincount(labels[other]).tolist()


def test_every_picture_is_held_out_by_some_seed():
    held = partial(split, Pictures.of((20, 20)))
    assert set().union(*(held(seed).test.tolist() for seed in range(60))) == set(range(40))
