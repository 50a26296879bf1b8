"""The collector: classes that a visitor names, and pictures for each from the camera, from files, by drop or paste."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any, Final

import streamlit as st

from ui.language import words

MOST_PICTURES: Final = 12
"""Pictures of one message, as in ``queue.js``."""
MOST_LETTERS: Final = 700_000
"""Letters of one message's pictures; one picture alone may have as many."""
KINDS: Final = ("add", "add_class", "rename", "remove_class", "remove_picture", "more")
_START: Final = "data:image/jpeg;base64,"


class MessageError(ValueError):
    """What a browser sent is nothing that the collector sends."""


@dataclass(frozen=True)
class CollectedPicture:
    """A thumbnail: the picture's name, and a data URL."""

    name: str
    url: str


@dataclass(frozen=True)
class CollectedClass:
    """What is shown of one class.

    Attributes:
        id: stays while the class is renamed.
        name: as the visitor typed it.
        count: all its pictures.
        pictures: those that are shown, newest first.
        problem: a sentence, if something that was sent for it could not be taken, else "".
    """

    id: int
    name: str
    count: int
    pictures: Sequence[CollectedPicture]
    problem: str = ""


@dataclass(frozen=True)
class Message:
    """What the visitor did.

    Attributes:
        kind: one of `KINDS`.
        number: counts the messages of one collector; one that comes twice is taken once.
        class_id: the class that it is about; -1: none.
        name: the new name of a class, or "".
        picture: the name of a picture that is to be removed, or "".
        pictures: (name, JPEG file) of pictures that are to be added.
    """

    kind: str
    number: int
    class_id: int = -1
    name: str = ""
    picture: str = ""
    pictures: tuple[tuple[str, bytes], ...] = ()


@cache
def _component() -> Any:
    """The component; it can be registered only while Streamlit runs, and this module is imported outside of it too."""
    return st.components.v2.component("convlens.collector", js="collector/view.js", css="collector/view.css")


def collector(
    classes: Sequence[CollectedClass],
    *,
    acknowledged: int,
    problem: str,
    most_classes: int,
    name_limit: int,
    key: str,
    on_send: Callable[[], None],
) -> Any:
    """Draw the collector.

    Args:
        classes: in their order.
        acknowledged: the number of the last message that was taken.
        problem: a sentence about the collection as a whole, or "".
        most_classes: from this many on no class can be added.
        name_limit: letters of a class's name.
        key: the component's key; while ``on_send`` runs, ``st.session_state[key]["send"]`` is what `message_of` takes.
        on_send: called for each message.
    """
    data = {
        "acknowledged": acknowledged,
        "classes": [asdict(one) for one in classes],
        "problem": problem,
        "mostClasses": most_classes,
        "nameLimit": name_limit,
        "words": words("collector"),
    }
    return _component()(key=key, data=data, on_send_change=on_send)


def message_of(sent: object) -> Message:
    """What the collector sent; anything else that a browser could send is refused.

    Raises:
        MessageError: it has another form, or is larger than the collector's messages are.

    Example:
        >>> message_of({"kind": "rename", "number": 3, "class": 0, "name": "cat"})
        Message(kind='rename', number=3, class_id=0, name='cat', picture='', pictures=())
    """
    if not isinstance(sent, dict) or sent.get("kind") not in KINDS:
        raise MessageError(f"A message has one of the kinds {', '.join(KINDS)}. Received: {str(sent)[:80]}")
    pictures = sent.get("pictures", [])
    if not isinstance(pictures, list) or len(pictures) > MOST_PICTURES:
        raise MessageError(f"A message lists at most {MOST_PICTURES} pictures. Received: {str(pictures)[:80]}")
    return Message(
        sent["kind"],
        _whole(sent.get("number")),
        _whole(sent.get("class", -1)),
        _text(sent.get("name", "")),
        _text(sent.get("picture", "")),
        tuple(_picture(picture) for picture in pictures),
    )


def _whole(value: object) -> int:
    # JavaScript's whole numbers may come as 3.0.
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not -1 <= value < 1e9 or value % 1:
        raise MessageError(f"A message counts in whole numbers. Received: {str(value)[:80]}")
    return int(value)


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > 1000:
        raise MessageError(f"A name is a text of at most 1,000 letters. Received: {str(value)[:80]}")
    return value


def _picture(picture: object) -> tuple[str, bytes]:
    url = picture.get("url") if isinstance(picture, dict) else None
    if not isinstance(picture, dict) or not isinstance(url, str) or not url.startswith(_START):
        raise MessageError(f"A picture is a JPEG as a data URL. Received: {str(url)[:80]}")
    if len(url) > MOST_LETTERS:
        raise MessageError(f"A picture's data URL has at most {MOST_LETTERS:,} letters. Received: {len(url):,}")
    try:
        return _text(picture.get("name")), base64.b64decode(url.removeprefix(_START), validate=True)
    except binascii.Error as error:
        raise MessageError(f"A data URL is base64. Received: {url[:80]}") from error
