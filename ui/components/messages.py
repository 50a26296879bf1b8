"""Checks of the messages that views send: counts, texts, and files as data URLs; anything else is refused."""

from __future__ import annotations

import base64
import binascii
from typing import Final

LONGEST_TEXT: Final = 1000
_BASE64: Final = ";base64,"


class MessageError(ValueError):
    """A browser sent something that the view does not send."""


def message_kind(sent: object, kinds: tuple[str, ...]) -> tuple[str, dict[str, object]]:
    """Return a message's kind and its fields.

    Raises:
        MessageError: it is no message of one of ``kinds``.

    Example:
        >>> message_kind({"kind": "clear", "number": 2}, ("add", "clear"))
        ('clear', {'kind': 'clear', 'number': 2})
    """
    kind = sent.get("kind") if isinstance(sent, dict) else None
    if not isinstance(sent, dict) or not isinstance(kind, str) or kind not in kinds:
        raise MessageError(f"A message has one of the kinds {', '.join(kinds)}. Received: {str(sent)[:80]}")
    return kind, sent


def listed(sent: object, most: int, what: str) -> list[object]:
    """Return a message's list of at most ``most`` entries; ``what`` they are is for the error.

    Raises:
        MessageError: it is no list, or longer.
    """
    if not isinstance(sent, list) or len(sent) > most:
        raise MessageError(f"A message lists at most {most} {what}. Received: {str(sent)[:80]}")
    return sent


def whole(value: object, *, least: int = 0) -> int:
    """Return a count or a place; JavaScript's whole numbers may come as 3.0.

    Raises:
        MessageError: it is no whole number from ``least`` to below 1e9.

    Example:
        >>> whole(3.0), whole(-1, least=-1)
        (3, -1)
    """
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not least <= value < 1e9 or value % 1:
        raise MessageError(f"A message counts in whole numbers. Received: {str(value)[:80]}")
    return int(value)


def text(value: object) -> str:
    """Return a name.

    Raises:
        MessageError: it is no text of at most `LONGEST_TEXT` letters.
    """
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        raise MessageError(f"A name is a text of at most {LONGEST_TEXT:,} letters. Received: {str(value)[:80]}")
    return value


def data_of(url: object, *, most_letters: int, kind: str = "") -> bytes:
    """Return the content of a data URL.

    Args:
        url: what was sent.
        most_letters: of its base64.
        kind: the media type that it must have, such as "image/jpeg"; "" for any.

    Raises:
        MessageError: it is no such data URL, or too long.

    Example:
        >>> data_of("data:image/jpeg;base64,AAEC", most_letters=100)
        b'\\x00\\x01\\x02'
    """
    start, found, letters = url.partition(_BASE64) if isinstance(url, str) else ("", "", "")
    right = start == f"data:{kind}" if kind else start.startswith("data:") and len(start) <= 80
    if not found or not right:
        raise MessageError(f"A picture is {kind or 'a file'} as a data URL. Received: {str(url)[:80]}")
    if len(letters) > most_letters:
        raise MessageError(f"A picture's data URL has at most {most_letters:,} letters. Received: {len(letters):,}")
    try:
        return base64.b64decode(letters, validate=True)
    except (binascii.Error, ValueError) as error:  # ValueError: letters beyond ASCII
        raise MessageError(f"A data URL is base64. Received: {str(url)[:80]}") from error
