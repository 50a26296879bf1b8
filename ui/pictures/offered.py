"""Pictures that views may fetch at other sizes, by digest, for as long as somebody has them."""

from __future__ import annotations

from weakref import WeakValueDictionary

from ui.pictures.visitor import Picture

_offered: WeakValueDictionary[str, Picture] = WeakValueDictionary()


def offer(picture: Picture) -> str:
    """Let a view fetch a picture at other sizes, while somebody still has it.

    Returns:
        The picture's digest, with which the view asks.
    """
    _offered.setdefault(picture.digest, picture)
    return picture.digest


def offered(digest: str) -> Picture | None:
    """Return the picture of this digest while somebody has it."""
    return _offered.get(digest)
