"""A confusion matrix that people can look at: of very many classes, those that are mixed up most."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]

MOST_CLASSES: Final = 20
"""So many classes have a row and a column each."""
MIXED_UP: Final = 12
"""Of more, so many; the others stand together."""


@dataclass(frozen=True, eq=False)
class ShownMatrix:
    """The rows and columns that are drawn.

    Attributes:
        groups: the classes of each row, which are those of the column at the same place; more than one: the others.
        counts: int64 (groups, groups), row: shown, column: answered; together all pictures.
    """

    groups: tuple[tuple[int, ...], ...]
    counts: Counts

    @property
    def has_others(self) -> bool:
        """Return True if the last row and column stand for several classes together."""
        return len(self.groups) != sum(map(len, self.groups))


def shown_matrix(matrix: Counts, most: int = MOST_CLASSES, mixed_up: int = MIXED_UP) -> ShownMatrix:
    """Return the matrix itself, or with more than ``most`` classes that of those that are mixed up most.

    Args:
        matrix: int64 (classes, classes), row: shown, column: answered.
        most: so many classes are drawn as they are.
        mixed_up: of more, so many, at least 2.

    Example:
        >>> many = np.diag([9, 9, 9, 9])
        >>> many[1, 3] = 5
        >>> shown_matrix(many, most=3, mixed_up=2).groups
        ((1,), (3,), (0, 2))
        >>> shown_matrix(many, most=3, mixed_up=2).counts.tolist()
        [[9, 5, 0], [0, 9, 0], [0, 0, 18]]
    """
    classes = len(matrix)
    if classes <= most:
        return ShownMatrix(tuple((place,) for place in range(classes)), matrix)
    chosen = sorted(_mixed_up(matrix, mixed_up))
    others = tuple(place for place in range(classes) if place not in chosen)
    groups = (*((place,) for place in chosen), others)
    member = np.zeros((len(groups), classes), np.int64)
    for row, group in enumerate(groups):
        member[row, list(group)] = 1
    return ShownMatrix(groups, member @ matrix @ member.T)


def _mixed_up(matrix: Counts, count: int) -> list[int]:
    """List the classes of the cells with the most mistakes, then those with the most pictures."""
    mistakes = matrix - np.diag(np.diag(matrix))
    found: dict[int, None] = {}
    for cell in np.argsort(-mistakes, axis=None, kind="stable"):
        pair = [int(place) for place in np.unravel_index(cell, matrix.shape)]
        if not mistakes[tuple(pair)] or len(found.keys() | pair) > count:
            break
        found |= dict.fromkeys(pair)
    for place in np.argsort(-matrix.sum(axis=1), kind="stable").tolist():
        if len(found) < count:
            found[place] = None
    return list(found)
