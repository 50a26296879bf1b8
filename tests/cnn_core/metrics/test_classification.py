"""Figures of a classification, held to scikit-learn on whatever labels and scores there are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn import metrics

from cnn_core.metrics.classification import Judged, class_figures, confusion_matrix, in_cell, share, surest_mistakes
from cnn_core.metrics.confusion_matrix import shown_matrix
from tests.examples import examples


@st.composite
def judged(draw: st.DrawFn, classes: int = 5) -> Judged:
    pictures = draw(st.integers(1, 60))
    labels = draw(arrays(np.int64, pictures, elements=st.integers(0, classes - 1)))
    logits = draw(arrays(np.float32, (pictures, classes), elements=st.floats(-30, 30, width=32)))
    return Judged(np.arange(pictures) * 3, labels, logits)


@examples(100)
@given(judged())
def test_the_matrix_and_the_figures_are_those_of_scikit_learn(found: Judged):
    matrix = confusion_matrix(found.labels, found.answers, found.classes)
    classes = list(range(found.classes))
    np.testing.assert_array_equal(matrix, metrics.confusion_matrix(found.labels, found.answers, labels=classes))
    figures = class_figures(matrix)
    precision, recall, f1, support = metrics.precision_recall_fscore_support(
        found.labels, found.answers, labels=classes, zero_division=np.nan
    )
    np.testing.assert_allclose(figures.precision, precision)
    np.testing.assert_allclose(figures.recall, recall)
    np.testing.assert_allclose(figures.f1, f1)
    np.testing.assert_array_equal(figures.pictures, support)
    assert share(found.right).value == pytest.approx(metrics.accuracy_score(found.labels, found.answers))


@examples(100)
@given(judged())
def test_the_means_are_those_of_scikit_learn_over_the_classes_that_occur(found: Judged):
    figures = class_figures(confusion_matrix(found.labels, found.answers, found.classes))
    present = np.unique(found.labels)
    means = metrics.precision_recall_fscore_support(
        found.labels, found.answers, labels=present, average="macro", zero_division=0
    )
    for name, mean in zip(("precision", "recall", "f1"), means[:3], strict=True):
        assert figures.mean(name) == pytest.approx(mean)


@given(judged())
def test_the_cells_hold_every_picture_once_and_the_surest_comes_first(found: Judged):
    matrix = confusion_matrix(found.labels, found.answers, found.classes)
    seen: list[int] = []
    for row in range(found.classes):
        for column in range(found.classes):
            places = in_cell(found, (row,), (column,))
            assert len(places) == matrix[row, column]
            assert (np.diff(found.confidence[places]) <= 0).all()
            seen += places.tolist()
    assert sorted(seen) == list(range(len(found.labels)))


@given(judged(), st.integers(0, 9))
def test_mistakes_are_wrong_and_none_that_is_surer_is_left_out(found: Judged, most: int):
    places = surest_mistakes(found, most)
    assert not found.right[places].any()
    others = np.setdiff1d(np.flatnonzero(~found.right), places)
    assert len(places) == min(most, (~found.right).sum())
    if len(places) and len(others):
        assert found.confidence[others].max() <= found.confidence[places].min()


@given(judged(classes=9), st.integers(2, 6))
def test_a_matrix_of_many_classes_keeps_every_picture(found: Judged, mixed_up: int):
    matrix = confusion_matrix(found.labels, found.answers, found.classes)
    shown = shown_matrix(matrix, most=6, mixed_up=mixed_up)
    assert shown.counts.sum() == matrix.sum()
    assert sorted(place for group in shown.groups for place in group) == list(range(9))
    assert [len(group) for group in shown.groups[:-1]] == [1] * mixed_up
    assert shown.has_others
    for row, rows in enumerate(shown.groups):
        for column, columns in enumerate(shown.groups):
            assert shown.counts[row, column] == len(in_cell(found, rows, columns))


def test_a_thousand_classes_show_the_pair_that_is_mixed_up_most():
    matrix = np.diag(np.full(1000, 10))
    matrix[700, 3] = 8
    groups = shown_matrix(matrix).groups
    assert (3,) in groups
    assert (700,) in groups
    assert len(groups) == 13


def test_a_matrix_of_a_few_classes_is_shown_as_it_is():
    matrix = np.arange(9).reshape(3, 3)
    shown = shown_matrix(matrix)
    np.testing.assert_array_equal(shown.counts, matrix)
    assert not shown.has_others


def test_ties_go_to_the_first_class():
    found = Judged(np.arange(1), np.array([1]), np.zeros((1, 2), np.float32))
    assert found.answers.tolist() == [0]
    assert found.confidence.tolist() == [0.5]
