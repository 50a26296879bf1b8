"""The kernels at each size are those that the layer would have, and every size that a control can reach is there."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cnn_core.arithmetic.kernels import KERNELS, kernel
from cnn_core.convolution_lab.kernel_bank import PLAIN, kernel_bank
from cnn_core.convolution_lab.kernels import named_kernels
from cnn_core.convolution_lab.stack import ConvolutionStack

SQUARE = ConvolutionStack(kernel_rows=4, kernel_columns=6)
OBLONG = replace(SQUARE, square_kernel=False)


@pytest.mark.parametrize("stack", [SQUARE, OBLONG], ids=["square", "oblong"])
def test_each_size_holds_the_kernels_of_that_size(stack: ConvolutionStack) -> None:
    for (rows, columns), found in kernel_bank(stack).items():
        assert found.shape == (rows, columns, len(PLAIN))
        for place, name in enumerate(PLAIN):
            least = KERNELS[name].minimum_size
            if rows >= least[0] and columns >= least[1]:
                np.testing.assert_array_equal(found[:, :, place], kernel(name, rows, columns))
            else:
                assert not found[:, :, place].any()


@pytest.mark.parametrize("stack", [SQUARE, OBLONG], ids=["square", "oblong"])
@pytest.mark.parametrize(
    "change",
    [{"square_kernel": False}, {"square_kernel": True}, {"kernel_rows": 1}, {"kernel_rows": 11}, {"kernel_columns": 9}],
    ids=str,
)
def test_one_change_of_the_size_leads_to_a_size_that_is_there(stack: ConvolutionStack, change: dict[str, int]) -> None:
    assert replace(stack, **change).kernel_size in kernel_bank(stack)


def test_they_are_the_kernels_that_the_stack_would_use() -> None:
    stack = replace(SQUARE, kernels=PLAIN, filters=len(PLAIN))
    for found, expected in zip(np.moveaxis(kernel_bank(stack)[4, 4], -1, 0), named_kernels(stack), strict=True):
        np.testing.assert_array_equal(found, expected)


def test_what_is_shared_cannot_be_written_into() -> None:
    with pytest.raises(ValueError, match="read-only"):
        kernel_bank(SQUARE)[4, 4][0] = 1
