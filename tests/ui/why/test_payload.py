"""What the views of the section "Why" send is a message of theirs, or is passed over."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.why.brush import MOST_TURNS, wish_of

JSON: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["turn", "pixels", "x"]), inner),
    max_leaves=6,
)


@given(turn=st.integers(0, MOST_TURNS - 1), seed=st.integers(0, 99))
def test_a_picture_of_the_right_size_is_taken(turn: int, seed: int):
    pixels = np.random.default_rng(seed).integers(0, 256, (3, 5, 3)).astype(np.uint8)
    wish = wish_of({"turn": turn, "pixels": base64.b64encode(pixels.tobytes()).decode()}, pixels.shape)
    assert wish is not None
    assert wish.turn == turn
    np.testing.assert_array_equal(wish.pixels, pixels)


@given(message=JSON)
def test_whatever_else_comes_is_passed_over(message: Any):
    assert wish_of(message, (4, 4, 3)) is None


@pytest.mark.parametrize(
    ("turn", "pixels"),
    [
        (-1, "A" * 64), (MOST_TURNS, "A" * 64), (True, "A" * 64), (1.5, "A" * 64), ("1", "A" * 64),
        (1, "A" * 60), (1, "A" * 68), (1, "A" * 10_000_000), (1, "!" * 64), (1, "A" * 63 + "\n"), (1, b"A" * 64),
    ],
)  # fmt: skip
def test_a_message_that_is_nearly_right_is_passed_over(turn: Any, pixels: Any):
    assert wish_of({"turn": turn, "pixels": "A" * 64}, (4, 4, 3)) is None or turn == 1
    assert wish_of({"turn": turn, "pixels": pixels}, (4, 4, 3)) is None


def test_the_message_beside_these_is_taken():
    wish = wish_of({"turn": 1, "pixels": "A" * 64}, (4, 4, 3))
    assert wish is not None
    assert not wish.pixels.any()
