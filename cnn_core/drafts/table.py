"""The table of a draft: what each layer puts out, what it costs, and how much of the picture it sees.

Everything is computed from the settings by arithmetic; no model is built. What counts is in `cnn_core.networks.table`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import Final

from cnn_core.arithmetic.layer_rules import Shape
from cnn_core.drafts.backbone import NAME, backbone
from cnn_core.drafts.draft import NetworkDraft, names
from cnn_core.drafts.layers import BACKBONE
from cnn_core.drafts.rules import problems_of_layers
from cnn_core.drafts.steps import Steps, before, head, shape_after, steps
from cnn_core.networks.spec import NetworkSpec
from cnn_core.networks.table import LayerRow, describe

_NUMBER: Final = 4  # bytes of a float32


@dataclass(frozen=True)
class DraftRow:
    """One row of the table.

    Attributes:
        kind: of the layer; of the understood ones their Keras class.
        name: of the Keras layer, of several the last one's.
        output_shape: without the batch: (rows, columns, channels) or (units,); () where a layer before cannot be.
        parameters: numbers that it holds, trainable or not.
        multiply_accumulates: for one picture.
        bytes: of its outputs for one picture, as float32, with those in between.
        receptive_field: (rows, columns) of the picture that one cell can see; None for vectors, which see all of it.
        index: its place in ``draft.layers``; None for an understood one.
    """

    kind: str
    name: str
    output_shape: Shape
    parameters: int = 0
    multiply_accumulates: int = 0
    bytes: int = 0
    receptive_field: tuple[int, int] | None = None
    index: int | None = None


def table(draft: NetworkDraft) -> list[DraftRow]:
    """Tabulate the network: one row a layer, with the understood ones before and after.

    Rows from the first layer that cannot be computed on have the shape () and no costs.

    Example:
        >>> from cnn_core.drafts.layers import DraftLayer
        >>> layers = (DraftLayer("Conv2D", {"filters": 4}), DraftLayer("Flatten"))
        >>> for row in table(NetworkDraft(8, 8, 1, 10, layers)):
        ...     print(row.name, row.output_shape, row.parameters, row.receptive_field)
        rescaling (8, 8, 1) 0 (1, 1)
        conv2d_1 (6, 6, 4) 40 (3, 3)
        flatten_1 (144,) 0 None
        logits (10,) 1450 None
        softmax (10,) 0 None
    """
    problem = next(iter(problems_of_layers(draft)), None)
    count = problem.index if problem else len(draft.layers)
    rows = _rows(draft, count, ends=problem is None)
    rest = list(zip(draft.layers, names(draft), strict=True))[count:]
    rows += [DraftRow(layer.kind, name, (), index=count + place) for place, (layer, name) in enumerate(rest)]
    if problem:
        rows += [DraftRow(spec.class_name, spec.name, ()) for spec in head(draft.classes)]
    return rows


def _rows(draft: NetworkDraft, count: int, ends: bool) -> list[DraftRow]:
    """Tabulate the first ``count`` layers, which can be computed, and with ``ends`` those of the head."""
    rows = [_backbone_row()] if draft.is_transfer and count else []
    start: Shape = (backbone().features,) if rows else (draft.rows, draft.columns, draft.channels)
    parts: list[tuple[int | None, Steps]] = [(None, Steps((spec,))) for spec in before(draft)]
    shape = start
    for place, (layer, name) in list(enumerate(zip(draft.layers, names(draft), strict=True)))[len(rows) : count]:
        parts.append((place, steps(layer, name, shape[-1])))
        shape = shape_after(layer, shape)
    parts += [(None, Steps((spec,))) for spec in head(draft.classes)] if ends else []
    described = iter(describe(NetworkSpec(start, tuple(spec for _, done in parts for spec in done.in_a_row))))
    shape = start
    for index, done in parts:
        lines = [next(described) for _ in done.in_a_row]
        kind = draft.layers[index].kind if index is not None else lines[-1].class_name
        rows.append(_row(kind, index, lines, _shortcut(done, shape)))
        shape = lines[-1].output_shape
    return rows


def _backbone_row() -> DraftRow:
    facts = backbone()
    costs = facts.parameters, facts.multiply_accumulates, facts.bytes
    return DraftRow(BACKBONE, NAME, (facts.features,), *costs, receptive_field=None, index=0)


def _shortcut(done: Steps, shape: Shape) -> list[LayerRow]:
    """Tabulate what stands beside a block's main layers, without their place in the picture."""
    return describe(NetworkSpec(shape, done.shortcut)) if done.shortcut else []


def _row(kind: str, index: int | None, lines: Sequence[LayerRow], beside: Sequence[LayerRow]) -> DraftRow:
    last = lines[-1]
    numbers = sum(prod(line.output_shape) for line in (*lines, *beside))
    if kind == "ResidualBlock":
        numbers += prod(last.output_shape)  # the sum
    return DraftRow(
        kind,
        last.name,
        last.output_shape,
        sum(line.parameters for line in (*lines, *beside)),
        sum(line.multiply_accumulates for line in (*lines, *beside)),
        _NUMBER * numbers,
        last.receptive_field,
        index,
    )
