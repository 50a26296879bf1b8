"""The view of the page Classify, drawn in the browser: a picture, its answers, and how they come about."""

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
    return st.components.v2.component("convlens.classify", js="classify/view.js", css="classify/view.css")


def classify_view(
    header: Mapping[str, Any],
    arrays: Mapping[str, np.ndarray[Any, Any]],
    *,
    key: str,
    on_choose: Callable[[], None],
    on_mark: Callable[[], None],
) -> Any:
    """Draw the view.

    Args:
        header: "controls" with what is chosen and what could be, "labels", "squashed", "judgement", "picture", "mark",
            "about", "notices", "stale"; see ``classify/view.js``.
        arrays: none while the first answer is waited for; "picture" and "original" uint8 (rows, columns, 3), "logits"
            float32 (classes,).
        key: the component's key.
        on_choose: is told of a choice; the session's state under the key then has ``choose``, {"field", "value"}.
        on_mark: is told of what was said of the answer: ``mark``, {"digest", "said", "name"}.
    """
    told = {"key": key, "words": words("classify"), "language": current(), **header}
    return _component()(key=key, data=pack(told, arrays), on_choose_change=on_choose, on_mark_change=on_mark)
