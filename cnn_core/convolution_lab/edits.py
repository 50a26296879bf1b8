"""A visitor's kernel edits on the lab's layer stack: which of them fit, and how a map's kernels become edits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnn_core.convolution_lab.edit_text import KernelEdit, KernelEditsError, decode_edits, encode_edits
from cnn_core.convolution_lab.stack import ConvolutionStack
from cnn_core.settings import Problem

Place = tuple[int, int]  # indices on a kernel's third and fourth axis


def weight_shapes(stack: ConvolutionStack, channels: int) -> tuple[tuple[int, ...], tuple[int, ...] | None]:
    """Return the shapes of the kernel and of the pointwise kernel (None for all layers but SeparableConv2D)."""
    size, variants = stack.kernel_size, stack.depth_multiplier
    match stack.layer:
        case "DepthwiseConv2D":
            return (*size, channels, variants), None
        case "SeparableConv2D":
            return (*size, channels, variants), (1, 1, channels * variants, stack.filters)
        case "Conv2DTranspose":
            return (*size, stack.filters, channels), None
    return (*size, channels // stack.kernel_groups, stack.filters), None


def fitting_edits(stack: ConvolutionStack, channels: int) -> tuple[list[KernelEdit], list[KernelEdit]]:
    """Split edits by the present kernel: those that fit, and those for another shape. Unreadable text holds none."""
    shapes = weight_shapes(stack, channels)
    fitting: list[KernelEdit] = []
    others: list[KernelEdit] = []
    try:
        edits = decode_edits(stack.edits)
    except KernelEditsError:
        return fitting, others
    for edit in edits:
        shape = shapes[int(edit.pointwise)] or (0, 0, 0, 0)
        fits = edit.values.shape == shape[:2] and edit.first < shape[2] and edit.second < shape[3]
        (fitting if fits else others).append(edit)
    return fitting, others


def edit_notices(stack: ConvolutionStack, channels: int) -> list[Problem]:
    """Explain edits that are not used: unreadable, or made for a kernel of another shape. Nothing is stopped.

    Example:
        >>> edit_notices(ConvolutionStack(edits="nonsense"), channels=3)[0].code
        'edits_unreadable'
    """
    try:
        decode_edits(stack.edits)
    except KernelEditsError:
        return [Problem("edits", "edits_unreadable", {}, {"edits": ""})]
    fitting, others = fitting_edits(stack, channels)
    if not others:
        return []
    return [Problem("edits", "edits_do_not_fit", {"count": len(others)}, {"edits": encode_edits(fitting)})]


def kernels_of_map(stack: ConvolutionStack, channels: int, map_index: int) -> list[Place]:
    """Find the kernels of one map in the kernel array: indices on its third and fourth axis, in channel order.

    SeparableConv2D's depthwise kernels serve every map; all of them are given.

    Raises:
        KernelEditsError: there is no such map.

    Example:
        >>> kernels_of_map(ConvolutionStack(layer="DepthwiseConv2D", depth_multiplier=2), channels=3, map_index=3)
        [(1, 1)]
    """
    if not isinstance(map_index, int) or not 0 <= map_index < stack.maps(channels):
        raise KernelEditsError(f"Maps run from 0 to {stack.maps(channels) - 1}. Received: {map_index!r}.")
    third, fourth = weight_shapes(stack, channels)[0][2:]
    match stack.layer:
        case "DepthwiseConv2D":
            return [divmod(map_index, fourth)]
        case "SeparableConv2D":
            return [(channel, variant) for channel in range(third) for variant in range(fourth)]
        case "Conv2DTranspose":
            return [(map_index, channel) for channel in range(fourth)]
    return [(channel, map_index) for channel in range(third)]


def edit_map(
    stack: ConvolutionStack,
    channels: int,
    map_index: int,
    kernels: Sequence[Sequence[float]],
    pointwise: Sequence[float] | None = None,
) -> str:
    """Return the text for ``edits`` after a visitor has written the kernels of one map.

    Args:
        stack: the present settings; edits that do not fit any more are left out.
        channels: of the picture.
        map_index: which map.
        kernels: one for each of `kernels_of_map`, each with kernel rows × kernel columns numbers, row by row.
        pointwise: for SeparableConv2D, the map's weight for each of these kernels, or None to leave them.

    Raises:
        KernelEditsError: numbers that are not finite or too many or too few, or a text too long for a link.

    Example:
        >>> stack = ConvolutionStack(color=False, filters=1, kernel_rows=1, kernels=("box",))
        >>> decode_edits(edit_map(stack, 1, 0, [[0.5]]))[0].values.tolist()
        [[0.5]]
    """
    places = kernels_of_map(stack, channels, map_index)
    rows, columns = stack.kernel_size
    numbers = _numbers(kernels, (len(places), rows * columns))
    edits = [KernelEdit(*place, values.reshape(rows, columns)) for place, values in zip(places, numbers, strict=True)]
    if pointwise is not None:
        edits += _pointwise_edits(stack, map_index, len(places), pointwise)
    return encode_edits([*fitting_edits(stack, channels)[0], *edits])


def _pointwise_edits(
    stack: ConvolutionStack, map_index: int, count: int, weights: Sequence[float]
) -> Iterator[KernelEdit]:
    if stack.layer != "SeparableConv2D":
        raise KernelEditsError(f"Only SeparableConv2D has pointwise weights. Received: some for {stack.layer}.")
    numbers = _numbers(weights, (count,))
    return (KernelEdit(i, map_index, weight.reshape(1, 1), True) for i, weight in enumerate(numbers))


def _numbers(values: Any, shape: tuple[int, ...]) -> NDArray[np.float32]:
    try:
        with np.errstate(over="ignore"):  # becomes infinite, and is refused for that
            numbers = np.array(values, dtype=np.float64).astype(np.float32)
    except (TypeError, ValueError) as error:
        raise KernelEditsError(
            f"Kernels are lists of numbers, all equally long. Received: {str(values)[:40]}."
        ) from error
    if numbers.shape != shape:
        raise KernelEditsError(f"The numbers of this map have the shape {shape}. Received: {numbers.shape}.")
    return numbers


def reset_map(stack: ConvolutionStack, channels: int, map_index: int) -> str:
    """Return the text for ``edits`` without those of one map: its kernels are again what the settings say."""
    places = set(kernels_of_map(stack, channels, map_index))
    kept = []
    for edit in fitting_edits(stack, channels)[0]:
        mine = edit.second == map_index if edit.pointwise else (edit.first, edit.second) in places
        if not mine:
            kept.append(edit)
    return encode_edits(kept)
