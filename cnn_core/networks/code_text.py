"""Python text of Keras code: calls with named arguments, and their values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def call(function: str, arguments: Mapping[str, Any], widest: float = float("inf"), indent: int = 0) -> str:
    """Write a call with named arguments on one line, or with a line for each argument where that would be too long.

    Args:
        function: what is called.
        arguments: name → value, as `literal` writes it.
        widest: the most characters of one line, the indent not counted.
        indent: spaces before the lines that follow the first.

    Example:
        >>> call("keras.layers.Dense", {"units": 10, "name": "logits"})
        'keras.layers.Dense(units=10, name="logits")'
        >>> print(call("keras.layers.Dense", {"units": 10, "name": "logits"}, widest=20))
        keras.layers.Dense(
            units=10,
            name="logits",
        )
    """
    parts = [f"{name}={literal(value)}" for name, value in arguments.items()]
    line = f"{function}({', '.join(parts)})"
    if len(line) <= widest:
        return line
    space = " " * indent
    return f"{function}(" + "".join(f"\n{space}    {part}," for part in parts) + f"\n{space})"


def literal(value: Any) -> str:
    """Write a value of a layer's configuration as Python; strings have no quotes and no backslashes in them.

    Example:
        >>> literal("same"), literal((3, 3)), literal(1 / 255)
        ('"same"', '(3, 3)', '1 / 255')
        >>> literal({"class_name": "RandomNormal", "config": {"stddev": 0.5, "seed": 1}})
        'keras.initializers.RandomNormal(stddev=0.5, seed=1)'
    """
    if isinstance(value, dict) and "class_name" in value:
        return call(f"keras.initializers.{value['class_name']}", value["config"])
    if value == 1 / 255:
        return "1 / 255"
    return f'"{value}"' if isinstance(value, str) else repr(value)
