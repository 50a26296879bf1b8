"""Sentences about a network that is being built: what is wrong with a layer, and what its remedy does."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, Final

from cnn_core.drafts import NetworkDraft
from cnn_core.drafts.layers import BACKBONE, KINDS
from cnn_core.drafts.rules import DraftProblem
from cnn_core.settings import kind as kind_of
from cnn_core.settings import limits
from ui.components.builder import Knob, LayerKind, LayerProblem, PlainLayer, SettingField
from ui.language import has, number, t

GROUPS: Final = {
    "convolution": ("Conv2D", "DepthwiseConv2D", "SeparableConv2D", "ResidualBlock"),
    "pooling": ("MaxPooling2D", "AveragePooling2D"),
    "vector": ("Flatten", "GlobalAveragePooling2D", "GlobalMaxPooling2D"),
    "dense": ("Dense",),
    "between": ("Activation", "BatchNormalization", "Dropout"),
    "pretrained": (BACKBONE,),
}
"""The palette's groups, in the order in which layers usually come."""
_MOST_SEGMENTS: Final = 3
_KNOBS: Final[dict[str, Knob]] = {"whole": "number", "real": "slider", "flag": "switch"}
_MILLION: Final = 1_000_000


def kinds() -> list[LayerKind]:
    """List every kind of layer for the palette and its knobs."""
    return [
        {
            "kind": kind,
            "group": t(f"build.group.{group}"),
            "about": t(f"build.about.{kind}"),
            "fields": [_field(kind, setting.name) for setting in fields(KINDS[kind])],
        }
        for group, members in GROUPS.items()
        for kind in members
    ]


def _field(kind: str, name: str) -> SettingField:
    """Describe one setting as a knob; its label is Keras's own word."""
    limit, is_a = limits(KINDS[kind], name), kind_of(KINDS[kind], name)
    drawn = _KNOBS.get(is_a, "select")
    if is_a == "choice" and len(limit.options) <= _MOST_SEGMENTS:
        drawn = "segments"
    help_key = "pool_strides" if name == "strides" and limit.minimum == 0 else name
    return {
        "name": name,
        "kind": drawn,
        "label": name,
        "help": t(f"build.help.{help_key}"),
        "minimum": limit.minimum,
        "maximum": limit.maximum,
        "step": limit.step,
        "default": limit.default,
        "options": [{"value": option, "label": _option(name, option)} for option in limit.options],
    }


def _option(name: str, option: str) -> str:
    return t(f"build.option.{name}.{option}") if has(f"build.option.{name}.{option}") else option


def plain(draft: NetworkDraft) -> list[PlainLayer]:
    """List the layers of a network as the view takes them."""
    return [{"kind": layer.kind, "settings": dict(layer.settings)} for layer in draft.layers]


def problem(found: DraftProblem) -> LayerProblem:
    """Write a problem as the view says it at its layer."""
    values = {name: _write(found.code, name, value) for name, value in found.values.items()}
    return {
        "index": found.index,
        "text": t(f"build.problem.{found.code}", **values),
        "fix": {
            "label": t(f"build.fix.{found.fix}", **found.fix_values),
            "layers": plain(found.remedy),
        },
    }


def _write(code: str, name: str, value: Any) -> Any:
    if name == "share":
        return number(100 * value, 0)
    if name in ("limit", "received") and code != "too_many_layers":
        return number(value / _MILLION, 1 if name == "received" else 0)
    return value
