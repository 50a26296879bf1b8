"""The collector: classes that a visitor names, and pictures for each from the camera, from files, by drop or paste."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from ui.components.messages import MessageError, data_of, listed, message_kind, text, whole
from ui.components.view import View
from ui.language import words

VIEW: Final = View("collector", events=("send",))

MOST_PICTURES: Final = 12
"""Pictures of one message, as in ``queue.js``."""
MOST_LETTERS: Final = 700_000
"""Letters of one message's pictures; one picture alone may have as many."""
KINDS: Final = ("add", "add_class", "rename", "remove_class", "remove_picture", "more")


@dataclass(frozen=True)
class CollectedPicture:
    """A thumbnail: the picture's name, and a data URL."""

    name: str
    url: str


@dataclass(frozen=True)
class CollectedClass:
    """The shown facts of one class.

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
    """An action of the visitor.

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
    return VIEW.draw(data, key=key, send=on_send)


def message_of(sent: object) -> Message:
    """Return what the collector sent; anything else that a browser could send is refused.

    Raises:
        MessageError: it has another form, or is larger than the collector's messages are.

    Example:
        >>> message_of({"kind": "rename", "number": 3, "class": 0, "name": "cat"})
        Message(kind='rename', number=3, class_id=0, name='cat', picture='', pictures=())
    """
    kind, fields = message_kind(sent, KINDS)
    return Message(
        kind,
        whole(fields.get("number"), least=-1),
        whole(fields.get("class", -1), least=-1),
        text(fields.get("name", "")),
        text(fields.get("picture", "")),
        tuple(_picture(picture) for picture in listed(fields.get("pictures", []), MOST_PICTURES, "pictures")),
    )


def _picture(picture: object) -> tuple[str, bytes]:
    if not isinstance(picture, dict):
        raise MessageError(f"A picture has a name and a data URL. Received: {str(picture)[:80]}")
    return text(picture.get("name")), data_of(picture.get("url"), most_letters=MOST_LETTERS, kind="image/jpeg")
