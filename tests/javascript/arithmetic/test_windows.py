"""Which cells a window sees, against numpy's plain counting."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

pytestmark = pytest.mark.browser

MODULE = "arithmetic/windows.js"
GRID = [
    (size, kernel_size, stride, padding, dilation)
    for size, kernel_size, stride, padding, dilation in itertools.product(
        (1, 5, 12), (1, 2, 3, 5), (1, 2, 4), ((0, 0), (1, 2), (4, 0)), (1, 3)
    )
]


def windows(size, kernel_size, stride, padding, dilation) -> list[list[int]]:
    """All windows that fit, found by trying."""
    found = []
    for start in range(-padding[0], size + padding[1], stride):
        cells = [start + cell * dilation for cell in range(kernel_size)]
        if cells[-1] < size + padding[1]:
            found.append(cells)
    return found


def test_output_sizes_count_the_windows_that_fit(modules):
    results = modules.call_each(MODULE, "outputSize", GRID)
    assert results == [len(windows(*case)) for case in GRID]


def test_windows_give_their_cells(modules):
    calls, expected = [], []
    for size, kernel_size, stride, padding, dilation in GRID:
        for index, cells in enumerate(windows(size, kernel_size, stride, padding, dilation)):
            calls.append([index, kernel_size, stride, padding[0], dilation])
            expected.append(cells)
    assert modules.call_each(MODULE, "inputWindow", calls) == expected


def test_unused_cells_are_those_in_no_window(modules):
    calls, expected = [], []
    for case in GRID:
        size, kernel_size, stride, padding, dilation = case
        found = windows(*case)
        calls.append([size, len(found), kernel_size, stride, padding[0], dilation])
        expected.append(sorted(set(range(size)) - set(itertools.chain.from_iterable(found))))
    assert modules.call_each(MODULE, "unused", calls) == expected


def test_contributing_cells_are_those_whose_kernel_covers_the_output(modules):
    calls, expected = [], []
    for size, kernel_size, stride, (cropped, _), dilation in GRID:
        for index in range(size * stride):
            calls.append([index, size, kernel_size, stride, cropped, dilation])
            sources = np.arange(size)[:, None] * stride + np.arange(kernel_size) * dilation - cropped
            pairs = np.argwhere(sources == index).tolist()
            expected.append([{"index": source, "cell": cell} for source, cell in pairs])
    assert modules.call_each(MODULE, "contributing", calls) == expected
