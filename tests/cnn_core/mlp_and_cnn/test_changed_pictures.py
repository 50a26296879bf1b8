"""Shifts and turns against scipy's, where whole pixels go, and pixels in another order."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import ndimage

from cnn_core.mlp_and_cnn.changed_pictures import moved, reordered, shuffled_order
from tests.examples import examples

RANDOM = np.random.default_rng(3)
PICTURES = RANDOM.random((3, 9, 12, 2)).astype(np.float32)
SMALL = np.random.default_rng(0).integers(0, 256, (4, 5, 6, 3)).astype(np.uint8)
RELAXED = examples(50)


def test_unmoved_pictures_are_the_same():
    for pictures in (PICTURES, (PICTURES * 255).astype(np.uint8)):
        found = moved(pictures)
        assert found.dtype == pictures.dtype
        np.testing.assert_array_equal(found, pictures)


@RELAXED
@given(rows=st.floats(-14, 14), columns=st.floats(-14, 14))
def test_shifts_are_those_of_scipy(rows: float, columns: float):
    wanted = ndimage.shift(PICTURES, (0, rows, columns, 0), order=1, mode="nearest")
    np.testing.assert_allclose(moved(PICTURES, rows=rows, columns=columns), wanted, atol=1e-5)


@RELAXED
@given(degrees=st.floats(-360, 360))
def test_turns_are_those_of_scipy(degrees: float):
    wanted = ndimage.rotate(PICTURES, -degrees, axes=(2, 1), reshape=False, order=1, mode="nearest")
    np.testing.assert_allclose(moved(PICTURES, degrees=degrees), wanted, atol=1e-5)


def test_to_the_right_downwards_and_clockwise():
    dot = np.zeros((1, 5, 5, 1), np.uint8)
    dot[0, 1, 2] = 200  # above the middle
    assert np.argwhere(moved(dot, columns=2))[0].tolist() == [0, 1, 4, 0]
    assert np.argwhere(moved(dot, rows=3))[0].tolist() == [0, 4, 2, 0]
    assert np.argwhere(moved(dot, degrees=90)).tolist() == [[0, 2, 3, 0]]
    assert moved(dot, degrees=180)[0, 3, 2, 0] == 200


def test_what_comes_in_repeats_the_edge():
    found = moved(PICTURES, columns=4)
    np.testing.assert_array_equal(found[:, :, :4], np.repeat(PICTURES[:, :, :1], 4, axis=2))
    np.testing.assert_array_equal(found[:, :, 4:], PICTURES[:, :, :-4])


def test_bytes_are_rounded():
    pair = np.array([10, 13], np.uint8).reshape(1, 1, 2, 1)
    assert moved(pair, columns=0.5).ravel().tolist() == [10, 12]


@pytest.mark.parametrize("shape", [(9, 12, 2), (1, 0, 4, 1)])
def test_other_arrays_are_refused(shape: tuple[int, ...]):
    with pytest.raises(ValueError, match="Received"):
        moved(np.zeros(shape, np.float32))


@given(pixels=st.integers(1, 300), seed=st.integers(0, 99))
def test_an_order_has_every_pixel_once_and_the_same_seed_makes_the_same(pixels: int, seed: int):
    order = shuffled_order(pixels, seed)
    assert sorted(order.tolist()) == list(range(pixels))
    np.testing.assert_array_equal(order, shuffled_order(pixels, seed))


def test_another_seed_makes_another_order():
    assert (shuffled_order(256, 1) != shuffled_order(256, 2)).any()


def test_every_picture_is_reordered_alike_and_pixels_keep_their_channels():
    order = shuffled_order(30)
    found = reordered(SMALL, order)
    for picture, shown in zip(SMALL, found, strict=True):
        for place, source in enumerate(order):
            np.testing.assert_array_equal(shown[divmod(place, 6)], picture[divmod(source, 6)])


def test_the_order_can_be_undone():
    order = shuffled_order(30)
    np.testing.assert_array_equal(reordered(reordered(SMALL, order), np.argsort(order)), SMALL)


def test_an_order_of_another_length_is_refused():
    with pytest.raises(ValueError, match=r"here 30\. Received: 29"):
        reordered(SMALL, shuffled_order(29))
