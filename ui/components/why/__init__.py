"""The view that says why, drawn in the browser: maps of heat over the picture, side by side, and their curves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import streamlit as st

from ui.components.payload import pack
from ui.language import current, words


@cache
def _component() -> Any:
    """The component; it can be registered only while Streamlit runs, and this module is imported outside of it too."""
    return st.components.v2.component("convlens.why", js="why/view.js", css="why/view.css")


@dataclass(frozen=True)
class WhyListeners:
    """Who is told what happens in the view; the session's state under the view's key then says what.

    Attributes:
        choose: ``choose`` is {"field", "value"}.
        more: the visitor looks at the maps, and some are missing: ``more`` is the key of what is explained.
    """

    choose: Callable[[], None]
    more: Callable[[], None]


def why_view(
    header: Mapping[str, Any], arrays: Mapping[str, np.ndarray[Any, Any]], listeners: WhyListeners, *, key: str
) -> Any:
    """Draw the view.

    Args:
        header: "key" of what is explained, "controls", "methods", "maps", "labels", "pending"; see
            ``ui/why/payload.py``.
        arrays: "picture" uint8 (rows, columns, 3), "shares" float32 (classes,), and as far as they are ready
            "heat:METHOD" and "sense:METHOD" float32 (rows, columns).
        listeners: who is told what happens in it.
        key: the component's key.
    """
    data = why_payload(header, arrays)
    return _component()(key=key, data=data, on_choose_change=listeners.choose, on_more_change=listeners.more)


def why_payload(header: Mapping[str, Any], arrays: Mapping[str, np.ndarray[Any, Any]]) -> bytes:
    """What the view is sent; the arguments are those of `why_view`."""
    return pack({"words": words("why"), "language": current(), **header}, arrays)
