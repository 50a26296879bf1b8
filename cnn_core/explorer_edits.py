"""What a visitor changes in a copy of a network: knobs turned, and units switched off; and how a link writes that."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Final

LONGEST: Final = 400
MOST_CHANGES: Final = 24
LARGEST: Final = 9
CHOICES: Final[dict[str, tuple[str, ...]]] = {
    "padding": ("valid", "same"),
    "activation": ("linear", "relu", "leaky_relu", "elu", "gelu", "silu", "sigmoid", "tanh", "softmax"),
    "pooling": ("max", "average", "min"),
}
NUMBERS: Final = ("strides", "dilation_rate", "pool_size", "pool_strides")
FIELDS: Final = (*CHOICES, *NUMBERS)
_NAME: Final = re.compile(r"[^\x00-\x1f<>\"]{1,120}")


class EditsError(ValueError):
    """Changes that are none: damaged, too many, or of a setting that no layer has."""


class EditRefused(ValueError):
    """A change that this network cannot take.

    Attributes:
        code: what is wrong; its sentence stands in the catalogue under ``explorer_problem.<code>``.
        values: names and numbers for the sentence.
    """

    def __init__(self, code: str, values: dict[str, Any]) -> None:
        super().__init__(code, values)
        self.code = code
        self.values = values

    def __str__(self) -> str:
        told = ", ".join(f"{name}: {value}" for name, value in self.values.items())
        return f"A change must leave a network that Keras can compute. Received: {self.code} ({told}). Take it back."


@dataclass(frozen=True)
class Edits:
    """All changes of a network.

    Attributes:
        changes: (layer, field, value): a layer's name, one of ``FIELDS``, and a whole number from 1 to ``LARGEST`` or one
            of the field's ``CHOICES``.
        ablations: (node, unit): units whose output is 0.

    Raises:
        EditsError: a field or a value that cannot be.
    """

    changes: tuple[tuple[str, str, int | str], ...] = ()
    ablations: tuple[tuple[str, int], ...] = ()

    def __post_init__(self) -> None:
        for layer, field, value in self.changes:
            if not (_is_name(layer) and _may_be(field, value)):
                raise _none_of_ours((layer, field, value))
        for node, unit in self.ablations:
            if not (_is_name(node) and _is_whole(unit) and 0 <= unit < 100_000):
                raise _none_of_ours((node, unit))

    def of(self, layer: str) -> dict[str, int | str]:
        """The changed settings of one layer."""
        return {field: value for name, field, value in self.changes if name == layer}

    def ablated(self, node: str) -> tuple[int, ...]:
        """The switched-off units of one node, in order."""
        return tuple(sorted({unit for name, unit in self.ablations if name == node}))


def encode(edits: Edits) -> str:
    """The changes as a link writes them, at most ``LONGEST`` characters; "" for none.

    Raises:
        EditsError: they are too many.

    Example:
        >>> encode(Edits((("conv_1", "strides", 2),), (("conv_1", 3),)))
        '[["conv_1","strides",2],["conv_1",3]]'
    """
    if edits == Edits():
        return ""
    text = json.dumps([*edits.changes, *edits.ablations], separators=(",", ":"), ensure_ascii=False)
    if len(text) > LONGEST or len(edits.changes) + len(edits.ablations) > MOST_CHANGES:
        raise EditsError(
            f"At most {MOST_CHANGES} changes, written with {LONGEST} characters, fit into a link. "
            f"Received: {len(edits.changes) + len(edits.ablations)} with {len(text)}. Take some back."
        )
    return text


def decode(text: str) -> Edits:
    """The changes that a link writes.

    Raises:
        EditsError: the text is not what `encode` writes.

    Example:
        >>> decode('[["conv_1","strides",2],["conv_1",3]]').of("conv_1")
        {'strides': 2}
    """
    if not text:
        return Edits()
    try:
        entries = json.loads(text) if len(text) <= LONGEST else None
    except (ValueError, RecursionError):
        entries = None
    if not isinstance(entries, list) or len(entries) > MOST_CHANGES:
        raise _none_of_ours(text)
    changes, ablations = [], []
    for entry in entries:
        match entry:
            case [str(layer), str(field), int() | str() as value]:
                changes.append((layer, field, value))
            case [str(node), int(unit)]:
                ablations.append((node, unit))
            case _:
                raise _none_of_ours(text)
    return Edits(tuple(changes), tuple(ablations))


def _may_be(field: Any, value: Any) -> bool:
    if field in CHOICES:
        return value in CHOICES[field]
    return field in NUMBERS and _is_whole(value) and 1 <= value <= LARGEST


def _is_name(name: Any) -> bool:
    return isinstance(name, str) and _NAME.fullmatch(name) is not None


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _none_of_ours(received: Any) -> EditsError:
    return EditsError(
        "A change is a layer, one of its settings and a value that this can have, or a node and one of its units. "
        f"Received: {str(received)[:60]}. Turn a knob in the explorer to make one."
    )
