"""Combinations of the lab's settings that no layer can compute, each with the nearest one that works.

What Keras 3.15 on TensorFlow 2.21 refuses on a CPU was found by trying, and tests try it again: strides > 1 together
with dilation > 1 for Conv2D (also grouped) and Conv2DTranspose, but not for DepthwiseConv2D and SeparableConv2D; groups
that do not divide; windows larger than what they slide over. Grouped convolutions are computed (Keras compiles them
with XLA). Conv2DTranspose has no padding by numbers. Unequal strides of DepthwiseConv2D and SeparableConv2D are
refused by TensorFlow's own CPU kernel, and computed, now and then wrongly, by its oneDNN one: they count as refused.
A dilation of Conv2DTranspose, which the plain kernels refuse too, is computed (`cnn_core.networks.missing_kernels`).
Two rules are ours: a named kernel needs its minimum size, and a stage puts out at most `MAXIMUM_VALUES` numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from cnn_core.arithmetic.kernels import KERNELS
from cnn_core.arithmetic.windows import axis_paddings, effective_kernel_size, padding_amounts
from cnn_core.convolution_lab.sizes import AXES, feature_size
from cnn_core.convolution_lab.stack import ConvolutionStack
from cnn_core.settings import Problem, limits

MAXIMUM_VALUES = 3_500_000


def problems(stack: ConvolutionStack, channels: int) -> list[Problem]:
    """List why this stack cannot be computed on a picture of that many channels; [] when it can.

    Put the first problem's remedy in place and ask again: after at most six times nothing is left.

    Example:
        >>> for problem in problems(ConvolutionStack(stride_rows=2, dilation_rate=2), channels=3):
        ...     print(problem.field, problem.code, problem.remedy)
        dilation_rate strides_with_dilation {'dilation_rate': 1}
    """
    found: list[Problem] = []
    for rule in _RULES:
        problem = rule(stack, channels)
        if problem:
            found.append(problem)
    return found


def nearest(stack: ConvolutionStack) -> ConvolutionStack:
    """Return the nearest stack without problems: the remedies put in place, one after the other.

    Example:
        >>> nearest(ConvolutionStack(stride_rows=2, dilation_rate=2)).dilation_rate
        1
    """
    while found := problems(stack, stack.channels):
        stack = replace(stack, **found[0].remedy)
    return stack


def _transpose_padding(stack: ConvolutionStack, channels: int) -> Problem | None:
    if stack.layer != "Conv2DTranspose" or stack.padding != "custom":
        return None
    return Problem("padding", "transpose_padding", {}, {"padding": "same"})


def _unequal_strides(stack: ConvolutionStack, channels: int) -> Problem | None:
    rows, columns = stack.strides
    if stack.layer not in ("DepthwiseConv2D", "SeparableConv2D") or rows == columns:
        return None
    values = {"layer": stack.layer, "rows": rows, "columns": columns}
    return Problem("equal_strides", "unequal_strides", values, {"equal_strides": True})


def _strides_with_dilation(stack: ConvolutionStack, channels: int) -> Problem | None:
    decomposed = stack.layer in ("DepthwiseConv2D", "SeparableConv2D")  # Keras dilates first and thins out afterwards
    if decomposed or max(stack.strides) == 1 or stack.dilation_rate == 1:
        return None
    values = {
        "layer": stack.layer,
        "stride_rows": stack.strides[0],
        "stride_columns": stack.strides[1],
        "dilation_rate": stack.dilation_rate,
    }
    return Problem("dilation_rate", "strides_with_dilation", values, {"dilation_rate": 1})


def _groups_divide_channels(stack: ConvolutionStack, channels: int) -> Problem | None:
    if channels % stack.kernel_groups == 0:
        return None
    groups = _nearest(stack.groups, [number for number in range(1, channels + 1) if channels % number == 0])
    return Problem("groups", "groups_channels", {"groups": stack.groups, "channels": channels}, {"groups": groups})


def _groups_divide_filters(stack: ConvolutionStack, channels: int) -> Problem | None:
    if stack.filters % stack.kernel_groups == 0 or channels % stack.groups:
        return None
    most = int(limits(ConvolutionStack, "filters").maximum or 1)
    filters = _nearest(stack.filters, list(range(stack.groups, most + 1, stack.groups)))
    return Problem(
        "filters", "groups_filters", {"groups": stack.groups, "filters": stack.filters}, {"filters": filters}
    )


def _nearest(value: int, allowed: list[int]) -> int:
    return min(allowed, key=lambda candidate: (abs(candidate - value), candidate))


def _kernel_too_small(stack: ConvolutionStack, channels: int) -> Problem | None:
    if stack.kernel_source != "named":
        return None
    rows, columns = stack.kernel_size
    used = stack.kernels[: stack.kernels_wanted]
    name = next((n for n in used if KERNELS[n].minimum_size[0] > rows or KERNELS[n].minimum_size[1] > columns), None)
    if name is None:
        return None
    least_rows = max(KERNELS[n].minimum_size[0] for n in used)
    least_columns = max(KERNELS[n].minimum_size[1] for n in used)
    if stack.square_kernel:
        remedy = {"kernel_rows": max(least_rows, least_columns)}
    else:
        least = (("kernel_rows", rows, least_rows), ("kernel_columns", columns, least_columns))
        remedy = {field: minimum for field, size, minimum in least if size < minimum}
    minimum_rows, minimum_columns = KERNELS[name].minimum_size
    values = {"kernel": name, "minimum_rows": minimum_rows, "minimum_columns": minimum_columns}
    return Problem(next(iter(remedy)), "kernel_too_small", values | {"rows": rows, "columns": columns}, remedy)


def _window_larger_than_input(stack: ConvolutionStack, channels: int) -> Problem | None:
    if stack.layer == "Conv2DTranspose" or stack.padding == "same":
        return None
    paddings = axis_paddings(stack.padding_rule)
    padded = [stack.size + sum(padding_amounts(stack.size, stack.kernel_size[i], 1, paddings[i])) for i in (0, 1)]
    windows = [effective_kernel_size(size, stack.dilation_rate) for size in stack.kernel_size]
    axis = next((i for i in (0, 1) if windows[i] > padded[i]), None)
    if axis is None:
        return None
    remedy = _smaller_window(stack, padded)
    values = {"axis": AXES[axis], "window": windows[axis], "input": padded[axis]}
    return Problem(next(iter(remedy)), "window_larger_than_input", values, remedy)


def _smaller_window(stack: ConvolutionStack, padded: list[int]) -> dict[str, int]:
    """Return the largest dilation rate that fits, or else the largest kernel."""
    if all(size <= room for size, room in zip(stack.kernel_size, padded, strict=True)):
        spans = zip(stack.kernel_size, padded, strict=True)
        return {"dilation_rate": min((room - 1) // (size - 1) for size, room in spans if size > 1)}
    if stack.square_kernel:
        return {"kernel_rows": min(padded)}
    fields = zip(("kernel_rows", "kernel_columns"), stack.kernel_size, padded, strict=True)
    return {field: room for field, size, room in fields if size > room}


def _too_many_values(stack: ConvolutionStack, channels: int) -> Problem | None:
    if stack.layer != "Conv2DTranspose" or stack.padding == "custom":
        return None  # no other layer can reach the limit: 278 × 278 cells (256 and padding) of 32 maps
    rows, columns = feature_size(stack)
    if rows * columns * stack.filters <= MAXIMUM_VALUES:
        return None
    values = {"rows": rows, "columns": columns, "filters": stack.filters, "limit": MAXIMUM_VALUES}
    return Problem("filters", "too_many_values", values, {"filters": MAXIMUM_VALUES // (rows * columns)})


def _pool_larger_than_map(stack: ConvolutionStack, channels: int) -> Problem | None:
    slides = stack.pooling in ("max", "average", "min") and stack.pool_padding == "valid"
    if not slides or _transpose_padding(stack, channels) or _window_larger_than_input(stack, channels):
        return None  # without maps there is no room to speak of
    rows, columns = feature_size(stack)
    if stack.pool_size <= min(rows, columns):
        return None
    values = {"pool_size": stack.pool_size, "rows": rows, "columns": columns}
    return Problem("pool_size", "pool_larger_than_map", values, {"pool_size": min(rows, columns)})


_RULES: tuple[Callable[[ConvolutionStack, int], Problem | None], ...] = (
    _transpose_padding,
    _unequal_strides,
    _strides_with_dilation,
    _groups_divide_channels,
    _groups_divide_filters,
    _kernel_too_small,
    _window_larger_than_input,
    _too_many_values,
    _pool_larger_than_map,
)
