"""Divides a data set into pictures to learn from, to choose by and to measure with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cnn_core.datasets.dataset import Dataset
from cnn_core.datasets.stream import TEST

Positions = NDArray[np.int64]

VALIDATION: Final = 0.1
"""Share of the pictures that epochs and settings are compared by."""
HELD_OUT: Final = 0.2
"""Share of the pictures that the network is measured with at the end, as in the tutorials for flowers and CIFAR-10."""


@dataclass(frozen=True)
class SplitNotice:
    """A notice about what a split cannot do with these pictures.

    Attributes:
        code: "one_class": there is nothing to tell apart; "single": these classes have one picture (or only near
            duplicates of it), so it is only learnt from; "few": these classes have none to measure with.
        classes: positions of the classes that it is about.
    """

    code: str
    classes: tuple[int, ...]


@dataclass(frozen=True)
class Split:
    """Positions in the data set, sorted; no picture stands twice, and near duplicates stand in one part.

    Attributes:
        train: int64 (pictures,), to learn from.
        validation: int64 (pictures,), to compare epochs and settings by.
        test: int64 (pictures,), to measure with at the end; the official test part, where there is one.
        notices: what is amiss.
    """

    train: Positions
    validation: Positions
    test: Positions
    notices: tuple[SplitNotice, ...]

    def part(self, name: str) -> Positions:
        """Return the positions of "train", "validation", "test" or "all".

        Raises:
            ValueError: another name.
        """
        parts = {"train": self.train, "validation": self.validation, "test": self.test}
        if name == "all":
            return np.sort(np.concatenate(list(parts.values())))
        if name not in parts:
            raise ValueError(f"A part is all, {', '.join(parts)}. Received: {name!r}. Choose one of these.")
        return parts[name]


def split(dataset: Dataset, seed: int, validation: float = VALIDATION, test: float = HELD_OUT) -> Split:
    """Divide a data set: each class in proportion, by chance that the seed decides, near duplicates on one side.

    Where there is an official test part, it is the test part, and the validation part comes out of the others.

    Args:
        dataset: what is divided.
        seed: the same seed gives the same split.
        validation: share of the pictures that are not official test pictures, in (0, 1).
        test: share of them, where there is no official test part, in (0, 1).
    """
    official = np.flatnonzero(np.asarray(dataset.parts) == TEST)
    learnt = np.flatnonzero(np.asarray(dataset.parts) != TEST)
    shares = (validation,) if len(official) else (test, validation)
    labels, near_duplicates = np.asarray(dataset.labels), np.asarray(dataset.near_duplicates)
    rest, *held = stratified(labels[learnt], near_duplicates[learnt], shares, seed)
    parts = [learnt[positions] for positions in held]
    test_part = official if len(official) else parts[0]
    found = Split(learnt[rest], parts[-1], test_part, ())
    return Split(found.train, found.validation, found.test, _notices(dataset, found))


def stratified(labels: Positions, near_duplicates: Positions, shares: Sequence[float], seed: int) -> list[Positions]:
    """Split a set in proportion in every class; a group of near duplicates goes with its first picture.

    A class gives at least one group to each part as long as one is left to learn from; a class with two gives its
    second to the last part.

    Args:
        labels: int64 (pictures,).
        near_duplicates: int64 (pictures,), equal for pictures that stay together.
        shares: of the parts that are held out, each in (0, 1), together below 1.
        seed: the same seed gives the same parts.

    Returns:
        The rest, then a part for each share: sorted positions, int64, disjoint and together complete.

    Raises:
        ValueError: the shares leave nothing.

    Example:
        >>> labels = np.repeat([0, 1], 10)
        >>> [part.size for part in stratified(labels, np.arange(20), (0.2, 0.1), seed=1)]
        [14, 4, 2]
    """
    if min(shares, default=0) <= 0 or sum(shares) >= 1:
        raise ValueError(f"What is held out is more than nothing and less than all. Received: {tuple(shares)}.")
    random = np.random.default_rng(seed)
    _, first, group = np.unique(near_duplicates, return_index=True, return_inverse=True)
    part_of_group = np.zeros(len(first), np.int64)
    for label in np.unique(labels):
        groups = random.permutation(np.flatnonzero(labels[first] == label))
        stop = 0
        for part, count in _counts(len(groups), shares):
            part_of_group[groups[stop : stop + count]] = part
            stop += count
    part_of = part_of_group[group]
    return [np.flatnonzero(part_of == part) for part in range(len(shares) + 1)]


def _counts(groups: int, shares: Sequence[float]) -> list[tuple[int, int]]:
    """(part, groups of a class that it gets); the last part, the validation, comes first where there is too little."""
    left = groups - 1
    counts = []
    for part in range(len(shares), 0, -1):
        count = min(left, max(1, round(shares[part - 1] * groups)))
        counts.append((part, count))
        left -= count
    return counts


def _notices(dataset: Dataset, found: Split) -> tuple[SplitNotice, ...]:
    labels, classes = np.asarray(dataset.labels), np.arange(len(dataset.names_of_classes))
    in_train, in_validation, in_test = (
        np.isin(classes, labels[part]) for part in (found.train, found.validation, found.test)
    )
    notices = []
    if len(np.unique(labels)) < 2:
        notices.append(SplitNotice("one_class", tuple(np.unique(labels).tolist())))
    single = in_train & ~in_validation
    few = in_train & in_validation & ~in_test
    for code, which in (("single", single), ("few", few)):
        if which.any():
            notices.append(SplitNotice(code, tuple(np.flatnonzero(which).tolist())))
    return tuple(notices)
