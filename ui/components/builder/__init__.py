"""The view in which a network is built, drawn in the browser: diagram, layers with their knobs, palette, presets."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import streamlit as st


@cache
def _component() -> Any:
    """The component; it can be registered only while Streamlit runs, and this module is imported outside of it too."""
    return st.components.v2.component("convlens.builder", js="builder/view.js", css="builder/view.css")


def builder_view(data: dict[str, Any], on_change: Callable[[], None], *, key: str) -> None:
    """Draw the view.

    Args:
        data: of `ui.builder.payload.view_data`.
        on_change: called when the visitor changed something; ``st.session_state[key]["change"]`` is then
            {"serial": its number} with "layers": all layers as {"kind", "settings"}, or "preset": a name and "depth",
            or "architecture": what to look at.
        key: the component's key.
    """
    _component()(key=key, data=data, on_change_change=on_change)
