"""The Activation and Pooling Lab's views as a Streamlit component: nine activations, and three poolings."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, Literal

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from ui.components.payload import pack
from ui.language import current, words


@cache
def _component() -> Any:
    """The component; it can be registered only while Streamlit runs, and this module is imported outside of it too."""
    return st.components.v2.component("convlens.pooling_lab", js="pooling_lab/view.js", css="pooling_lab/view.css")


def pooling_view(
    part: Literal["activation", "pooling"],
    header: dict[str, Any],
    arrays: dict[str, NDArray[np.float32]],
    *,
    key: str,
    stale: bool,
    on_choose: Callable[[], None] | None = None,
) -> Any:
    """Draw one of the two views.

    Args:
        part: "activation" or "pooling".
        header: names and measures of the part, as `ui.pooling_lab.request` makes them.
        arrays: its maps, float32.
        key: the component's key.
        stale: whether the maps belong to settings before the present ones, and are dimmed.
        on_choose: called when an activation was chosen; the session's state under ``key`` then has ``choose``.

    Returns:
        The component's state.
    """
    words_ = words("pooling_lab.view")
    full = header | {"part": part, "key": key, "stale": stale, "words": words_, "language": current()}
    return _component()(key=key, data=pack(full, arrays), on_choose_change=on_choose or _nothing)


def _nothing() -> None:
    """The pooling view chooses nothing."""
