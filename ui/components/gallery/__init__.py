"""The gallery: pictures come in from files, folders, by drop or paste; their answers are sorted and looked through."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypedDict

import numpy as np

from ui.components.messages import MessageError, data_of, listed, message_kind, text, whole
from ui.components.view import View

VIEW: Final = View("gallery", words="gallery", events=("send",))

MOST_PICTURES: Final = 16
"""Pictures of one message, as in ``outbox.js``."""
MOST_LETTERS: Final = 11_000_000
"""Letters of a data URL: a file of 8 MB, as in ``small.js``, is a little less."""
MOST_IDS: Final = 100
KINDS: Final = ("one", "add", "look", "open", "thumbnails", "clear")


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
    """An action of the visitor.

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


class GalleryHeader(TypedDict):
    """The header of the view's payload.

    Attributes:
        acknowledged: the number of the message that was taken last.
        names: of the pictures; their places are their ids.
        problems: by id, why a file could not be read.
        labels: by class, of those that are among the answers.
        thumbnails: by id, data URLs; those that were asked for.
        chosen: the id of the picture that is open, or -1.
        notice: a sentence for the visitor, or "".
        full: whether no more pictures are taken.
        missing: whether answers are still to come.
    """

    acknowledged: int
    names: list[str]
    problems: dict[int, str]
    labels: dict[int, str]
    thumbnails: dict[int, str]
    chosen: int
    notice: str
    full: bool
    missing: bool


def gallery_view(
    header: GalleryHeader,
    arrays: Mapping[str, np.ndarray[Any, Any]],
    *,
    key: str,
    on_send: Callable[[], None],
) -> Any:
    """Draw the gallery.

    Args:
        header: what is said of the pictures.
        arrays: "classes" int32 and "scores" float32 (pictures, listed); "state", "refused", "marks" uint8 (pictures,).
        key: the component's key.
        on_send: is told of a message; the session's state under the key then has ``send``, which `message_of` takes.
    """
    return VIEW.draw(VIEW.payload(header, arrays), key=key, send=on_send)


def message_of(sent: object) -> Message:
    """Return what the gallery sent; anything else that a browser could send is refused.

    Raises:
        MessageError: it has another form, or is larger than the gallery's messages are.

    Example:
        >>> message_of({"kind": "open", "number": 3, "id": 7})
        Message(kind='open', number=3, pictures=(), more=False, ids=(7,))
    """
    kind, fields = message_kind(sent, KINDS)
    pictures = [fields["picture"]] if "picture" in fields else fields.get("pictures", [])
    ids = [fields["id"]] if "id" in fields else fields.get("ids", [])
    return Message(
        kind,
        whole(fields.get("number")),
        tuple(map(_picture, listed(pictures, MOST_PICTURES, "pictures"))),
        fields.get("more") is True,
        tuple(map(whole, listed(ids, MOST_IDS, "places"))),
    )


def _picture(picture: object) -> SentPicture:
    if not isinstance(picture, dict):
        raise MessageError(f"A picture has a name and a data URL. Received: {str(picture)[:80]}")
    name = text(picture.get("name"))
    if picture.get("large") is True:
        return SentPicture(name, b"", True)
    return SentPicture(name, data_of(picture.get("url"), most_letters=MOST_LETTERS))
