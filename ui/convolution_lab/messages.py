"""Messages of the Convolution Lab's view, checked and made into settings; the rest is left out with a sentence."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

from cnn_core.convolution_lab.edit_text import KernelEditsError
from cnn_core.convolution_lab.edits import edit_map, reset_map
from cnn_core.convolution_lab.stack import ConvolutionStack
from ui import settings
from ui.components.convolution_lab import Listeners
from ui.convolution_lab.controls import checked
from ui.language import t
from ui.requests import notices

VIEW: Final = "lab_view"
MOST_TURNS: Final = 1_000_000_000

_NOTICES: Final = "lab_messages"
_TURN = "lab_messages.turn"


def listeners() -> Listeners:
    """Return the callbacks that take what the view sends, for its component."""
    return Listeners(change=take_change, edit=take_edit, view=take_view)


def refusals() -> tuple[str, ...]:
    """Say why the last message was left out, once."""
    return notices.take(_NOTICES)


def turn() -> int:
    """Return the number of the last change that came from the view."""
    return int(st.session_state.get(_TURN, 0))


def take_change() -> None:
    """Take changed controls of the view: what may be becomes a setting."""
    message = st.session_state[VIEW]["change"]
    number = message.get("turn") if isinstance(message, dict) else None
    if isinstance(number, int) and not isinstance(number, bool) and 0 <= number <= MOST_TURNS:
        st.session_state[_TURN] = number
    values, refused = checked(message.get("values") if isinstance(message, dict) else message)
    settings.apply(values)
    if refused:
        notices.say(_NOTICES, t("lab.change_refused", names=", ".join(refused)))


def take_edit() -> None:
    """Take an edited kernel of the view: the edit becomes a setting."""
    stack = settings.read(ConvolutionStack)
    try:
        settings.apply({"edits": edited(stack, st.session_state[VIEW]["edit"])})
    except KernelEditsError:
        notices.say(_NOTICES, t("lab.edit_refused"))


def edited(stack: ConvolutionStack, message: Any) -> str:
    """Put the view's edit into the kernels of a stack, as the link keeps them.

    Raises:
        KernelEditsError: it is none of the view's messages, or its numbers cannot be.
    """
    match message:
        case {"reset": "all"}:
            return ""
        case {"reset": map_}:
            return reset_map(stack, stack.channels, map_)
        case {"map": map_, "kernels": kernels, "pointwise": pointwise}:
            return edit_map(stack, stack.channels, map_, kernels, pointwise)
    raise KernelEditsError(f"An edit is the numbers of a map, or a reset. Received: {str(message)[:40]}.")


def take_view() -> None:
    """Scale or pinned cell changed in the view: the link follows."""
    state = st.session_state[VIEW]
    settings.apply({name: state[name] for name in ("scale", "pin") if state.get(name) is not None})
