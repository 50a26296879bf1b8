"""Names out of archives and from visitors: readable in every script, harmless, and the class that they mean."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Final, NamedTuple

LONGEST: Final = 80
"""Characters of a class's or a picture's name; more are cut off."""

PICTURES: Final = frozenset(
    (".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif", ".tif", ".tiff", ".ppm", ".pgm", ".heic")
)
"""Endings by which folders of pictures are told from folders of folders; what a file is, its content says."""

ARCHIVES: Final = frozenset((".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar", ".zst"))

_HELD_OUT: Final = frozenset(("val", "valid", "validation", "test", "testing"))
_PARTS: Final = _HELD_OUT | {"train", "training"}
_ZERO_WIDTH_JOINER: Final = "\u200d"  # in emoji of several people
_UTF8_FLAG: Final = 0x800


def clean_name(text: str) -> str:
    """Clean a name for keeping: composed letters, no control characters, no blanks around it, not too long.

    Example:
        >>> clean_name("  cats\\x00\\n"), clean_name("고양이") == "고양이", clean_name("<b>")
        ('cats', True, '<b>')
    """
    composed = unicodedata.normalize("NFC", text)
    kept = (sign for sign in composed if unicodedata.category(sign)[0] != "C" or sign == _ZERO_WIDTH_JOINER)
    return " ".join("".join(kept).split())[:LONGEST].strip()


def member_name(name: str, flags: int) -> str:
    """Decode the name of a ZIP's member as its writer meant it.

    Names without the UTF-8 flag are read by `zipfile` as code page 437; many programs write UTF-8 all the same, and
    Korean Windows writes code page 949.

    Example:
        >>> member_name("고양이/1.jpg".encode("cp949").decode("cp437"), 0)
        '고양이/1.jpg'
    """
    if flags & _UTF8_FLAG or name.isascii():
        return name
    try:
        raw = name.encode("cp437")
    except UnicodeEncodeError:
        return name
    for encoding in ("utf-8", "cp949"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name


def is_unsafe(name: str) -> bool:
    """Return True if a path leads out of its folder. Nothing is written there, but such a ZIP lies.

    Example:
        >>> [is_unsafe(name) for name in ("cats/1.jpg", "../1.jpg", "/etc/passwd", "C:/1.jpg", "a/..b.jpg")]
        [False, True, True, True, False]
    """
    parts = name.replace("\\", "/").split("/")
    return ".." in parts or parts[0] == "" or parts[0].endswith(":")


def is_junk(name: str) -> bool:
    """Return True if a system wrote the file beside the pictures without being asked: not worth a word."""
    parts = PurePosixPath(name).parts
    return not parts or "__MACOSX" in parts or parts[-1].startswith(".") or parts[-1] in ("Thumbs.db", "desktop.ini")


class Place(NamedTuple):
    """Where a file stands in an archive: its class ("" if it lies in no folder), and whether to measure with it."""

    class_name: str
    held_out: bool


def places_of(paths: Sequence[PurePosixPath]) -> list[Place]:
    """Find the class of each file: the first folder that is no wrapping around all of them.

    Folders called train, validation or test that hold the classes' folders are wrapping too; what stands in one of the
    last two is held out.

    Example:
        >>> paths = ["flowers/read.me", "flowers/daisy/1.jpg", "flowers/tulip/old/2.jpg"]
        >>> [place.class_name for place in places_of([PurePosixPath(path) for path in paths])]
        ['', 'daisy', 'tulip']
        >>> places_of([PurePosixPath("test/cats/1.jpg"), PurePosixPath("train/cats/1.jpg")])
        [Place(class_name='cats', held_out=True), Place(class_name='cats', held_out=False)]
    """
    rest = [path.parts for path in paths]
    held_out = [False] * len(rest)
    while _is_wrapping(rest):
        held_out = [held or steps[0].lower() in _HELD_OUT for held, steps in zip(held_out, rest, strict=True)]
        rest = [steps[1:] for steps in rest]
    return [
        Place(clean_name(steps[0]) if len(steps) > 1 else "", held) for steps, held in zip(rest, held_out, strict=True)
    ]


def _is_wrapping(parts: list[tuple[str, ...]]) -> bool:
    """Return True if the first folders hold folders, and are either one or named as parts of a split."""
    inside = [steps for steps in parts if len(steps) > 1]
    firsts = {steps[0] for steps in inside}
    if not firsts or (len(firsts) > 1 and not {first.lower() for first in firsts} <= _PARTS):
        return False
    deeper = any(len(steps) > 2 for steps in inside)
    return deeper and not any(len(steps) == 2 and _is_picture(steps[1]) for steps in inside)


def _is_picture(name: str) -> bool:
    return PurePosixPath(name).suffix.lower() in PICTURES
