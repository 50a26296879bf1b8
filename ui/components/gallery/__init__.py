"""The gallery: pictures come in from files, folders, by drop or paste; their answers are sorted and looked through."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
import streamlit as st

from ui.components.payload import pack
from ui.language import current, words

MOST_PICTURES: Final = 16
"""Pictures of one message, as in ``outbox.js``."""
MOST_LETTERS: Final = 11_000_000
"""Letters of a data URL: a file of 8 MB, as in ``small.js``, is a little less."""
MOST_IDS: Final = 100
KINDS: Final = ("one", "add", "look", "open", "thumbnails", "clear")
_BASE64: Final = ";base64,"


class MessageError(ValueError):
    """What a browser sent is nothing that the gallery sends."""


@dataclass(frozen=True)
class SentPicture:
    """A file that was sent.

    Attributes:
        name: of the file.
        data: its content, or that of a smaller picture made of it.
        large: whether it was too large to be sent; then there are no data.
    """

    name: str
    data: bytes
    large: bool = False


@dataclass(frozen=True)
class Message:
    """What the visitor did.

    Attributes:
        kind: one of `KINDS`.
        number: counts the messages of one gallery; one that comes twice is taken once.
        pictures: that were brought.
        more: whether further pictures will come at once.
        ids: the places of pictures in the gallery that are opened, or whose thumbnails are wanted.
    """

    kind: str
    number: int
    pictures: tuple[SentPicture, ...] = ()
    more: bool = False
    ids: tuple[int, ...] = ()


@cache
def _component() -> Any:
    """The component; it can be registered only while Streamlit runs, and this module is imported outside of it too."""
    return st.components.v2.component("convlens.gallery", js="gallery/view.js", css="gallery/view.css")


def gallery_view(
    header: Mapping[str, Any],
    arrays: Mapping[str, np.ndarray[Any, Any]],
    *,
    key: str,
    on_send: Callable[[], None],
) -> Any:
    """Draw the gallery.

    Args:
        header: "acknowledged", "names", "problems", "labels", "thumbnails", "chosen", "notice", "full", "missing"; see
            ``gallery/view.js``.
        arrays: "classes" int32 and "scores" float32 (pictures, listed); "state", "refused", "marks" uint8 (pictures,).
        key: the component's key.
        on_send: is told of a message; the session's state under the key then has ``send``, which `message_of` takes.
    """
    told = {"words": words("gallery"), "language": current(), **header}
    return _component()(key=key, data=pack(told, arrays), on_send_change=on_send)


def message_of(sent: object) -> Message:
    """What the gallery sent; anything else that a browser could send is refused.

    Raises:
        MessageError: it has another form, or is larger than the gallery's messages are.

    Example:
        >>> message_of({"kind": "open", "number": 3, "id": 7})
        Message(kind='open', number=3, pictures=(), more=False, ids=(7,))
    """
    if not isinstance(sent, dict) or sent.get("kind") not in KINDS:
        raise MessageError(f"A message has one of the kinds {', '.join(KINDS)}. Received: {str(sent)[:80]}")
    pictures = [sent["picture"]] if "picture" in sent else sent.get("pictures", [])
    ids = [sent["id"]] if "id" in sent else sent.get("ids", [])
    if not isinstance(pictures, list) or len(pictures) > MOST_PICTURES:
        raise MessageError(f"A message lists at most {MOST_PICTURES} pictures. Received: {str(pictures)[:80]}")
    if not isinstance(ids, list) or len(ids) > MOST_IDS:
        raise MessageError(f"A message lists at most {MOST_IDS} places. Received: {str(ids)[:80]}")
    return Message(
        sent["kind"],
        whole(sent.get("number")),
        tuple(map(_picture, pictures)),
        sent.get("more") is True,
        tuple(map(whole, ids)),
    )


def whole(value: object) -> int:
    """A count or a place; JavaScript's whole numbers may come as 3.0.

    Raises:
        MessageError: it is none.
    """
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < 1e9 or value % 1:
        raise MessageError(f"A message counts in whole numbers. Received: {str(value)[:80]}")
    return int(value)


def data_of(url: object) -> bytes:
    """The content of a data URL.

    Raises:
        MessageError: it is none, or too long.

    Example:
        >>> data_of("data:image/jpeg;base64,AAEC")
        b'\\x00\\x01\\x02'
    """
    start, found, letters = url.partition(_BASE64) if isinstance(url, str) else ("", "", "")
    if not found or not start.startswith("data:") or len(start) > 80:
        raise MessageError(f"A picture is a data URL. Received: {str(url)[:80]}")
    if len(letters) > MOST_LETTERS:
        raise MessageError(f"A picture's data URL has at most {MOST_LETTERS:,} letters. Received: {len(letters):,}")
    try:
        return base64.b64decode(letters, validate=True)
    except (binascii.Error, ValueError) as error:  # ValueError: letters beyond ASCII
        raise MessageError(f"A data URL is base64. Received: {str(url)[:80]}") from error


def _picture(picture: object) -> SentPicture:
    name = picture.get("name") if isinstance(picture, dict) else None
    if not isinstance(picture, dict) or not isinstance(name, str) or len(name) > 1000:
        raise MessageError(f"A picture has a name of at most 1,000 letters. Received: {str(picture)[:80]}")
    if picture.get("large") is True:
        return SentPicture(name, b"", True)
    return SentPicture(name, data_of(picture.get("url")))
