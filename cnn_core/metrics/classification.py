"""Figures of a classification, from its scores and the right answers alone: numpy, and no network."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cnn_core.arithmetic.activation import softmax
from cnn_core.metrics import wilson

Positions = NDArray[np.int64]
Counts = NDArray[np.int64]
Figures = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Judged:
    """The answers of a network to labelled pictures.

    Attributes:
        positions: int64 (pictures,), of the pictures in their data set.
        labels: int64 (pictures,), the class that each shows.
        logits: float32 (pictures, classes), as the network scores the data set's classes.
    """

    positions: Positions
    labels: Positions
    logits: NDArray[np.float32]

    @cached_property
    def shares(self) -> NDArray[np.float32]:
        """The softmax of the logits: float32 (pictures, classes), each row adds up to 1."""
        return softmax(self.logits)

    @cached_property
    def answers(self) -> Positions:
        """The class with the highest score: int64 (pictures,)."""
        return np.asarray(np.argmax(self.logits, axis=1), np.int64)

    @cached_property
    def confidence(self) -> NDArray[np.float32]:
        """The share of the answer: float32 (pictures,), in [1 / classes, 1]."""
        return np.asarray(self.shares.max(axis=1), np.float32)

    @cached_property
    def right(self) -> NDArray[np.bool_]:
        """Return for each picture True if the answer is the class that it shows: bool (pictures,)."""
        return np.asarray(self.answers == self.labels)

    @property
    def classes(self) -> int:
        """Count the classes."""
        return int(self.logits.shape[1])


class Share(NamedTuple):
    """A share that was measured, with its 95 % interval after Wilson; all three in [0, 1]."""

    value: float
    low: float
    high: float
    right: int
    pictures: int


def share(right: NDArray[np.bool_]) -> Share:
    """Compute the share of pictures that are right, with its interval.

    Args:
        right: bool (pictures,), at least one.

    Example:
        >>> found = share(np.array([True, True, True, False]))
        >>> found.value, round(found.low, 2), round(found.high, 2)
        (0.75, 0.3, 0.95)
    """
    count, pictures = int(right.sum()), len(right)
    return Share(count / pictures, *wilson.interval(count, pictures), count, pictures)


def confusion_matrix(labels: Positions, answers: Positions, classes: int) -> Counts:
    """Count how often each class is taken for each.

    Args:
        labels: int64 (pictures,), what the pictures show.
        answers: int64 (pictures,), what they are taken for.
        classes: how many there are.

    Returns:
        int64 (classes, classes): row: shown, column: answered.

    Example:
        >>> confusion_matrix(np.array([0, 0, 1]), np.array([0, 1, 1]), 2).tolist()
        [[1, 1], [0, 1]]
    """
    return np.bincount(labels * classes + answers, minlength=classes * classes).reshape(classes, classes)


@dataclass(frozen=True, eq=False)
class ClassFigures:
    """Figures of each class, float64 (classes,) in [0, 1]; NaN where there is nothing to divide by.

    Attributes:
        precision: of the pictures that are taken for the class, the share that shows it.
        recall: of the pictures that show the class, the share that is taken for it.
        f1: the harmonic mean of both.
        pictures: int64 (classes,), that show the class.
        answered: int64 (classes,), that are taken for it.
    """

    precision: Figures
    recall: Figures
    f1: Figures
    pictures: Counts
    answered: Counts

    def mean(self, figure: str) -> float:
        """Compute the mean of a figure over the classes that have pictures; what cannot be told counts as 0.

        Args:
            figure: "precision", "recall" or "f1".
        """
        values: Figures = getattr(self, figure)
        return float(np.nan_to_num(values[self.pictures > 0]).mean())


def class_figures(matrix: Counts) -> ClassFigures:
    """Precision, recall and F1 of each class.

    Args:
        matrix: int64 (classes, classes), of `confusion_matrix`.

    Example:
        >>> found = class_figures(np.array([[3, 1], [0, 0]]))
        >>> found.precision.tolist(), found.recall.tolist()
        ([1.0, 0.0], [0.75, nan])
    """
    hits, pictures, answered = np.diag(matrix), matrix.sum(axis=1), matrix.sum(axis=0)
    return ClassFigures(
        precision=_divide(hits, answered),
        recall=_divide(hits, pictures),
        f1=_divide(2 * hits, pictures + answered),
        pictures=pictures,
        answered=answered,
    )


def surest_mistakes(judged: Judged, most: int) -> Positions:
    """List places in ``judged`` of the wrong answers, the most confident first, at most so many.

    Example:
        >>> judged = Judged(np.arange(3), np.array([0, 0, 1]), np.array([[0, 9], [0, 1], [0, 1]], np.float32))
        >>> surest_mistakes(judged, 5).tolist()
        [0, 1]
    """
    return _by_confidence(judged, np.flatnonzero(~judged.right))[:most]


def in_cell(judged: Judged, shown: tuple[int, ...], answered: tuple[int, ...]) -> Positions:
    """List places in ``judged`` of the pictures of one cell of the confusion matrix, the most confident first.

    Args:
        judged: the pictures.
        shown: the classes of the cell's row; several where classes stand together.
        answered: the classes of its column.
    """
    return _by_confidence(judged, np.flatnonzero(np.isin(judged.labels, shown) & np.isin(judged.answers, answered)))


def _by_confidence(judged: Judged, places: Positions) -> Positions:
    return places[np.argsort(-judged.confidence[places], kind="stable")]


def _divide(parts: Counts, wholes: Counts) -> Figures:
    return np.asarray(np.divide(parts, wholes, out=np.full(len(parts), np.nan), where=wholes > 0))
