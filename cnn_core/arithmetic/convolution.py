"""Convolutions written out: what a Keras layer computes, in a few lines of numpy each.

"Convolution" here is what deep learning calls so: the kernel is laid on the image as it is, not mirrored, which
mathematics calls cross-correlation. Images are (rows, columns, channels), without a batch axis; kernels have the
shapes of Keras's weights. Everything is computed and returned in float32.

Source: Goodfellow, Bengio and Courville, "Deep Learning", 2016, chapter 9; Dumoulin and Visin, 2016,
arXiv:1603.07285, for strides, padding, dilation and transposition.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnn_core.arithmetic.image_windows import image_windows
from cnn_core.arithmetic.windows import Padding2D, Pair, axis_paddings, crop_amounts, pair, transposed_output_size


class ConvolutionError(ValueError):
    """Arrays that do not fit together. The message states the rule, what was received, and what would work."""


def conv2d(
    image: ArrayLike,
    kernel: ArrayLike,
    bias: ArrayLike | None = None,
    *,
    strides: Pair = (1, 1),
    padding: Padding2D = "valid",
    dilation_rate: Pair = (1, 1),
    groups: int = 1,
) -> NDArray[np.float32]:
    """Compute `keras.layers.Conv2D`: for every window and filter, the sum of cell times weight, plus bias.

    Strides and dilation may both exceed 1 here, where Keras's layer refuses: the window of output cell i starts at
    i * stride and takes every dilation_rate-th cell.

    Args:
        image: numbers (rows, columns, channels).
        kernel: weights (kernel rows, kernel columns, channels // groups, filters).
        bias: (filters,), or None for none.
        strides: cells from one window to the next, (rows, columns) or one number for both.
        padding: "valid" (none), "same" (zeros, TensorFlow's amounts), or ((top, bottom), (left, right)) zeros.
        dilation_rate: cells from one weight to the next, (rows, columns) or one number for both.
        groups: into how many equal parts the channels and the filters are split; part i of the filters sees
            part i of the channels only.

    Returns:
        float32 (output rows, output columns, filters).

    Raises:
        ConvolutionError: if kernel, bias or groups do not fit the image.
        WindowError: if a window cannot be laid on the image, see `cnn_core.arithmetic.windows.output_size`.

    Example:
        >>> edge = np.repeat([[0.0, 0.0, 1.0, 1.0]], 3, axis=0)[..., np.newaxis]
        >>> kernel = np.array([[-1.0, 0.0, 1.0]]).reshape(1, 3, 1, 1)
        >>> conv2d(edge, kernel)[0, :, 0].tolist()
        [1.0, 1.0]
    """
    weights = _weights(kernel, "(kernel rows, kernel columns, channels // groups, filters)")
    windows = image_windows(image, weights.shape[:2], strides, padding, dilation_rate)
    _check_groups(groups, windows.shape[2], weights)
    parts = [
        # (output rows, output columns, filters of this group)
        np.tensordot(of_group, weights_of_group, axes=((3, 4, 2), (0, 1, 2)))
        for of_group, weights_of_group in zip(
            np.split(windows, groups, axis=2), np.split(weights, groups, axis=3), strict=True
        )
    ]
    return np.concatenate(parts, axis=-1) + _bias(bias, weights.shape[3])


def depthwise_conv2d(
    image: ArrayLike,
    kernel: ArrayLike,
    bias: ArrayLike | None = None,
    *,
    strides: Pair = (1, 1),
    padding: Padding2D = "valid",
    dilation_rate: Pair = (1, 1),
) -> NDArray[np.float32]:
    """Compute `keras.layers.DepthwiseConv2D`: every channel is convolved by kernels of its own.

    Strides may differ between rows and columns here. TensorFlow has one stride for both: others it refuses, or
    computes wrongly where its oneDNN kernels let them through (TensorFlow issue 33005).

    Args:
        image: numbers (rows, columns, channels).
        kernel: weights (kernel rows, kernel columns, channels, depth multiplier).
        bias: (channels * depth multiplier,), or None for none.
        strides: as in `conv2d`.
        padding: as in `conv2d`.
        dilation_rate: as in `conv2d`.

    Returns:
        float32 (output rows, output columns, channels * depth multiplier): map c * depth multiplier + m comes from
        channel c and its kernel m.

    Raises:
        ConvolutionError: if kernel or bias do not fit the image.
        WindowError: as `conv2d`.

    Example:
        >>> image = np.ones((2, 2, 3))
        >>> depthwise_conv2d(image, np.full((2, 2, 3, 1), 0.25)).tolist()
        [[[1.0, 1.0, 1.0]]]
    """
    weights = _weights(kernel, "(kernel rows, kernel columns, channels, depth multiplier)")
    windows = image_windows(image, weights.shape[:2], strides, padding, dilation_rate)
    _check_channels(windows.shape[2], weights.shape[2])
    # r, c: output cell; n: channel; i, j: cell of the window; m: which of the channel's kernels
    maps: NDArray[np.float32] = np.einsum("rcnij,ijnm->rcnm", windows, weights)
    flat = maps.reshape(*maps.shape[:2], -1)  # (output rows, output columns, channels * depth multiplier)
    return flat + _bias(bias, flat.shape[2])


def separable_conv2d(
    image: ArrayLike,
    depthwise_kernel: ArrayLike,
    pointwise_kernel: ArrayLike,
    bias: ArrayLike | None = None,
    *,
    strides: Pair = (1, 1),
    padding: Padding2D = "valid",
    dilation_rate: Pair = (1, 1),
) -> NDArray[np.float32]:
    """Compute `keras.layers.SeparableConv2D`: a depthwise convolution, then a mixing of channels cell by cell.

    Args:
        image: numbers (rows, columns, channels).
        depthwise_kernel: weights (kernel rows, kernel columns, channels, depth multiplier).
        pointwise_kernel: weights (1, 1, channels * depth multiplier, filters).
        bias: (filters,), or None for none.
        strides: as in `depthwise_conv2d`; they belong to the depthwise step.
        padding: as in `conv2d`.
        dilation_rate: as in `conv2d`.

    Returns:
        float32 (output rows, output columns, filters).

    Raises:
        ConvolutionError: if kernels or bias do not fit the image or each other.
        WindowError: as `conv2d`.

    Source: Chollet, "Xception", 2017, arXiv:1610.02357.

    Example:
        >>> image = np.ones((2, 2, 3))
        >>> separable_conv2d(image, np.full((2, 2, 3, 1), 0.25), np.ones((1, 1, 3, 1))).tolist()
        [[[3.0]]]
    """
    mixing = _weights(pointwise_kernel, "(1, 1, channels * depth multiplier, filters)")
    if mixing.shape[:2] != (1, 1):
        raise ConvolutionError(
            f"A pointwise kernel has one row and one column. Received: shape {mixing.shape}. "
            "Give (1, 1, channels * depth multiplier, filters)."
        )
    maps = depthwise_conv2d(image, depthwise_kernel, strides=strides, padding=padding, dilation_rate=dilation_rate)
    return conv2d(maps, mixing, bias)


def conv2d_transpose(
    image: ArrayLike,
    kernel: ArrayLike,
    bias: ArrayLike | None = None,
    *,
    strides: Pair = (1, 1),
    padding: Padding2D = "valid",
    dilation_rate: Pair = (1, 1),
) -> NDArray[np.float32]:
    """Compute `keras.layers.Conv2DTranspose`: every input cell stamps the kernel, times its value, on the output.

    The stamps lie a stride apart and add up where they overlap (uneven overlap is the cause of checkerboard
    patterns: Odena, Dumoulin and Olah, Distill, 2016, doi:10.23915/distill.00003). Then the rim is cropped.

    Args:
        image: numbers (rows, columns, channels).
        kernel: weights (kernel rows, kernel columns, filters, channels): filters before channels, as in Keras.
        bias: (filters,), or None for none.
        strides: output cells from one stamp to the next, (rows, columns) or one number for both.
        padding: "valid" crops nothing, "same" leaves rows * stride by columns * stride cells, and
            ((top, bottom), (left, right)) crops these cells.
        dilation_rate: output cells from one weight of a stamp to the next.

    Returns:
        float32 (output rows, output columns, filters), see `cnn_core.arithmetic.windows.transposed_output_size`.

    Raises:
        ConvolutionError: if kernel or bias do not fit the image.
        WindowError: if strides, dilation or padding are out of range, or cropping leaves nothing.

    Example:
        >>> conv2d_transpose(np.array([[[1.0], [2.0]]]), np.ones((1, 3, 1, 1)), strides=(1, 2))[0, :, 0].tolist()
        [1.0, 1.0, 3.0, 2.0, 2.0]
    """
    weights = _weights(kernel, "(kernel rows, kernel columns, filters, channels)")
    cells = image_windows(image, 1)[..., 0, 0]  # (rows, columns, channels), checked
    _check_channels(cells.shape[2], weights.shape[3])
    steps, rates = pair("strides", strides), pair("dilation_rate", dilation_rate)
    geometry = list(zip(weights.shape[:2], steps, axis_paddings(padding), rates, strict=True))
    final = [transposed_output_size(size, *axis) for size, axis in zip(cells.shape[:2], geometry, strict=True)]
    full = [
        transposed_output_size(size, kernel_size, stride, "valid", rate)
        for size, (kernel_size, stride, _, rate) in zip(cells.shape[:2], geometry, strict=True)
    ]
    output = np.zeros((*full, weights.shape[2]), dtype=np.float32)
    for row, column in np.ndindex(weights.shape[:2]):
        # Where this weight of all stamps lands: one output cell for each input cell.
        down = slice(row * rates[0], row * rates[0] + (cells.shape[0] - 1) * steps[0] + 1, steps[0])
        right = slice(column * rates[1], column * rates[1] + (cells.shape[1] - 1) * steps[1] + 1, steps[1])
        output[down, right] += cells @ weights[row, column].T  # (rows, columns, filters)
    (top, _), (left, _) = (crop_amounts(*axis) for axis in geometry)
    return output[top : top + final[0], left : left + final[1]] + _bias(bias, weights.shape[2])


def _weights(kernel: ArrayLike, shape: str) -> NDArray[np.float32]:
    weights = np.asarray(kernel, dtype=np.float32)
    if weights.ndim != 4 or 0 in weights.shape:
        raise ConvolutionError(
            f"A kernel has four axes, none of them empty: {shape}. Received: shape {weights.shape}. "
            "A single picture of weights becomes one with weights[:, :, np.newaxis, np.newaxis]."
        )
    return weights


def _bias(bias: ArrayLike | None, filters: int) -> NDArray[np.float32]:
    values = np.zeros(filters, dtype=np.float32) if bias is None else np.asarray(bias, dtype=np.float32)
    if values.shape != (filters,):
        raise ConvolutionError(
            f"A bias has one number for each output map. Received: shape {values.shape} for {filters} maps. "
            f"Give shape ({filters},), or None."
        )
    return values


def _check_channels(channels: int, expected: int) -> None:
    if channels != expected:
        raise ConvolutionError(
            "Image and kernel have the same number of channels. "
            f"Received: an image of {channels} and a kernel for {expected}. Give a kernel for {channels} channels."
        )


def _check_groups(groups: int, channels: int, weights: NDArray[np.float32]) -> None:
    filters = weights.shape[3]
    if isinstance(groups, bool) or not isinstance(groups, (int, np.integer)) or groups < 1:
        raise ConvolutionError(f"`groups` is a whole number from 1 on. Received: {groups!r}. Choose 1 or more.")
    if channels % groups or filters % groups:
        legal = [n for n in range(1, min(channels, filters) + 1) if not (channels % n or filters % n)]
        raise ConvolutionError(
            "`groups` divides the number of channels and the number of filters. "
            f"Received: groups={groups}, {channels} channels, {filters} filters. Choose one of {legal}."
        )
    _check_channels(channels, weights.shape[2] * groups)
