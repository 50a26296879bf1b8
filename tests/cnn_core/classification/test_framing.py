"""How pictures are fitted to networks that classify."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from cnn_core.classification.framing import FRAMINGS, framed, framings, preparation, takes_digits
from cnn_core.model_store.cards import CardInput
from cnn_core.networks.input import network_input, network_picture
from cnn_core.pictures.drawn_digit import drawn_digit
from tests.examples import examples

DIGITS = CardInput(28, 28, 1, "unit")
COLOUR = CardInput(32, 48, 3, "bytes")
PICTURE = np.random.default_rng(0).integers(0, 256, (90, 160, 3)).astype(np.uint8)


def test_only_networks_of_grey_28_by_28_are_offered_digits() -> None:
    assert takes_digits(DIGITS)
    assert framings(DIGITS) == FRAMINGS
    assert framings(COLOUR) == ("crop", "letterbox")
    assert not takes_digits(CardInput(28, 28, 3, "unit"))


@pytest.mark.parametrize("framing", ["crop", "letterbox"])
@pytest.mark.parametrize("input_", [DIGITS, COLOUR])
def test_cut_and_letterboxed_are_the_cores(input_: CardInput, framing: str) -> None:
    np.testing.assert_array_equal(framed(PICTURE, input_, framing), network_picture(PICTURE, input_, framing))


def test_a_digit_is_one_where_digits_are_taken_and_cut_elsewhere() -> None:
    np.testing.assert_array_equal(framed(PICTURE, DIGITS, "digit"), drawn_digit(PICTURE))
    np.testing.assert_array_equal(framed(PICTURE, COLOUR, "digit"), network_picture(PICTURE, COLOUR, "crop"))


@examples(100)
@given(
    st.tuples(st.integers(1, 70), st.integers(1, 70)),
    st.tuples(st.integers(1, 20), st.integers(1, 20)),
    st.sampled_from(FRAMINGS),
)
def test_the_kept_part_lies_in_the_picture_and_is_what_is_resized(
    size: tuple[int, int], wanted: tuple[int, int], framing: str
) -> None:
    image = np.random.default_rng(1).integers(0, 256, (*size, 3)).astype(np.uint8)
    input_ = CardInput(*wanted, 3, "unit")
    seen = framed(image, input_, framing)
    found = preparation(image, seen, input_, framing)
    row, column, rows, columns = found.kept
    assert row >= 0
    assert column >= 0
    assert 0 < rows <= size[0] - row
    assert 0 < columns <= size[1] - column
    if framing == "crop":
        part = Image.fromarray(image[row : row + rows, column : column + columns])
        resized = part.resize(wanted[::-1], Image.Resampling.HAMMING)
        np.testing.assert_array_equal(np.asarray(resized), seen)


@pytest.mark.parametrize("input_", [DIGITS, COLOUR])
def test_the_numbers_told_are_those_that_go_in(input_: CardInput) -> None:
    seen = framed(PICTURE, input_, "crop")
    numbers = network_input(seen, input_)
    found = preparation(PICTURE, seen, input_, "crop")
    assert found.original == (90, 160)
    assert (found.lowest, found.highest) == (numbers.min(), numbers.max())
    assert found.mean == pytest.approx(float(numbers.mean()))
