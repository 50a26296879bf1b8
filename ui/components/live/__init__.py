"""The live camera: frames go to the server one at a time, and what a network makes of each comes back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ui.components.messages import MessageError, data_of, whole
from ui.components.view import View

VIEW: Final = View("live", words="live", events=("frame", "keep"))

MOST_BYTES = 400_000
"""Of a frame; those that the view sends are far smaller."""
MOST_LETTERS = MOST_BYTES * 4 // 3 + 4
"""Of its data URL."""


@dataclass(frozen=True)
class Frame:
    """A frame of the camera: its number, and a JPEG file."""

    number: int
    data: bytes


def live_view(header: Mapping[str, Any], *, key: str, on_frame: Callable[[], None], on_keep: Callable[[], None]) -> Any:
    """Draw the live camera.

    Args:
        header: "answered", the number of the frame that this is about; "best", a list of {"label", "score"}; "refused"
            and "problem".
        key: the component's key.
        on_frame: is told of a frame; the session's state under the key then has ``frame``, which `frame_of` takes.
        on_keep: the frame that was answered last is to become the visitor's picture.
    """
    return VIEW.draw(VIEW.payload(header), key=key, frame=on_frame, keep=on_keep)


def frame_of(sent: object) -> Frame:
    """Return what the view sent; anything else that a browser could send is refused.

    Raises:
        MessageError: it has another form, or is larger than a frame is.

    Example:
        >>> frame_of({"number": 2, "url": "data:image/jpeg;base64,AAEC"})
        Frame(number=2, data=b'\\x00\\x01\\x02')
    """
    if not isinstance(sent, dict):
        raise MessageError(f"A frame has a number and a picture. Received: {str(sent)[:80]}")
    data = data_of(sent.get("url"), most_letters=MOST_LETTERS)
    if len(data) > MOST_BYTES:
        raise MessageError(f"A frame has at most {MOST_BYTES:,} bytes. Received: {len(data):,}")
    return Frame(whole(sent.get("number")), data)
