"""The view in which a network is built, drawn in the browser: diagram, layers with their knobs, palette, presets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from ui.components.view import View

VIEW: Final = View("builder", events=("change",))


def builder_view(data: dict[str, Any], on_change: Callable[[], None], *, key: str) -> None:
    """Draw the view.

    Args:
        data: of `ui.builder.payload.view_data`.
        on_change: called when the visitor changed something; ``st.session_state[key]["change"]`` is then
            {"serial": its number} with "layers": all layers as {"kind", "settings"}, or "preset": a name and "depth",
            or "architecture": what to look at.
        key: the component's key.
    """
    VIEW.draw(data, key=key, change=on_change)
