"""Drawn digits against those that MNIST's network has learnt."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image
from scipy.ndimage import center_of_mass
from sklearn.datasets import load_digits

from cnn_core.classification.prediction import classify
from cnn_core.model_store import store as model_store
from cnn_core.model_store.source import ModelSource
from cnn_core.networks.input import network_input
from cnn_core.pictures.drawn_digit import BOX, SIDE, drawn_digit

DRAWINGS = arrays(np.uint8, st.tuples(st.integers(1, 40), st.integers(1, 40), st.just(3)))
COUNT = 200


def stroke(top: int, left: int, rows: int, columns: int, side: int = 200) -> np.ndarray:
    drawing = np.zeros((side, side, 3), np.uint8)
    drawing[top : top + rows, left : left + columns] = 255
    return drawing


def sheet(digit: np.ndarray) -> np.ndarray:
    """One of scikit-learn's digits, enlarged, in the upper right part of black paper."""
    large = Image.fromarray(np.uint8(digit / 16 * 255)).resize((150, 150), Image.Resampling.BICUBIC)
    drawing = np.zeros((256, 256, 3), np.uint8)
    drawing[8:158, 98:248] = np.asarray(large)[..., np.newaxis]
    return drawing


@pytest.mark.parametrize("place", [(0, 0, 90, 12), (150, 120, 40, 60), (80, 80, 1, 1), (0, 0, 200, 3)])
def test_ink_fills_twenty_pixels_with_its_centre_in_the_middle(place: tuple[int, int, int, int]) -> None:
    digit = drawn_digit(stroke(*place))[..., 0]
    inked = [np.flatnonzero(digit.max(axis=axis)) for axis in (1, 0)]
    assert max(len(one) for one in inked) == BOX
    assert center_of_mass(digit) == pytest.approx(((SIDE - 1) / 2,) * 2, abs=0.51)


def test_black_on_white_is_the_same_digit_as_white_on_black() -> None:
    drawing = stroke(20, 30, 90, 14)
    np.testing.assert_array_equal(drawn_digit(255 - drawing), drawn_digit(drawing))


@pytest.mark.parametrize("level", [0, 128, 255])
def test_empty_paper_is_no_ink(level: int) -> None:
    assert not drawn_digit(np.full((64, 64, 3), level, np.uint8)).any()


@given(DRAWINGS)
def test_any_picture_becomes_a_grey_one_of_28_by_28(drawing: np.ndarray) -> None:
    digit = drawn_digit(drawing)
    assert (digit.dtype, digit.shape) == (np.uint8, (SIDE, SIDE, 3))
    assert (digit == digit[..., :1]).all()
    assert digit.max() in (0, 255)


def test_the_network_reads_most_digits_wherever_they_are_drawn() -> None:
    """Digits of other people, in a corner: as they are MNIST's network reads far fewer of them."""
    digits = load_digits()
    card = model_store.card("mnist_cnn").input
    sheets = [sheet(one) for one in digits.images[:COUNT]]
    right = [
        float(np.mean(classify(ModelSource("shipped", "mnist_cnn"), batch).logits.argmax(1) == digits.target[:COUNT]))
        for batch in (
            np.stack([network_input(drawn_digit(one), card) for one in sheets]),
            np.stack([network_input(one, card) for one in sheets]),
        )
    ]
    assert right[0] > 0.9
    assert right[1] < 0.7
