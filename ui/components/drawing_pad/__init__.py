"""The drawing pad: a square of paper to draw on, by pointer or by keyboard, or to paste a picture on."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from typing import Any, Final, Literal, TypedDict

from cnn_core.pictures.errors import ImageError
from ui.components.view import View
from ui.language import words

VIEW: Final = View("drawing_pad", events=("draw",))

SIZE: Final = 256
# A PNG of this size is at most a little larger than its raw pixels, and base64 makes 4 letters of 3 bytes.
MAX_LETTERS: Final = SIZE * SIZE * 4 * 4 // 3 + 10_000
_START: Final = "data:image/png;base64,"

Kind = Literal["free", "digit"]


class PadData(TypedDict):
    """The data of the view.

    Attributes:
        size: of the paper, pixels.
        start: a data URL of what is on the paper at first; None: nothing.
        limit: letters of a data URL that the pad sends at most.
        kind: what there is to draw with.
        words: of the view, in the visitor's language.
    """

    size: int
    start: str | None
    limit: int
    kind: Kind
    words: dict[str, str]


def drawing_pad(start: bytes | None, *, key: str, on_draw: Callable[[], None], kind: Kind = "free") -> Any:
    """Draw the pad.

    Args:
        start: a PNG that is on the paper when the pad opens, or None for empty paper.
        key: the component's key; while ``on_draw`` runs, ``st.session_state[key]["draw"]`` is what ``png_of`` takes.
        on_draw: called after each stroke, and after a picture was pasted.
        kind: "free" for inks on white paper; "digit" for a broad white pen on black, as MNIST's digits are.
    """
    url = None if start is None else _START + base64.b64encode(start).decode()
    data: PadData = {"size": SIZE, "start": url, "limit": MAX_LETTERS, "kind": kind, "words": words("drawing")}
    return VIEW.draw(data, key=key, draw=on_draw)


def png_of(sent: object) -> bytes:
    """Return the PNG file in what the pad sent; anything else that a browser could send is refused.

    Raises:
        ImageError: it is not a PNG as a data URL, or longer than a picture of the pad can be.

    Example:
        >>> png_of("data:image/png;base64,iVBORw==")
        b'\\x89PNG'
    """
    if not isinstance(sent, str) or not sent.startswith(_START):
        raise ImageError("not_a_picture")
    if len(sent) > MAX_LETTERS:
        raise ImageError("too_many_bytes", {"limit": f"{MAX_LETTERS / 1e6:.1f}"})
    try:
        return base64.b64decode(sent.removeprefix(_START), validate=True)
    except binascii.Error as error:
        raise ImageError("damaged", {"kind": "PNG"}) from error
