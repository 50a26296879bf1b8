"""One short name for a request: equal requests have equal names, whoever makes them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any, TypeAlias

import numpy as np

_Part: TypeAlias = "bytes | memoryview"


def digest(function: str, arguments: tuple[Any, ...]) -> bytes:
    """Compute the 20 bytes that stand for a function with its arguments: the key of the cache.

    A pickle does not do: it depends on which equal strings happen to be the same object.

    Args:
        function: dotted name.
        arguments: None, booleans, numbers, strings, bytes, arrays, and tuples, lists, dictionaries and dataclasses of
            them.

    Raises:
        TypeError: an argument is something else.

    Example:
        >>> digest("cnn_core.f", (1,)) == digest("cnn_core.f", (1,))
        True
        >>> digest("cnn_core.f", (1,)) == digest("cnn_core.f", (1.0,))
        False
    """
    state = hashlib.blake2b(digest_size=20)
    for part in _parts((function, arguments)):
        state.update(part)
    return state.digest()


def _parts(value: Any) -> Iterator[_Part]:
    """Yield what tells ``value`` from every other: its type, its length, its content."""
    kind = type(value)
    if isinstance(value, (np.ndarray, np.generic)):
        array = np.asarray(value, order="C")
        if array.dtype.hasobject:
            raise TypeError(f"An array argument holds numbers. Received: an array of dtype {array.dtype}")
        yield f"array {array.dtype.str} {array.shape};".encode()
        yield array.reshape(-1).view(np.uint8).data
    elif value is None or isinstance(value, (bool, int, float, str, bytes)):
        text = (
            value
            if isinstance(value, bytes)
            else str(value).encode()
            if isinstance(value, str)
            else repr(value).encode()
        )
        yield f"{kind.__name__} {len(text)};".encode() + text
    else:
        members = _members(value)
        yield f"{kind.__module__}.{kind.__qualname__} {len(members)};".encode()
        for member in members:
            yield from _parts(member)


def _members(value: Any) -> list[Any]:
    if isinstance(value, (tuple, list)):
        return list(value)
    if isinstance(value, dict):
        return [part for item in value.items() for part in item]
    if is_dataclass(value) and not isinstance(value, type):
        return [getattr(value, field.name) for field in fields(value)]
    raise TypeError(f"An argument is plain data, an array, or a dataclass of them. Received: {type(value).__name__}")
