"""Edits of a network by a visitor: knobs that were turned, units that were switched off; and their text in a link."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Final, TypeAlias
from urllib.parse import quote, unquote

from cnn_core.arithmetic.activation import ACTIVATIONS

Value: TypeAlias = int | tuple[int, int] | str

NUMBERS: Final = {"strides": 8, "dilation_rate": 8, "pool_size": 64, "pool_strides": 64}
"""Fields that are a whole number, or one for rows and one for columns, from 1 to this."""
NAMES: Final = {
    "padding": ("valid", "same"),
    "activation": tuple(ACTIVATIONS),
    "pooling": ("max", "average", "min"),
}
"""Fields that are one of these names."""
FIELDS: Final = (*NUMBERS, *NAMES)

LONGEST: Final = 400
"""Letters that the changes may take in a link."""
_LONGEST_NAME: Final = 160
_MOST_UNITS: Final = 1_000_000
_CODES: Final = {
    "strides": "s", "dilation_rate": "d", "pool_size": "w", "pool_strides": "t", "padding": "p", "activation": "a",
    "pooling": "k",
}  # fmt: skip
_FIELDS: Final = {code: field for field, code in _CODES.items()}
_ABLATION: Final = "x"
# Nothing but what separates parts has to be written in another way.
_SAFE: Final = "".join(chr(code) for code in range(33, 127) if chr(code) not in ";%")


class EditsError(ValueError):
    """Changes that cannot be read or written. The message states the rule and then what was received."""


@dataclass(frozen=True)
class Edits:
    """Changes of a network; the empty ones leave it as it is.

    Attributes:
        changes: (layer, field, value): the Keras layer's name as in `cnn_core.network_graph.graph.Node.layer`, one of
            `FIELDS`, and what it is set to; each layer's field once.
        ablations: (node, unit): outputs that are switched off, each once.
    """

    changes: tuple[tuple[str, str, Value], ...] = ()
    ablations: tuple[tuple[str, int], ...] = ()

    @property
    def structure(self) -> tuple[object, ...]:
        """Equal for edits that the same compiled function computes: it is told which units of a node are off."""
        return (tuple(sorted(self.changes, key=str)), tuple(sorted({node for node, _ in self.ablations})))


def check(edits: Edits) -> None:
    """Raise an EditsError for the first change that no network can have.

    Whether a network has the layer, and whether Keras takes the value there, shows when it is looked at.
    """
    for layer, field, value in edits.changes:
        _check_name(layer)
        _check_value(field, value)
    for node, unit in edits.ablations:
        _check_name(node)
        if not isinstance(unit, int) or isinstance(unit, bool) or not 0 <= unit < _MOST_UNITS:
            raise EditsError(f"A unit is a whole number from 0. Received: {unit!r}. Count its maps from 0.")
    places = [change[:2] for change in edits.changes]
    if len(set(places)) < len(places) or len(set(edits.ablations)) < len(edits.ablations):
        raise EditsError("Every change stands once. Received: one of them twice. Leave one of the two out.")


def _check_name(name: object) -> None:
    if not isinstance(name, str) or not 0 < len(name) <= _LONGEST_NAME:
        raise EditsError(
            f"A layer's name has 1 to {_LONGEST_NAME} letters. Received: {str(name)[:40]!r}. "
            "Name a layer of the network."
        )


def _check_value(field: str, value: object) -> None:
    if field in NAMES and value in NAMES[field]:
        return
    if field in NUMBERS and value and all(_is_number(one, NUMBERS[field]) for one in _both(value)):
        return
    if field not in FIELDS:
        raise EditsError(f"A knob is one of {', '.join(FIELDS)}. Received: {str(field)[:40]!r}. Turn one of these.")
    wanted = ", ".join(NAMES[field]) if field in NAMES else f"1 to {NUMBERS[field]}, or a pair of them"
    raise EditsError(f"`{field}` is one of {wanted}. Received: {str(value)[:40]!r}. Choose one of these.")


def _both(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) and len(value) == 2 else (value,)


def _is_number(value: object, largest: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= largest


def encode(edits: Edits) -> str:
    """Write the changes as a text for a link.

    Raises:
        EditsError: a change cannot be, or the text has more than `LONGEST` letters.

    Example:
        >>> encode(Edits((("conv", "strides", 2), ("pool", "pooling", "average")), (("conv", 3), ("conv", 5))))
        's=2@conv;k=average@pool;x=3,5@conv'
    """
    check(edits)
    parts = [f"{_CODES[field]}={_write(value)}@{_quote(layer)}" for layer, field, value in edits.changes]
    for node, units in groupby(edits.ablations, key=lambda ablation: ablation[0]):
        parts.append(f"{_ABLATION}={','.join(str(unit) for _, unit in units)}@{_quote(node)}")
    text = ";".join(parts)
    if len(text) > LONGEST:
        raise EditsError(
            f"Changes take at most {LONGEST} letters in a link. Received: {len(text)}. Take some changes back."
        )
    return text


def decode(text: str) -> Edits:
    """Read the changes that `encode` wrote.

    Raises:
        EditsError: the text is damaged.

    Example:
        >>> decode("s=2@conv;x=3,5@conv")
        Edits(changes=(('conv', 'strides', 2),), ablations=(('conv', 3), ('conv', 5)))
        >>> decode("s=0@conv")
        Traceback (most recent call last):
        cnn_core.network_graph.edits.EditsError: `strides` is one of 1 to 8, or a pair of them. Received: '0'. \
Choose one of these.
    """
    if len(text) > LONGEST:
        raise EditsError(f"Changes take at most {LONGEST} letters. Received: {len(text)}. Copy the link again.")
    changes: list[tuple[str, str, Value]] = []
    ablations: list[tuple[str, int]] = []
    for code, value, name in _parts(text):
        if code == _ABLATION:
            ablations += [(name, _read_number(unit)) for unit in value.split(",")]
        else:
            changes.append((name, _FIELDS[code], _read(_FIELDS[code], value)))
    edits = Edits(tuple(changes), tuple(ablations))
    check(edits)
    return edits


def _parts(text: str) -> Iterator[tuple[str, str, str]]:
    for part in text.split(";") if text else ():
        found = re.fullmatch(r"([a-z])=([\w,]+)@(.+)", part)
        if not found or found[1] not in (*_FIELDS, _ABLATION):
            raise EditsError(
                f"A change is written as LETTER=VALUE@LAYER. Received: {part[:40]!r}. Copy the link again."
            )
        yield found[1], found[2], unquote(found[3])


def _write(value: Value) -> str:
    return "x".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _quote(name: str) -> str:
    return quote(name, safe=_SAFE)


def _read(field: str, value: str) -> Value:
    if field in NAMES:
        return value
    first, separator, second = value.partition("x")
    return (_read_number(first), _read_number(second)) if separator else _read_number(first)


def _read_number(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,7}", text):
        raise EditsError(f"A number in a change has 1 to 7 digits. Received: {text[:40]!r}. Copy the link again.")
    return int(text)
