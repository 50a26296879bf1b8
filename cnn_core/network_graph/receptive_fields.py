"""Receptive fields: what one cell of a network sees of the picture, how far at most, and exactly which pixels.

How far follows Araujo, Norris and Sim, "Computing receptive fields of convolutional neural networks", Distill, 2019,
doi:10.23915/distill.00021; where paths meet, the widest counts. Exactly which is told backwards, layer by layer, from
the cell to the picture. What lies at a field's rim contributes little: Luo et al., 2016, arXiv:1701.04128.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import ceil, floor
from typing import Any, Final, TypeAlias

from cnn_core.arithmetic.windows import crop_amounts, padding_amounts
from cnn_core.network_graph.graph import NetworkGraph, Node, Shape

Span: TypeAlias = tuple[int, int]
"""The first and the last cell along an axis."""
Box: TypeAlias = tuple[int, int, int, int]
"""(top, left, bottom, right); bottom and right are the first outside."""

_SLIDING: Final = frozenset({"convolution", "depthwise", "separable", "pooling"})
_CELLWISE: Final = frozenset(
    {"activation", "softmax", "dense", "batch_normalization", "add", "multiply", "concatenate", "rescaling",
     "normalization", "identity"}
)  # fmt: skip
_REACHES: Final = {"nearest": 0, "bilinear": 1}
"""Cells beside the nearest one that count when maps are enlarged; of the other interpolations 3."""


def pair(value: Any) -> tuple[Any, Any]:
    """Return a setting that Keras takes as one value or two, as two."""
    return (value[0], value[1]) if isinstance(value, (tuple, list)) else (value, value)


def field_sizes(nodes: Iterable[Node]) -> dict[str, tuple[int, int] | None]:
    """Node → (rows, columns) of the picture that one cell sees where nothing is cut off; None for vectors."""
    grown: dict[str, tuple[tuple[Fraction, Fraction], ...]] = {}
    picture: Shape = ()
    for node in nodes:
        picture = picture or node.shape
        before = [grown[name] for name in node.inputs]
        grown[node.name] = tuple(_grown(node, axis, [one[axis] for one in before], picture[axis]) for axis in range(2))
    shapes = {node.name: node.shape for node in nodes}
    return {
        name: (floor(rows[0]), floor(columns[0])) if len(shapes[name]) == 3 else None
        for name, (rows, columns) in grown.items()
    }


def _grown(node: Node, axis: int, before: list[tuple[Fraction, Fraction]], picture: int) -> tuple[Fraction, Fraction]:
    """Compute the field along an axis, and the pixels from one cell's field to the next one's."""
    if not before:
        return Fraction(1), Fraction(1)
    field, jump = max(size for size, _ in before), max(step for _, step in before)
    if node.kind in _SLIDING:
        window, stride, rate = _window(node, axis)
        return field + (window - 1) * rate * jump, jump * stride
    if node.kind == "transposed":
        window, stride, rate = _window(node, axis)
        return field + (window - 1) * rate * jump / stride, jump / stride
    if node.kind == "upsampling":
        reach = _REACHES.get(node.settings.get("interpolation", "nearest"), 3)
        return field + reach * jump, jump / pair(node.settings["size"])[axis]
    if node.kind in _CELLWISE or node.kind in ("zero_padding", "cropping"):
        return field, jump
    return max(field, Fraction(picture)), jump


def _window(node: Node, axis: int) -> tuple[int, int, int]:
    """Return cells of the window, stride, dilation rate."""
    settings = node.settings
    size = pair(settings["pool_size"] if node.kind == "pooling" else settings["kernel_size"])[axis]
    return size, pair(settings.get("strides", 1))[axis], pair(settings.get("dilation_rate", 1))[axis]


def visible_box(graph: NetworkGraph, name: str, row: int = 0, column: int = 0, unit: int = 0) -> Box:
    """Return the smallest box around the pixels that a cell of a node can see.

    Args:
        graph: the network.
        name: the node's.
        row: of the cell; of a vector any.
        column: likewise.
        unit: of a flattened vector, which entry.

    Returns:
        A box inside the picture; empty, (0, 0, 0, 0), if the cell sees nothing but padding.

    Example:
        >>> picture = Node("input", "input", "InputLayer", "input", (), (8, 8, 1))
        >>> conv = Node("conv", "conv", "Conv2D", "convolution", ("input",), (8, 8, 1),
        ...             settings={"kernel_size": (3, 3), "padding": "same"})
        >>> visible_box(NetworkGraph("one", (picture, conv), (), "conv"), "conv", row=0, column=4)
        (0, 3, 2, 6)
    """
    wanted: dict[str, tuple[Span, Span]] = {name: ((row, row), (column, column))}
    for node in reversed(graph.nodes):
        spans = wanted.get(node.name)
        if spans is None or not node.inputs:
            continue
        for source in node.inputs:
            shape = graph.node(source).shape
            if node.kind == "flatten" and node.name == name and len(shape) == 3:
                cell = divmod(unit // shape[2], shape[1])
                found = [(cell[0], cell[0]), (cell[1], cell[1])]
            else:
                found = [_before(node, axis, spans[axis], _cells(shape, axis)) for axis in range(2)]
            if all(first <= last for first, last in found):
                wanted[source] = _around(wanted.get(source), (found[0], found[1]))
    spans = wanted.get(graph.nodes[0].name)
    return (spans[0][0], spans[1][0], spans[0][1] + 1, spans[1][1] + 1) if spans else (0, 0, 0, 0)


def _cells(shape: Shape, axis: int) -> int:
    return shape[axis] if len(shape) == 3 else 1


def _around(known: tuple[Span, Span] | None, more: tuple[Span, Span]) -> tuple[Span, Span]:
    if known is None:
        return more
    rows, columns = ((min(a[0], b[0]), max(a[1], b[1])) for a, b in zip(known, more, strict=True))
    return rows, columns


def _before(node: Node, axis: int, span: Span, cells: int) -> Span:
    """Return the input cells that a span of a node's cells is computed from; first > last if there are none."""
    if len(node.shape) != 3 and cells > 1:
        return 0, cells - 1
    if cells == 1 and node.kind in _CELLWISE:  # one cell that counts everywhere
        return 0, 0
    first, last = _extent(node, axis, span, cells)
    return max(first, 0), min(last, cells - 1)


def _extent(node: Node, axis: int, span: Span, cells: int) -> Span:
    first, last = span
    settings: Mapping[str, Any] = node.settings
    if node.kind in _SLIDING:
        window, stride, rate = _window(node, axis)
        before, _ = padding_amounts(cells, window, stride, settings.get("padding", "valid"), rate)
        return first * stride - before, last * stride - before + (window - 1) * rate
    if node.kind == "transposed":
        window, stride, rate = _window(node, axis)
        before, _ = crop_amounts(window, stride, settings.get("padding", "valid"), rate)
        return ceil(Fraction(first + before - (window - 1) * rate, stride)), (last + before) // stride
    if node.kind in ("zero_padding", "cropping"):
        amount = pair(pair(settings["padding" if node.kind == "zero_padding" else "cropping"])[axis])[0]
        shift = -amount if node.kind == "zero_padding" else amount
        return first + shift, last + shift
    if node.kind == "upsampling":
        factor = pair(settings["size"])[axis]
        reach = _REACHES.get(settings.get("interpolation", "nearest"), 3)
        return first // factor - reach, last // factor + reach
    return (first, last) if node.kind in _CELLWISE else (0, cells - 1)
