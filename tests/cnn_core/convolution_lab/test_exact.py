"""What is left to the browser's arithmetic is what that gives bit for bit, and nothing else."""

import numpy as np
import pytest

from cnn_core.convolution_lab.exact import same_activation, same_pooling
from cnn_core.convolution_lab.problems import nearest, problems
from cnn_core.convolution_lab.stack import ConvolutionStack
from cnn_core.convolution_lab.worker import run

IMAGE = np.random.default_rng(5).random((17, 17, 3), dtype=np.float32)


@pytest.mark.parametrize(
    ("activation", "pooling", "expected"),
    [
        ("relu", "max", ("activation_maps", "pooled_maps")),
        ("linear", "min", ("activation_maps", "pooled_maps")),
        ("relu", "average", ("activation_maps",)),
        ("relu", "none", ("activation_maps",)),
        ("gelu", "max", ("pooled_maps",)),
        ("softmax", "global_max", ()),
        ("leaky_relu", "global_average", ()),
    ],
)
def test_a_result_names_the_maps_that_need_not_travel(activation, pooling, expected):
    stack = ConvolutionStack(size=17, activation=activation, pooling=pooling, pool_size=3, pool_padding="same")
    assert run(stack, IMAGE).written_out == expected


def test_a_single_bit_that_differs_lets_keras_own_maps_travel():
    maps = np.random.default_rng(1).normal(size=(6, 6, 2)).astype(np.float32)
    stack = ConvolutionStack(size=8, activation="linear", pooling="max")
    other = maps.copy()
    other[3, 3, 1] = np.nextafter(other[3, 3, 1], np.float32(9))
    assert same_activation(stack, maps, maps)
    assert not same_activation(stack, maps, other)
    pooled = maps.reshape(3, 2, 3, 2, 2).max(axis=(1, 3))
    assert same_pooling(stack, maps, pooled)
    assert not same_pooling(stack, maps, np.nextafter(pooled, np.float32(9)))


def test_the_nearest_stack_has_no_problems_and_a_possible_one_is_its_own_nearest():
    wrong = ConvolutionStack(stride_rows=3, dilation_rate=2, size=8, padding="valid", kernel_rows=11, pool_size=8)
    assert problems(wrong, 3)
    assert problems(nearest(wrong), 3) == []
    assert nearest(ConvolutionStack()) == ConvolutionStack()
