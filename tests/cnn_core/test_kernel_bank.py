"""The kernels at every size are those that the layer would have."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cnn_core.convolution_stack import KERNEL_NAMES, ConvolutionStack
from cnn_core.kernel_bank import kernel_bank
from cnn_core.kernels import KERNELS
from cnn_core.stack_kernels import named_kernels


@pytest.mark.parametrize("kernels", [("sobel_x", "box", "gaussian"), ("gabor", "box"), ("motion_blur",), KERNEL_NAMES])
@pytest.mark.parametrize("filters", [1, 4, 20])
def test_each_size_holds_the_kernels_of_that_size(kernels: tuple[str, ...], filters: int) -> None:
    stack = ConvolutionStack(kernels=kernels, filters=filters, angle=25)
    bank = kernel_bank(stack)
    assert bank is not None
    for size, found in bank.kernels.items():
        expected = named_kernels(replace(stack, kernel_rows=size))
        for i, kernel in enumerate(expected):
            np.testing.assert_array_equal(found[:, :, i % len(bank.names)], kernel)


def test_sizes_that_are_too_small_for_a_kernel_are_left_out() -> None:
    least = max(KERNELS["laplacian_of_gaussian"].minimum_size)
    bank = kernel_bank(ConvolutionStack(kernels=("box", "laplacian_of_gaussian"), kernel_rows=least))
    assert bank is not None
    assert sorted(bank.kernels) == list(range(least, 12))


def test_by_hand_every_size_starts_as_the_identity() -> None:
    bank = kernel_bank(ConvolutionStack(kernel_source="by_hand", filters=3))
    assert bank is not None
    assert bank.kernels[3][:, :, 0].tolist() == [[0, 0, 0], [0, 1, 0], [0, 0, 0]]
    assert sorted(bank.kernels) == list(range(1, 12))


def test_random_kernels_have_no_bank() -> None:
    assert kernel_bank(ConvolutionStack(kernel_source="random")) is None
