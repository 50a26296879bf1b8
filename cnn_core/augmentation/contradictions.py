"""Where an augmentation contradicts the labels: a mirrored 2 is no 2, and a rose that turned yellow is hard to name.

An augmentation says to a network: these pictures mean the same. Whether that is true depends on the classes alone, and
so these are rules about known data sets, and about words in the names of the visitor's own classes. A picture that
keeps its label, but that nobody will ever show to the network, is "unlikely": it only wastes what is learnt.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final, Literal, NamedTuple

from cnn_core.augmentation.settings import Augmentation
from cnn_core.augmentation.zca import can_whiten
from cnn_core.datasets.source import OWN


class Pictures(NamedTuple):
    """The pictures that are augmented.

    Attributes:
        kind: of the data set, as `cnn_core.datasets.source` names it.
        classes: the names of the classes, in every language that there are.
        side: pixels.
        channels: 1 or 3.
    """

    kind: str
    classes: tuple[str, ...]
    side: int
    channels: int


class Contradiction(NamedTuple):
    """A reason against a setting.

    Attributes:
        field: of `Augmentation`, at which it is said.
        code: which rule is broken.
        weight: "wrong": labels become wrong, or the setting cannot work; "unlikely": no such picture will ever come.
        remedy: values for fields of `Augmentation` with which it is gone.
    """

    field: str
    code: str
    weight: Literal["wrong", "unlikely"]
    remedy: dict[str, Any]


TURNED: Final = 30
"""Degrees from which on a digit may be taken for another: a 7 that leans so far is a 1 to many."""
UPSIDE_DOWN: Final = 60
MOVED: Final = 0.35
BRIGHT: Final = 0.6
NOISY: Final = 0.35
TINTED: Final = 0.1
SHEARED: Final = 0.3

_CHARACTERS: Final = ("digits", "mnist")
_UPRIGHT: Final = ("fashion_mnist", "cifar10", "cifar100", "tiny_imagenet10")
_COLOURED: Final = ("flower_photos", "cifar100", "tiny_imagenet10")
_SIDES: Final = {"left", "right", "왼쪽", "오른쪽", "좌", "우", "좌측", "우측", "좌회전", "우회전"}
_HEIGHTS: Final = {"up", "down", "top", "bottom", "upward", "downward", "위", "아래", "위쪽", "아래쪽", "상", "하"}
_COLOURS: Final = {
    "red", "orange", "yellow", "green", "blue", "purple", "violet", "pink", "brown", "black", "white", "grey", "gray",
    "ripe", "unripe",
}  # fmt: skip
_KOREAN_COLOURS: Final = (
    "빨간", "빨강", "주황", "노란", "노랑", "초록", "녹색", "파란", "파랑", "보라", "분홍", "갈색", "검은", "검정",
    "하얀", "하양", "흰색", "회색",
)  # fmt: skip


def contradictions(augmentation: Augmentation, pictures: Pictures) -> list[Contradiction]:
    """List all that speaks against the settings, in the order of the fields.

    Example:
        >>> digits = Pictures("mnist", ("0", "1"), 28, 1)
        >>> [found.code for found in contradictions(Augmentation(flip_horizontal=True), digits)]
        ['character_flipped']
        >>> flowers = Pictures("flower_photos", ("daisy", "roses"), 180, 3)
        >>> contradictions(Augmentation(flip_horizontal=True), flowers)
        []
    """
    return [found for rule in _RULES for found in rule(augmentation, pictures)]


def without_contradictions(augmentation: Augmentation, pictures: Pictures) -> Augmentation:
    """Return the nearest augmentation that nothing speaks against.

    Example:
        >>> digits = Pictures("mnist", ("0", "1"), 28, 1)
        >>> found = without_contradictions(Augmentation(flip_horizontal=True, rotation=40, zoom=0.1), digits)
        >>> found == Augmentation(rotation=15, zoom=0.1)
        True
    """
    for found in contradictions(augmentation, pictures):
        augmentation = replace(augmentation, **found.remedy)
    return augmentation


Rule = Callable[[Augmentation, Pictures], Iterable[Contradiction]]


def _flips(a: Augmentation, pictures: Pictures) -> Iterable[Contradiction]:
    sideways, upright = _names(pictures, _SIDES), _names(pictures, _HEIGHTS)
    if a.flip_horizontal and (_are_characters(pictures) or sideways):
        code = "sides_flipped" if sideways else "character_flipped"
        yield Contradiction("flip_horizontal", code, "wrong", {"flip_horizontal": False})
    if a.flip_vertical and (_are_characters(pictures) or upright):
        code = "heights_flipped" if upright else "character_flipped"
        yield Contradiction("flip_vertical", code, "wrong", {"flip_vertical": False})
    elif a.flip_vertical and pictures.kind in _UPRIGHT:
        yield Contradiction("flip_vertical", "upside_down", "unlikely", {"flip_vertical": False})


def _rotation(a: Augmentation, pictures: Pictures) -> Iterable[Contradiction]:
    if a.rotation > TURNED and _are_characters(pictures):
        yield Contradiction("rotation", "character_turned", "wrong", {"rotation": 15})
    elif a.rotation > TURNED and _names(pictures, _SIDES | _HEIGHTS):
        yield Contradiction("rotation", "direction_turned", "wrong", {"rotation": 15})
    elif a.rotation > UPSIDE_DOWN and pictures.kind in _UPRIGHT:
        yield Contradiction("rotation", "upside_down", "unlikely", {"rotation": 15})


def _places(a: Augmentation, pictures: Pictures) -> Iterable[Contradiction]:
    for field in ("shift_rows", "shift_columns"):
        if getattr(a, field) > MOVED:
            yield Contradiction(field, "moved_out", "unlikely", {field: 0.1})
    if a.shear > SHEARED and pictures.kind == "shapes":
        yield Contradiction("shear", "shape_sheared", "wrong", {"shear": 0.1})


def _colours(a: Augmentation, pictures: Pictures) -> Iterable[Contradiction]:
    if a.brightness > BRIGHT:
        yield Contradiction("brightness", "washed_out", "unlikely", {"brightness": 0.2})
    if a.channel_shift and pictures.channels == 1:
        instead = {"channel_shift": 0.0, "brightness": min(BRIGHT, max(a.brightness, a.channel_shift))}
        yield Contradiction("channel_shift", "one_channel", "unlikely", instead)
    elif a.channel_shift > TINTED and (pictures.kind in _COLOURED or _has_colour(pictures)):
        yield Contradiction("channel_shift", "colour_tells", "wrong", {"channel_shift": 0.05})
    if a.noise > NOISY:
        yield Contradiction("noise", "drowned", "unlikely", {"noise": 0.1})


def _whitening(a: Augmentation, pictures: Pictures) -> Iterable[Contradiction]:
    if a.zca and not can_whiten(pictures.side, pictures.side, pictures.channels):
        yield Contradiction("zca", "too_large_to_whiten", "wrong", {"zca": False})


_RULES: Final[Sequence[Rule]] = (_flips, _rotation, _places, _colours, _whitening)


def _are_characters(pictures: Pictures) -> bool:
    """Return True if the classes are digits or letters: a kind that has them, or names of one character each."""
    named = pictures.kind == OWN and not _names(pictures, _SIDES | _HEIGHTS)
    single = [len(name.strip()) == 1 for name in pictures.classes]
    return pictures.kind in _CHARACTERS or (named and len(single) > 1 and all(single))


def _names(pictures: Pictures, words: set[str]) -> bool:
    return any(word in words for word in _words(pictures))


def _has_colour(pictures: Pictures) -> bool:
    return any(word in _COLOURS or word.startswith(_KOREAN_COLOURS) for word in _words(pictures))


@lru_cache(maxsize=16)
def _words(pictures: Pictures) -> tuple[str, ...]:
    """Split the names of a visitor's own classes into words; the built-in ones are known."""
    found = re.findall(r"[^\W\d_]+", " ".join(pictures.classes).casefold()) if pictures.kind == OWN else []
    return tuple(dict.fromkeys(found))
