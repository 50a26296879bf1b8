r"""Which input cells an output cell sees: window positions, sizes and receptive fields, along one axis.

Everything here speaks of **one** axis (rows or columns) in whole numbers of cells; a two-dimensional layer is two
such axes side by side (`cnn_core.arithmetic.image_windows`). With input size :math:`n`, kernel size :math:`k`, stride
:math:`s`, dilation rate :math:`d` and padding :math:`(b, a)` before and after:

.. math:: k_e = d\,(k - 1) + 1, \qquad \text{output size} = \lfloor (n + b + a - k_e) / s \rfloor + 1

Source: Dumoulin and Visin, "A guide to convolution arithmetic for deep learning", 2016, arXiv:1603.07285. The
amounts of "same" are TensorFlow's: what is missing is split evenly and an odd cell goes to the end.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Padding = str | tuple[int, int]
Padding2D = str | tuple[tuple[int, int], tuple[int, int]]
Pair = int | tuple[int, int]


class WindowError(ValueError):
    """A window that cannot be. The message states the rule, what was received, and what would work."""


def effective_kernel_size(kernel_size: int, dilation_rate: int = 1) -> int:
    """Count the cells that a kernel spans from its first weight to its last.

    Example:
        >>> effective_kernel_size(3, dilation_rate=2)
        5
    """
    return (_whole("dilation_rate", dilation_rate) * (_whole("kernel_size", kernel_size) - 1)) + 1


def padding_amounts(
    size: int, kernel_size: int, stride: int = 1, padding: Padding = "valid", dilation_rate: int = 1
) -> tuple[int, int]:
    """Count the cells that are added before and after an axis.

    Args:
        size: cells of the input along this axis, at least 1.
        kernel_size: weights of the kernel along this axis, at least 1.
        stride: cells from one window to the next, at least 1.
        padding: "valid" (none), "same" (output size = size / stride, rounded up), or (before, after).
        dilation_rate: cells from one weight to the next, at least 1.

    Returns:
        (before, after), both at least 0. For "same" `after` is `before` or one more, as in TensorFlow.

    Raises:
        WindowError: if a number is not whole or below its minimum, or the padding is none of the three.

    Example:
        >>> padding_amounts(224, 3, stride=2, padding="same")
        (0, 1)
    """
    size, stride = _whole("size", size), _whole("stride", stride)
    span = effective_kernel_size(kernel_size, dilation_rate)
    if isinstance(padding, str):
        if padding not in ("valid", "same"):
            raise WindowError(_PADDING_RULE.format(padding))
        missing = max((-(-size // stride) - 1) * stride + span - size, 0) if padding == "same" else 0
        return missing // 2, missing - missing // 2
    before, after = pair("padding", padding, minimum=0)
    return before, after


_PADDING_RULE = (
    '`padding` along one axis is "valid", "same", or a pair (before, after) of whole numbers from 0. Received: {!r}.'
)


def output_size(
    size: int, kernel_size: int, stride: int = 1, padding: Padding = "valid", dilation_rate: int = 1
) -> int:
    """Count the windows that fit along an axis: the output's size, at least 1.

    Args are those of `padding_amounts`. They hold for convolution and for pooling (kernel_size = pool_size).

    Raises:
        WindowError: as `padding_amounts`, and if the kernel spans more cells than the padded input has.

    Example:
        >>> output_size(32, 5, stride=2, padding="valid")
        14
    """
    before, after = padding_amounts(size, kernel_size, stride, padding, dilation_rate)
    span = effective_kernel_size(kernel_size, dilation_rate)
    if span > size + before + after:
        raise WindowError(
            "A window must not span more cells than the padded input has. "
            f"Received: a window of {span} cells, an input of {size} + {before + after} padding cells. "
            'Choose a smaller kernel or dilation, more padding, or padding="same".'
        )
    return (size + before + after - span) // stride + 1


def input_window(
    index: int, size: int, kernel_size: int, stride: int = 1, padding: Padding = "valid", dilation_rate: int = 1
) -> NDArray[np.intp]:
    """List the input cells that output cell `index` sees along an axis.

    Args:
        index: the output cell, from 0 to the output's size - 1.
        size: as in `padding_amounts`.
        kernel_size: as in `padding_amounts`.
        stride: as in `padding_amounts`.
        padding: as in `padding_amounts`.
        dilation_rate: as in `padding_amounts`.

    Returns:
        int array (kernel_size,): input coordinates, rising. Those below 0 or from `size` on are padding.

    Raises:
        WindowError: as `output_size`, and if there is no output cell `index`.

    Example:
        >>> input_window(0, 5, 3, padding="same").tolist()
        [-1, 0, 1]
    """
    count = output_size(size, kernel_size, stride, padding, dilation_rate)
    if not 0 <= _whole("index", index, minimum=0) < count:
        raise WindowError(f"`index` is an output cell from 0 to {count - 1}. Received: {index}. Choose one of these.")
    before, _ = padding_amounts(size, kernel_size, stride, padding, dilation_rate)
    return index * stride - before + dilation_rate * np.arange(kernel_size)


def unused(
    size: int, kernel_size: int, stride: int = 1, padding: Padding = "valid", dilation_rate: int = 1
) -> NDArray[np.intp]:
    """List the input cells that no window reaches: at the end when a stride does not fit, between windows, in holes.

    Returns:
        int array (count,): coordinates from 0 to size - 1, rising; empty when every cell is seen.

    Raises:
        WindowError: as `output_size`, whose arguments these are.

    Example:
        >>> unused(8, 3, stride=4).tolist()
        [3, 7]
    """
    count = output_size(size, kernel_size, stride, padding, dilation_rate)
    first = input_window(0, size, kernel_size, stride, padding, dilation_rate)
    seen = first + stride * np.arange(count)[:, np.newaxis]  # (output size, kernel_size)
    return np.setdiff1d(np.arange(size), seen)


def crop_amounts(
    kernel_size: int, stride: int = 1, padding: Padding = "valid", dilation_rate: int = 1
) -> tuple[int, int]:
    """Count the cells that a transposed convolution cuts off the full output, before and after an axis.

    The full output has (size - 1) * stride + max(effective kernel size, stride) cells. "valid" cuts off nothing,
    "same" as much as leaves size * stride cells, a pair (before, after) just that.

    Raises:
        WindowError: as `padding_amounts`.

    Example:
        >>> crop_amounts(3, stride=2, padding="same")
        (0, 1)
    """
    # The input of a transposed convolution is the output of the convolution that it turns round: size cancels out.
    return padding_amounts(_whole("stride", stride), kernel_size, stride, padding, dilation_rate)


def transposed_output_size(
    size: int, kernel_size: int, stride: int = 1, padding: Padding = "valid", dilation_rate: int = 1
) -> int:
    """Compute the size of a transposed convolution's output along an axis, as `keras.layers.Conv2DTranspose` has it.

    Args are those of `padding_amounts`; `padding` says what is cropped, see `crop_amounts`.

    Raises:
        WindowError: as `padding_amounts`, and if cropping leaves nothing.

    Example:
        >>> transposed_output_size(7, 3, stride=2, padding="same"), transposed_output_size(7, 3, stride=2)
        (14, 15)
    """
    before, after = crop_amounts(kernel_size, stride, padding, dilation_rate)
    full = (_whole("size", size) - 1) * stride + max(effective_kernel_size(kernel_size, dilation_rate), stride)
    if before + after >= full:
        raise WindowError(
            "The padding of a transposed convolution is cropped and must leave at least one cell. "
            f"Received: {before} + {after} cells of {full}. Choose less padding."
        )
    return full - before - after


class ReceptiveField(NamedTuple):
    """The part of the input that one cell after a chain of layers sees, along one axis.

    Attributes:
        size: input cells from the first that is seen to the last.
        stride: input cells from one output cell's field to the next one's.
        start: input coordinate of the first cell that output cell 0 sees; below 0 in the padding.
    """

    size: int
    stride: int
    start: int

    def cells(self, index: int) -> tuple[int, int]:
        """Return the first and last input coordinate that output cell `index` sees; either may lie in the padding."""
        first = self.start + index * self.stride
        return first, first + self.size - 1


def receptive_field(layers: Iterable[tuple[int, ...]]) -> ReceptiveField:
    """Compute the receptive field of a chain of convolutions and poolings, along one axis.

    Args:
        layers: from the input on, for each layer (kernel_size, stride, dilation_rate) or, where `start` matters,
            (kernel_size, stride, dilation_rate, padding before). An element-wise layer may be left out.

    Returns:
        The field; (1, 1, 0), the cell itself, for an empty chain.

    Raises:
        WindowError: if a layer does not have three or four numbers, or one is below its minimum.

    Source: Araujo, Norris and Sim, "Computing receptive fields of convolutional neural networks", Distill, 2019,
    doi:10.23915/distill.00021. What cells at a field's rim contribute is small: the *effective* field is narrower,
    Luo et al., 2016, arXiv:1701.04128.

    Example:
        >>> receptive_field([(3, 1, 1, 1), (2, 2, 1, 0), (3, 1, 1, 1)])
        ReceptiveField(size=8, stride=2, start=-3)
    """
    size, jump, start = 1, 1, 0
    for layer in layers:
        if len(layer) not in (3, 4):
            raise WindowError(
                "A layer is (kernel_size, stride, dilation_rate) or (kernel_size, stride, dilation_rate, "
                f"padding before). Received: {layer!r}. Give three or four whole numbers."
            )
        size += (effective_kernel_size(layer[0], layer[2]) - 1) * jump
        start -= (_whole("padding before", layer[3], minimum=0) if len(layer) == 4 else 0) * jump
        jump *= _whole("stride", layer[1])
    return ReceptiveField(size, jump, start)


def axis_paddings(padding: Padding2D) -> tuple[Padding, Padding]:
    """Return the padding of the rows and that of the columns: a word holds for both.

    Raises:
        WindowError: if `padding` is neither a word nor ((top, bottom), (left, right)).

    Example:
        >>> axis_paddings("same"), axis_paddings(((1, 0), (2, 2)))
        (('same', 'same'), ((1, 0), (2, 2)))
    """
    if isinstance(padding, str):
        return padding, padding
    try:
        (top, bottom), (left, right) = padding
    except (TypeError, ValueError):
        raise WindowError(
            '`padding` of an image is "valid", "same", or ((top, bottom), (left, right)). '
            f"Received: {padding!r}. Choose one of these."
        ) from None
    return (top, bottom), (left, right)


def pair(name: str, value: Any, *, minimum: int = 1) -> tuple[int, int]:
    """Return a setting for both axes as (rows, columns): a single whole number holds for both.

    Raises:
        WindowError: if `value` is not one or two whole numbers from `minimum` on.

    Example:
        >>> pair("strides", 2)
        (2, 2)
    """
    numbers = tuple(value) if isinstance(value, (tuple, list)) else (value, value)
    if len(numbers) != 2:
        raise WindowError(f"`{name}` is one whole number or a pair. Received: {value!r}. Give one or two numbers.")
    return _whole(name, numbers[0], minimum), _whole(name, numbers[1], minimum)


def _whole(name: str, value: Any, minimum: int = 1) -> int:
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < minimum:
        raise WindowError(
            f"`{name}` is a whole number from {minimum} on. Received: {value!r}. Choose {minimum} or more."
        )
    return int(value)
