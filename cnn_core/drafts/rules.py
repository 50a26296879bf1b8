"""Layers that cannot work on what they get, each said where it stands, with the nearest network that can.

What Keras 3.15 on TensorFlow 2.21 refuses on a CPU was found by trying, and tests try it again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from cnn_core.arithmetic.layer_rules import Shape
from cnn_core.arithmetic.windows import effective_kernel_size
from cnn_core.drafts.draft import MAXIMUM_LAYERS, NetworkDraft, with_layers
from cnn_core.drafts.layers import BACKBONE, CONVOLUTIONS, NEED_MAPS, POOLINGS, DraftLayer
from cnn_core.drafts.steps import shape_after

_GLOBAL: Final = ("GlobalAveragePooling2D", "GlobalMaxPooling2D")
LONGEST_VECTOR: Final = 20_000
"""Maps with more values are averaged, where a remedy needs a vector of them."""


@dataclass(frozen=True)
class DraftProblem:
    """A reason why a network cannot be, and the way out.

    Attributes:
        index: the layer at which it is said; ``len(draft.layers)`` for the understood ones at the end.
        code: which rule is broken.
        values: numbers and kinds for the sentence.
        remedy: the nearest network without this problem.
        fix: what the remedy does: "set", "insert", "remove", "move", "replace", or "shorten".
        fix_values: for the words on its button: setting and value, or kinds.
    """

    index: int
    code: str
    values: Mapping[str, Any]
    remedy: NetworkDraft
    fix: str
    fix_values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class _Finding:
    """A broken rule at one layer, and the layers that stand in its place afterwards."""

    code: str
    values: Mapping[str, Any]
    instead: tuple[DraftLayer, ...]
    fix: str
    fix_values: Mapping[str, Any] = field(default_factory=dict)
    place: int | None = None
    """Of a layer that moves: where it stands among the others."""


def problems_of_layers(draft: NetworkDraft) -> list[DraftProblem]:
    """List every layer that cannot work, in order. After each, the walk goes on as if its remedy were in place.

    Example:
        >>> layers = (DraftLayer("Flatten"), DraftLayer("MaxPooling2D"))
        >>> [(one.index, one.code, one.fix) for one in problems_of_layers(NetworkDraft(8, 8, 1, 10, layers))]
        [(1, 'needs_maps', 'move')]
    """
    found: list[DraftProblem] = []
    shape: Shape = (draft.rows, draft.columns, draft.channels)
    flattened = 0  # the layer at which the maps end
    for index, layer in enumerate(draft.layers):
        finding = _finding(draft, index, shape, flattened)
        if finding:
            found.append(_problem(draft, index, finding))
        after = _follow(finding.instead if finding else (layer,), shape)
        flattened = index if len(after) < len(shape) else flattened
        shape = after
    return sorted([*found, *_too_many(draft), *_end(draft, shape)], key=lambda problem: problem.index)


def _problem(draft: NetworkDraft, index: int, finding: _Finding) -> DraftProblem:
    layers = [*draft.layers]
    layers[index : index + 1] = finding.instead
    if finding.place is not None:
        layers.insert(finding.place, draft.layers[index])
    remedy = with_layers(draft, layers)
    return DraftProblem(index, finding.code, finding.values, remedy, finding.fix, finding.fix_values)


def _too_many(draft: NetworkDraft) -> list[DraftProblem]:
    if len(draft.layers) <= MAXIMUM_LAYERS:
        return []
    shorter = with_layers(draft, draft.layers[:MAXIMUM_LAYERS])
    values = {"limit": MAXIMUM_LAYERS, "received": len(draft.layers)}
    return [DraftProblem(MAXIMUM_LAYERS, "too_many_layers", values, shorter, "shorten", {"limit": MAXIMUM_LAYERS})]


def _follow(layers: tuple[DraftLayer, ...], shape: Shape) -> Shape:
    """Compute the shape after layers in a row, each mended as far as its own windows need it."""
    for layer in layers:
        finding = _too_large(layer, shape)
        shape = _follow(finding.instead, shape) if finding else shape_after(layer, shape)
    return shape


def _end(draft: NetworkDraft, shape: Shape) -> list[DraftProblem]:
    """Require a vector for the understood layers at the end."""
    if len(shape) < 3:
        return []
    kind = _to_vector(shape)
    remedy = with_layers(draft, (*draft.layers[: MAXIMUM_LAYERS - 1], DraftLayer(kind)))
    values = {"rows": shape[0], "columns": shape[1], "maps": shape[2]}
    return [DraftProblem(len(draft.layers), "end_needs_vector", values, remedy, "insert", {"kind": kind})]


def _to_vector(shape: Shape) -> str:
    return "Flatten" if shape[0] * shape[1] * shape[2] <= LONGEST_VECTOR else "GlobalAveragePooling2D"


def _finding(draft: NetworkDraft, index: int, shape: Shape, flattened: int) -> _Finding | None:
    layer = draft.layers[index]
    if layer.kind == BACKBONE and index:
        if draft.is_transfer:
            return _remove("backbone_twice", {}, layer)
        return _move("backbone_not_first", {}, layer, 0)
    if layer.kind in NEED_MAPS and len(shape) == 1:
        values = {"kind": layer.kind, "length": shape[0]}
        if draft.is_transfer:
            return _remove("after_backbone", values, layer)
        if layer.kind in _GLOBAL and draft.layers[flattened].kind in _GLOBAL:
            return _remove("needs_maps", values, layer)
        return _move("needs_maps", values, layer, flattened)
    if layer.kind == "Dense" and len(shape) == 3:
        return _dense_on_maps(draft, index, shape)
    if layer.kind in (*_GLOBAL, "Flatten") and len(shape) == 3:
        return _too_early(draft, index)
    return _strides_with_dilation(layer) or _too_large(layer, shape)


def _dense_on_maps(draft: NetworkDraft, index: int, shape: Shape) -> _Finding:
    """Behind the layer that makes a vector of the maps, if there is one, else behind one that is put in for it."""
    layer, kind = draft.layers[index], _to_vector(shape)
    values = {"rows": shape[0], "columns": shape[1], "maps": shape[2]}
    end, between = _way_to_vector(draft, index)
    if end is not None or between:
        return _move("needs_vector", values, layer, len(draft.layers) - 1 if end is None else end)
    if len(draft.layers) < MAXIMUM_LAYERS:
        return _Finding("needs_vector", values, (DraftLayer(kind), layer), "insert", {"kind": kind})
    return _Finding("needs_vector", values, (DraftLayer(kind),), "replace", {"kind": kind})


def _too_early(draft: NetworkDraft, index: int) -> _Finding | None:
    """Find maps that become a vector while several layers behind still need them; a single one is said at that one."""
    layer = draft.layers[index]
    end, between = _way_to_vector(draft, index)
    values = {"kind": layer.kind, "first": draft.layers[between[0]].kind if between else ""}
    if end is not None and between:
        return _remove("maps_end_too_early", values, layer)
    return _move("maps_end_too_early", values, layer, between[-1]) if len(between) > 1 else None


def _way_to_vector(draft: NetworkDraft, index: int) -> tuple[int | None, list[int]]:
    """Find the next layer that makes a vector of maps, and the layers before it that need maps."""
    between: list[int] = []
    for place in range(index + 1, len(draft.layers)):
        kind = draft.layers[place].kind
        if kind in (*_GLOBAL, "Flatten"):
            return place, between
        if kind in NEED_MAPS:
            between.append(place)
    return None, between


def _strides_with_dilation(layer: DraftLayer) -> _Finding | None:
    if layer.kind != "Conv2D" or layer.settings["strides"] == 1 or layer.settings["dilation_rate"] == 1:
        return None
    values = {name: layer.settings[name] for name in ("strides", "dilation_rate")}
    return _set("strides_with_dilation", values, layer, "dilation_rate", 1)


def _too_large(layer: DraftLayer, shape: Shape) -> _Finding | None:
    """Find a window without padding that is larger than the maps."""
    if layer.kind not in (*CONVOLUTIONS, *POOLINGS) or layer.settings["padding"] == "same":
        return None
    room = min(shape[:2])
    values = {"rows": shape[0], "columns": shape[1]}
    if layer.kind in POOLINGS:
        size = layer.settings["pool_size"]
        if size <= room:
            return None
        values["pool_size"] = size
        if room == 1:  # nothing is left to pool
            return _remove("pool_larger_than_maps", values, layer)
        return _set("pool_larger_than_maps", values, layer, "pool_size", room)
    size, rate = layer.settings["kernel_size"], layer.settings["dilation_rate"]
    span = effective_kernel_size(size, rate)
    if span <= room:
        return None
    values |= {"kernel_size": size, "dilation_rate": rate, "span": span}
    if size <= room:
        return _set("dilated_kernel_larger_than_maps", values, layer, "dilation_rate", (room - 1) // (size - 1))
    return _set("kernel_larger_than_maps", values, layer, "kernel_size", room)


def _set(code: str, values: Mapping[str, Any], layer: DraftLayer, setting: str, value: Any) -> _Finding:
    changed = layer.with_settings(**{setting: value})
    return _Finding(code, values, (changed,), "set", {"setting": setting, "value": value})


def _remove(code: str, values: Mapping[str, Any], layer: DraftLayer) -> _Finding:
    return _Finding(code, values, (), "remove", {"kind": layer.kind})


def _move(code: str, values: Mapping[str, Any], layer: DraftLayer, place: int) -> _Finding:
    return _Finding(code, values, (), "move", {"kind": layer.kind}, place)
