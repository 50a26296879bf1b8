"""The Convolution Lab's view, drawn in the browser: pipeline, window, kernel editor and sizes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import streamlit as st


@cache
def _component() -> Any:
    """The component; it can be registered only while Streamlit runs, and this module is imported outside of it too."""
    return st.components.v2.component(
        "convlens.convolution_lab", js="convolution_lab/view.js", css="convolution_lab/view.css"
    )


@dataclass(frozen=True)
class Listeners:
    """Who is told what happens in the view; the session's state under the view's key then says what.

    Attributes:
        change: a control was let go: ``change`` is {"turn": number, "values": {setting: value}}.
        edit: a kernel was edited: ``edit`` is a map's new numbers {"map", "kernels", "pointwise"}, or {"reset": map or
            "all"}.
        view: ``scale`` or ``pin`` changed.
    """

    change: Callable[[], None]
    edit: Callable[[], None]
    view: Callable[[], None]


def lab_view(payload: bytes, listeners: Listeners, *, key: str) -> Any:
    """Draw the view.

    Args:
        payload: of `ui.convolution_lab.payload.payload`, with the same key.
        listeners: who is told what happens in it.
        key: the component's key.

    Returns:
        The component's state: ``scale``, ``pin``, and ``take``, which is true in the run after the button to take
        everything away was pressed.
    """
    return _component()(
        key=key,
        data=payload,
        on_change_change=listeners.change,
        on_edit_change=listeners.edit,
        on_scale_change=listeners.view,
        on_pin_change=listeners.view,
        on_take_change=_rerun,
    )


def _rerun() -> None:
    """The run itself answers; Streamlit knows of an event only where somebody listens."""
