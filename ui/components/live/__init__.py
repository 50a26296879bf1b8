"""The live camera: frames go to the server one at a time, and what a network makes of each comes back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import streamlit as st

from ui.components.gallery import MessageError, data_of, whole
from ui.components.payload import pack
from ui.language import current, words

MOST_BYTES = 400_000
"""Of a frame; those that the view sends are far smaller."""


@dataclass(frozen=True)
class Frame:
    """A frame of the camera: its number, and a JPEG file."""

    number: int
    data: bytes


@cache
def _component() -> Any:
    """The component; it can be registered only while Streamlit runs, and this module is imported outside of it too."""
    return st.components.v2.component("convlens.live", js="live/view.js", css="live/view.css")


def live_view(header: Mapping[str, Any], *, key: str, on_frame: Callable[[], None], on_keep: Callable[[], None]) -> Any:
    """Draw the live camera.

    Args:
        header: "answered", the number of the frame that this is about; "best", a list of {"label", "score"}; "refused"
            and "problem".
        key: the component's key.
        on_frame: is told of a frame; the session's state under the key then has ``frame``, which `frame_of` takes.
        on_keep: the frame that was answered last is to become the visitor's picture.
    """
    told = {"words": words("live"), "language": current(), **header}
    return _component()(key=key, data=pack(told, {}), on_frame_change=on_frame, on_keep_change=on_keep)


def frame_of(sent: object) -> Frame:
    """What the view sent; anything else that a browser could send is refused.

    Raises:
        MessageError: it has another form, or is larger than a frame is.

    Example:
        >>> frame_of({"number": 2, "url": "data:image/jpeg;base64,AAEC"})
        Frame(number=2, data=b'\\x00\\x01\\x02')
    """
    if not isinstance(sent, dict):
        raise MessageError(f"A frame has a number and a picture. Received: {str(sent)[:80]}")
    data = data_of(sent.get("url"))
    if len(data) > MOST_BYTES:
        raise MessageError(f"A frame has at most {MOST_BYTES:,} bytes. Received: {len(data):,}")
    return Frame(whole(sent.get("number")), data)
