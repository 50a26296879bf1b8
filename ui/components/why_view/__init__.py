"""The view that says why, drawn in the browser: maps of heat over the picture, and a brush that changes it."""

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
    return st.components.v2.component("convlens.why_view", js="why_view/view.js", css="why_view/view.css")


@dataclass(frozen=True)
class WhyListeners:
    """Who is told what happens in the view; the session's state under the view's key then says what.

    Attributes:
        choose: ``choose`` is {"field", "value"}.
        judge: the curves of a method are wanted: ``judge`` is its name.
        brush: the picture was changed by hand: ``brush`` is {"turn": number, "pixels": base64 of its bytes}.
    """

    choose: Callable[[], None]
    judge: Callable[[], None]
    brush: Callable[[], None]


def why_view(
    header: Mapping[str, Any], arrays: Mapping[str, np.ndarray[Any, Any]], listeners: WhyListeners, *, key: str
) -> Any:
    """Draw the view.

    Args:
        header: "key" of what is explained, "controls", "methods", "maps", "curves", "labels", "brush"; see
            ``why_view/view.js``.
        arrays: "picture" uint8 (rows, columns, 3), "shares" float32 (classes,), "heat:METHOD" float32 (rows, columns),
            perhaps "brush:shares".
        listeners: who is told what happens in it.
        key: the component's key.
    """
    told = {"words": words("why"), "language": current(), **header}
    return _component()(
        key=key,
        data=pack(told, arrays),
        on_choose_change=listeners.choose,
        on_judge_change=listeners.judge,
        on_brush_change=listeners.brush,
    )
