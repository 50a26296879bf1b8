"""The Convolution Lab's view, drawn in the browser: pipeline, window, kernel editor and sizes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from ui.components.view import View

VIEW: Final = View("convolution_lab", words="lab", events=("change", "edit", "scale", "pin", "take"))


@dataclass(frozen=True)
class Listeners:
    """The callbacks for what happens in the view; the session's state under the view's key then has the message.

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
    return VIEW.draw(
        payload, key=key, change=listeners.change, edit=listeners.edit, scale=listeners.view, pin=listeners.view
    )
