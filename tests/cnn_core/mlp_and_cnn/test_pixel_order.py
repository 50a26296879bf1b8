"""Pixels in another order: one fixed permutation by seed, the same for all pictures."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_core.mlp_and_cnn.pixel_order import reordered, shuffled_order

PICTURES = np.random.default_rng(0).integers(0, 256, (4, 5, 6, 3)).astype(np.uint8)


@given(pixels=st.integers(1, 300), seed=st.integers(0, 99))
def test_an_order_has_every_pixel_once_and_the_same_seed_makes_the_same(pixels: int, seed: int):
    order = shuffled_order(pixels, seed)
    assert sorted(order.tolist()) == list(range(pixels))
    np.testing.assert_array_equal(order, shuffled_order(pixels, seed))


def test_another_seed_makes_another_order():
    assert (shuffled_order(256, 1) != shuffled_order(256, 2)).any()


def test_every_picture_is_reordered_alike_and_pixels_keep_their_channels():
    order = shuffled_order(30)
    found = reordered(PICTURES, order)
    for picture, shown in zip(PICTURES, found, strict=True):
        for place, source in enumerate(order):
            np.testing.assert_array_equal(shown[divmod(place, 6)], picture[divmod(source, 6)])


def test_the_order_can_be_undone():
    order = shuffled_order(30)
    np.testing.assert_array_equal(reordered(reordered(PICTURES, order), np.argsort(order)), PICTURES)


def test_an_order_of_another_length_is_refused():
    with pytest.raises(ValueError, match=r"here 30\. Received: 29"):
        reordered(PICTURES, shuffled_order(29))
