"""The numbers behind random kernels: the same as Keras's initializers scale, whatever the weight's shape."""

from __future__ import annotations

from math import prod

import keras
import numpy as np
import pytest

from cnn_core.convolution_lab.edits import weight_shapes
from cnn_core.convolution_lab.network import INITIALIZER_CLASSES
from cnn_core.convolution_lab.random_draws import DISTRIBUTIONS, MOST, draws
from cnn_core.convolution_lab.stack import INITIALIZERS, LAYERS, ConvolutionStack

SHAPES = [(1, 1, 1, 1), (3, 3, 3, 4), (3, 3, 1, 7), (5, 4, 32, 3), (2, 2, 3, 5), (1, 1, 12, 32), (11, 11, 3, 32)]


@pytest.mark.parametrize("initializer", DISTRIBUTIONS)
@pytest.mark.parametrize("seed", [0, 1, 77, 9999])
def test_an_initializer_scales_the_first_numbers_of_its_draw(initializer, seed):
    stack = ConvolutionStack(kernel_source="random", initializer=initializer, seed=seed)
    numbers = draws(stack, 3)[f"{DISTRIBUTIONS[initializer]}:{seed}"]
    keras_class = {"class_name": INITIALIZER_CLASSES[initializer], "config": {"seed": seed}}
    for shape in SHAPES:
        drawn = np.asarray(keras.initializers.get(keras_class)(shape)).ravel()
        first = numbers[: drawn.size]
        factor = float(drawn @ first) / float(first @ first)
        np.testing.assert_allclose(drawn, first * factor, rtol=0, atol=1e-6 * max(1.0, factor), err_msg=str(shape))


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("channels", [1, 3])
def test_there_are_enough_for_one_change_of_any_control(layer, channels):
    largest = ConvolutionStack(
        kernel_source="random", layer=layer, filters=32, kernel_rows=11, depth_multiplier=4, groups=1
    )
    assert max(prod(shape) for shape in weight_shapes(largest, channels) if shape) <= MOST
    found = draws(largest, channels)
    assert {len(found[f"{name}:1"]) for name in DISTRIBUTIONS.values()} == {MOST}
    needed = max(prod(shape) for shape in weight_shapes(largest, channels) if shape)
    assert len(found["uniform:0"]) == len(found["uniform:2"]) == needed


@pytest.mark.parametrize(
    ("seed", "initializer", "others"),
    [(0, "he_normal", ["truncated_normal:1"]), (9999, "random_normal", ["normal:9998"]), (5, "orthogonal", [])],
)
def test_only_seeds_that_there_are_and_only_what_the_initializer_draws_from(seed, initializer, others):
    found = draws(ConvolutionStack(kernel_source="random", initializer=initializer, seed=seed), 3)
    assert [name for name in found if not name.endswith(f":{seed}")] == others
    assert all(numbers.dtype == np.float32 and np.isfinite(numbers).all() for numbers in found.values())
    with pytest.raises(ValueError, match="read-only"):
        found[f"uniform:{seed}"][0] = 1


def test_named_kernels_need_none():
    assert draws(ConvolutionStack(), 3) == {}
    assert draws(ConvolutionStack(kernel_source="by_hand"), 3) == {}


def test_every_other_initializer_is_orthogonal():
    assert set(INITIALIZERS) - set(DISTRIBUTIONS) == {"orthogonal"}
