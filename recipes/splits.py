"""Splits of labelled pictures: seeded, the classes in proportion, near duplicates on one side."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def stratified(
    labels: NDArray[np.int64], fraction: float, seed: int, near_duplicates: Sequence[tuple[int, ...]] = ()
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Splits positions into those to learn from and those held out, in proportion in every class.

    Args:
        labels: int64 ``(pictures,)``.
        fraction: Share of every class that is held out, in (0, 1).
        seed: The same seed gives the same split.
        near_duplicates: Groups of positions that show the same picture; a group never stands on both sides.

    Returns:
        Two sorted arrays of positions, int64: to learn from, held out. They are disjoint and together complete.

    Raises:
        ValueError: If the fraction is not between 0 and 1.

    Example:
        >>> learn, held = stratified(np.array([0] * 10 + [1] * 10), 0.2, seed=1)
        >>> len(learn), len(held)
        (16, 4)
    """
    if not 0 < fraction < 1:
        raise ValueError(f"The held-out fraction must lie between 0 and 1. Received: {fraction}. Take 0.2, say.")
    random = np.random.default_rng(seed)
    followers = {position: group[0] for group in near_duplicates for position in group[1:]}
    held = np.zeros(len(labels), bool)
    for label in np.unique(labels):
        places = random.permutation(np.flatnonzero(labels == label))
        leaders = [place for place in places if place not in followers]
        held[leaders[: round(fraction * len(places))]] = True
    for position, leader in followers.items():
        held[position] = held[leader]
    return np.flatnonzero(~held), np.flatnonzero(held)
