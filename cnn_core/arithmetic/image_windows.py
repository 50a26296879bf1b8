"""Every window of an image at once: where convolution and pooling both start.

Along one axis: `cnn_core.arithmetic.windows`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnn_core.arithmetic.windows import (
    Padding2D,
    Pair,
    WindowError,
    axis_paddings,
    effective_kernel_size,
    output_size,
    padding_amounts,
    pair,
)


def image_windows(
    image: ArrayLike,
    kernel_size: Pair,
    strides: Pair = (1, 1),
    padding: Padding2D = "valid",
    dilation_rate: Pair = (1, 1),
    *,
    fill: float = 0.0,
) -> NDArray[np.float32]:
    """Return every window of an image as a read-only view: nothing is copied but the padded image.

    Args:
        image: numbers (rows, columns, channels).
        kernel_size: (rows, columns) of a window; a single number holds for both, here and below.
        strides: cells from one window to the next, down and to the right.
        padding: "valid", "same", or ((top, bottom), (left, right)).
        dilation_rate: cells from one cell of a window to the next.
        fill: what padding cells hold.

    Returns:
        float32 (output rows, output columns, channels, kernel rows, kernel columns).

    Raises:
        WindowError: if the image has no such shape, or as `output_size` for either axis.

    Example:
        >>> image_windows(np.arange(12).reshape(3, 4, 1), (2, 2))[1, 2, 0].tolist()
        [[6.0, 7.0], [10.0, 11.0]]
    """
    array = np.asarray(image, dtype=np.float32)
    if array.ndim != 3 or 0 in array.shape:
        raise WindowError(
            "An image is an array (rows, columns, channels) with at least one cell. "
            f"Received: shape {array.shape}. Add an axis with image[..., np.newaxis] if channels are missing."
        )
    kernel, steps, rates = (
        pair("kernel_size", kernel_size),
        pair("strides", strides),
        pair("dilation_rate", dilation_rate),
    )
    paddings = axis_paddings(padding)
    amounts = [padding_amounts(*axis) for axis in zip(array.shape, kernel, steps, paddings, rates, strict=False)]
    for axis in zip(array.shape, kernel, steps, amounts, rates, strict=False):
        output_size(*axis)
    padded = np.pad(array, (*amounts, (0, 0)), constant_values=fill)
    spans = tuple(effective_kernel_size(*axis) for axis in zip(kernel, rates, strict=True))
    # (padded rows - span + 1, padded columns - span + 1, channels, span rows, span columns)
    every = np.lib.stride_tricks.sliding_window_view(padded, spans, axis=(0, 1))
    return every[:: steps[0], :: steps[1], :, :: rates[0], :: rates[1]]
