"""A brush that covers, blurs or moves a part of a picture, and the scores of what comes of it; drawn in the browser."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import numpy as np
import streamlit as st

from ui.components.payload import pack
from ui.language import current, words


@cache
def _component() -> Any:
    """The component; it can be registered only while Streamlit runs, and this module is imported outside of it too."""
    return st.components.v2.component("convlens.brush", js="brush/view.js", css="brush/view.css")


def brush_view(
    header: Mapping[str, Any],
    arrays: Mapping[str, np.ndarray[Any, Any]],
    *,
    key: str,
    on_brush: Callable[[], None],
) -> Any:
    """Draw the brush.

    Args:
        header: "key" of the picture, "labels" of the classes, "wanted" (the class that is listed in any case), "turn"
            (the number of the last change with scores, or None) and "problem" (why it has none, or "").
        arrays: "picture" uint8 (rows, columns, 3), "shares" float32 (classes,), and for the last change "changed"
            float32 (classes,).
        key: the component's key.
        on_brush: called when the picture was changed; ``st.session_state[key]["brush"]`` is then {"turn": number,
            "pixels": base64 of its bytes}.
    """
    return _component()(key=key, data=brush_payload(header, arrays), on_brush_change=on_brush)


def brush_payload(header: Mapping[str, Any], arrays: Mapping[str, np.ndarray[Any, Any]]) -> bytes:
    """What the view is sent; the arguments are those of `brush_view`."""
    return pack({"words": words("why.brush"), "language": current(), **header}, arrays)
