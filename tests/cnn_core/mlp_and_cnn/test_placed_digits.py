"""Digits on their ground: which there are, where they lie, and that a drawing becomes one."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image
from sklearn.datasets import load_digits

from cnn_core.mlp_and_cnn.placed_digits import DIGIT, ROOM, SIDE, anywhere, at_places, digits, in_the_middle, own_digit
from cnn_core.mlp_and_cnn.settings import CLASSES, MOST_TURNS


def test_no_digit_is_both_learnt_and_measured_and_classes_are_in_proportion():
    learn, learn_classes, measured, answers = digits()
    assert len(learn) + len(measured) == len(load_digits().target)
    counts = np.bincount(answers, minlength=CLASSES)
    assert counts.min() > MOST_TURNS
    np.testing.assert_allclose(counts / len(answers), np.bincount(learn_classes) / len(learn), atol=0.01)
    whole = np.round(load_digits().images * (255 / 16)).astype(np.uint8)
    both = np.concatenate([learn, measured]).reshape(len(whole), -1)
    assert sorted(map(bytes, both)) == sorted(map(bytes, whole.reshape(len(whole), -1)))


def test_digits_are_read_only_since_they_are_shared():
    for part in digits():
        assert not part.flags.writeable


@pytest.mark.parametrize("corner", [(0, 0), (3, 5), (ROOM, ROOM)])
def test_a_digit_lies_at_its_place_on_black(corner: tuple[int, int]):
    small = digits()[2][:2]
    laid = at_places(small, np.array([corner, corner]))
    assert laid.shape == (2, SIDE, SIDE, 1)
    row, column = corner
    np.testing.assert_array_equal(laid[:, row : row + DIGIT, column : column + DIGIT, 0], small)
    assert laid.sum(dtype=int) == small.sum(dtype=int)


def test_in_the_middle_there_is_as_much_room_on_every_side():
    laid = in_the_middle(np.full((1, DIGIT, DIGIT), 255, np.uint8))[0, ..., 0]
    for turned in (laid[::-1], laid[:, ::-1], laid.T):
        np.testing.assert_array_equal(turned, laid)


def test_anywhere_is_anywhere_and_the_same_by_seed():
    small = np.full((2000, DIGIT, DIGIT), 255, np.uint8)
    laid = anywhere(small, np.random.default_rng(1))
    corners = {tuple(np.argwhere(one[..., 0])[0]) for one in laid}
    assert corners == {(row, column) for row in range(ROOM + 1) for column in range(ROOM + 1)}
    np.testing.assert_array_equal(laid, anywhere(small, np.random.default_rng(1)))


@pytest.mark.parametrize("paper", [0, 255])
def test_a_drawing_becomes_a_light_digit_in_the_middle_as_large_as_the_others(paper: int):
    drawing = np.full((200, 200, 3), paper, np.uint8)
    drawing[10:110, 20:34] = 255 - paper
    digit = own_digit(drawing)
    assert (digit.shape, digit.dtype) == ((SIDE, SIDE, 1), np.uint8)
    inked = np.flatnonzero(digit.max(axis=(1, 2)) > 99)
    assert (inked[0], inked[-1]) == (4, 11)
    assert digit.max() == 255


def test_empty_paper_is_black():
    assert not own_digit(np.full((50, 50, 3), 255, np.uint8)).any()


def test_a_drawn_digit_looks_like_the_one_that_was_drawn():
    """The same digits, drawn large in a corner: most are nearer to themselves than to any other."""
    small = digits()[2][:60]
    grounds = in_the_middle(small).reshape(60, -1).astype(float)
    own = 0
    for place, digit in enumerate(small):
        sheet = np.zeros((256, 256, 3), np.uint8)
        large = Image.fromarray(digit).resize((150, 150), Image.Resampling.BICUBIC)
        sheet[8:158, 98:248] = np.asarray(large)[..., np.newaxis]
        distances = np.linalg.norm(grounds - own_digit(sheet).reshape(-1), axis=1)
        own += int(distances.argmin() == place)
    assert own > 42
