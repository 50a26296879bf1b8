"""The named kernels at the sizes that one control can reach, so that a view can follow before Keras has answered.

Kernels with a direction are not among them: there are too many, and the view computes them by itself
(`ui/components/arithmetic/kernels.js`).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

import numpy as np

from cnn_core.arithmetic.kernels import KERNELS, kernel
from cnn_core.convolution_lab.stack import ConvolutionStack, Pair
from cnn_core.networks.spec import Array
from cnn_core.settings import limits

PLAIN: Final = tuple(name for name, entry in KERNELS.items() if not entry.parameters)
"""The kernels that are known by their size alone."""

_LARGEST: Final = int(limits(ConvolutionStack, "kernel_rows").maximum or 1)


def kernel_bank(stack: ConvolutionStack) -> dict[Pair, Array]:
    """Return the plain kernels at the present size and at all that one change of the kernel's size can reach.

    Returns:
        (rows, columns) → float32 (rows, columns, kernels), the kernels in the order of `PLAIN`, before they are spread
        over the channels; zeros for one that needs a larger size.

    Example:
        >>> bank = kernel_bank(ConvolutionStack())
        >>> len(bank), bank[3, 3].shape, bank[3, 3][:, :, PLAIN.index("sobel_x")].tolist()
        (11, (3, 3, 13), [[-1.0, 0.0, 1.0], [-2.0, 0.0, 2.0], [-1.0, 0.0, 1.0]])
    """
    return {size: _kernels(*size) for size in dict.fromkeys(_sizes(stack))}


def _sizes(stack: ConvolutionStack) -> Iterator[Pair]:
    rows, columns = stack.kernel_rows, stack.kernel_columns
    yield rows, columns
    yield rows, rows
    for size in range(1, _LARGEST + 1):
        yield from ((size, size),) if stack.square_kernel else ((size, columns), (rows, size))


@lru_cache(maxsize=_LARGEST**2)
def _kernels(rows: int, columns: int) -> Array:
    """float32 (rows, columns, kernels), read-only."""
    grids = np.zeros((rows, columns, len(PLAIN)), np.float32)
    for place, name in enumerate(PLAIN):
        least = KERNELS[name].minimum_size
        if rows >= least[0] and columns >= least[1]:
            grids[:, :, place] = kernel(name, rows, columns)
    grids.flags.writeable = False
    return grids
