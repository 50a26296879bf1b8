"""Which of a network's outputs stands for which class of a data set."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

_OTHER_NAMES: Final = {"red panda": "lesser panda", "sport car": "sports car"}
"""What a data set calls a class that ImageNet's list calls otherwise."""


def columns_of(outputs: Sequence[str], classes: Sequence[str]) -> tuple[int, ...] | None:
    """Find for each class of a data set its score among a network's outputs; None: not every class is there.

    Where all names are alike the network's own order stands. Capitals and underscores make no difference.

    Args:
        outputs: what the network calls its outputs, in English or as a visitor wrote them.
        classes: what the data set calls its classes.

    Example:
        >>> columns_of(["sports car", "red_panda", "cup"], ["Red panda", "sport_car"])
        (1, 0)
        >>> columns_of(["cat", "dog"], ["cat", "horse"]) is None
        True
    """
    known = {name: place for place, name in reversed(list(enumerate(map(_plain, outputs))))}
    wanted = [_plain(name) for name in classes]
    if wanted == [_plain(name) for name in outputs]:
        return tuple(range(len(wanted)))
    if len(set(wanted)) < len(wanted):
        return None
    found = [known.get(name, known.get(_OTHER_NAMES.get(name, ""), -1)) for name in wanted]
    return tuple(found) if found and min(found) >= 0 else None


def _plain(name: str) -> str:
    return " ".join(name.casefold().replace("_", " ").split())
