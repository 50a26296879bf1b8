"""The kernels of a stack at every square size, so that a view can follow the kernel size before Keras has answered."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from cnn_core.convolution_stack import ConvolutionStack
from cnn_core.kernels import KERNELS
from cnn_core.network_spec import Array
from cnn_core.settings import limits
from cnn_core.stack_kernels import named_kernels


@dataclass(frozen=True, eq=False)
class KernelBank:
    """Kernels by size.

    Attributes:
        names: the kernel that each copy holds, in order; a filter past the last begins anew.
        kernels: size → float32 (size, size, copies), before they are spread over the channels; without the sizes at
            which one of them means nothing.
    """

    names: tuple[str, ...]
    kernels: dict[int, Array]


def kernel_bank(stack: ConvolutionStack) -> KernelBank | None:
    """The kernels of a stack at all square sizes; None where they are random, which only Keras can draw.

    Example:
        >>> bank = kernel_bank(ConvolutionStack(kernels=("sobel_x", "box"), filters=5))
        >>> bank.names, sorted(bank.kernels)[:3], bank.kernels[3].shape
        (('sobel_x', 'box'), [3, 4, 5], (3, 3, 2))
    """
    if stack.kernel_source == "random":
        return None
    names = _names(stack)
    least = max(max(KERNELS[name].minimum_size) for name in names)
    largest = int(limits(ConvolutionStack, "kernel_rows").maximum or 0)
    return KernelBank(names, {size: _kernels(stack, size, len(names)) for size in range(least, largest + 1)})


def _names(stack: ConvolutionStack) -> tuple[str, ...]:
    if stack.kernel_source == "by_hand":
        return ("identity",)
    if not any(KERNELS[name].parameters for name in stack.kernels):
        return stack.kernels
    # Copies of a kernel with a direction share the angles among them: each filter has a kernel of its own.
    return tuple(stack.kernels[i % len(stack.kernels)] for i in range(stack.kernels_wanted))


def _kernels(stack: ConvolutionStack, size: int, copies: int) -> Array:
    """float32 (size, size, copies)."""
    wanted = replace(stack, kernel_rows=size, square_kernel=True, layer="Conv2D", filters=copies)
    return np.stack(named_kernels(wanted), axis=-1)
