"""Settings in the address: how each kind of field is written into a link and read back from one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from cnn_core.settings import check_value, kind, limits

_PARSERS: dict[str, Callable[[str], Any]] = {
    "whole": int,
    "real": float,
    "flag": lambda raw: {"true": True, "false": False}.get(raw, raw),
    "several": lambda raw: tuple(dict.fromkeys(raw.split(","))),
}


def parse(settings: type, name: str, raw: str) -> Any:
    """Parse the value that a link's text means for one field.

    Raises:
        ValueError: it means none, or one outside the field's limits.

    Example:
        >>> from cnn_core.convolution_lab.stack import ConvolutionStack
        >>> parse(ConvolutionStack, "kernels", "sobel_x,box")
        ('sobel_x', 'box')
    """
    value = _PARSERS.get(kind(settings, name), str)(raw)
    check_value(settings, name, value)
    return value


def parameters(settings: type, values: dict[str, Any]) -> dict[str, str]:
    """Return the values that differ from their defaults, as they are written into a link."""
    return {name: _write(value) for name, value in values.items() if value != limits(settings, name).default}


def query(settings: type, values: dict[str, Any]) -> str:
    """Write the query string of a page's settings, without a question mark."""
    return urlencode(parameters(settings, values), safe=",")


def write(settings: type, values: dict[str, Any]) -> None:
    """Make the address say ``values``; parameters that are not fields of ``settings`` stay."""
    wanted = parameters(settings, values)
    present = {name: st.query_params[name] for name in values if name in st.query_params}
    if present != wanted:
        others = {name: st.query_params.get_all(name) for name in st.query_params if name not in values}
        st.query_params.from_dict({**others, **wanted})


def _write(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return ",".join(value)
    return f"{value:.6g}" if isinstance(value, float) else str(value)
