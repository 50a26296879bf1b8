"""The names of kept networks: what people call them, in any script, and the folder that follows from it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container
from hashlib import blake2b
from typing import ClassVar, Final

from cnn_core.errors import CodedError

LONGEST_TITLE: Final = 60
_LONGEST_FOLDER: Final = 40  # letters of four bytes at most: 160 of the 255 that a file system allows
_JOINERS: Final = "\u200c\u200d"  # invisible, but parts of words and of emoji
# Names that Windows keeps for devices; a project that goes there must be able to lie in a folder.
_DEVICES: Final = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]")


_SENTENCE: Final = (
    "A network's name is 1 to {limit} visible signs in one line. Received: {received!r}. Choose another name."
)


class KeptNameError(CodedError, ValueError):
    """A title that no network can have.

    Attributes:
        code: "empty", "long" or "unseen"; the catalogues have its sentence under ``keeping.name_error.<code>``.
        values: "limit", the most letters that a title may have, and "received", the title's beginning.
    """

    sentences: ClassVar = dict.fromkeys(("empty", "long", "unseen"), _SENTENCE)


def tidied(title: str) -> str:
    """Tidy a title for keeping: composed letters, single blanks, none at its ends.

    Raises:
        KeptNameError: there is nothing left, too much, or a sign in it that nobody would see.

    Example:
        >>> tidied("  My   flowers ")
        'My flowers'
        >>> tidied("")
        Traceback (most recent call last):
        cnn_core.model_store.kept_name.KeptNameError: A network's name is 1 to 60 visible signs in one line. \
Received: ''. Choose another name.
    """
    tidy = re.sub(" +", " ", unicodedata.normalize("NFC", title)).strip()
    if not tidy.strip(_JOINERS):
        raise _refusal("empty", title)
    if len(tidy) > LONGEST_TITLE:
        raise _refusal("long", title)
    if any(unicodedata.category(sign)[0] in "CZ" and sign not in _JOINERS for sign in tidy.replace(" ", "")):
        raise _refusal("unseen", title)
    return tidy


def _refusal(code: str, title: str) -> KeptNameError:
    return KeptNameError(code, {"limit": LONGEST_TITLE, "received": title[:80]})


def folder_name(title: str) -> str:
    """Name the folder of a title: its letters and digits, small, with hyphens between; never a path, never empty.

    Titles that differ in nothing else share it, so that two networks can be told apart when somebody reads them out.

    Raises:
        KeptNameError: as `tidied`.

    Example:
        >>> folder_name("My flowers!"), folder_name("나의 꽃 2"), folder_name("../etc")
        ('my-flowers', '나의-꽃-2', 'etc')
        >>> len(folder_name("🌸🌸"))
        16
    """
    letters = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", tidied(title)).casefold())
    whole = "-".join("".join(sign if _is_letter(sign) else " " for sign in letters).split())
    name = whole[:_LONGEST_FOLDER].rstrip("-")
    if name and name == whole and not _DEVICES.fullmatch(name):
        return name
    told_apart = blake2b(letters.encode(), digest_size=4).hexdigest()
    return f"{name or 'network'}-{told_apart}"


def is_folder_name(name: str) -> bool:
    """Return True if a text from outside has the form of `folder_name`, and may therefore become a part of a path.

    Example:
        >>> is_folder_name("나의-꽃"), is_folder_name(".."), is_folder_name("a/b")
        (True, False, False)
    """
    return 0 < len(name) <= _LONGEST_FOLDER + 9 and all(sign == "-" or _is_letter(sign) for sign in name)


def _is_letter(sign: str) -> bool:
    """Return True for letters, digits, and the marks upon them, without which many scripts have no vowels."""
    return unicodedata.category(sign)[0] in "LNM"


def free_title(title: str, taken: Container[str]) -> str:
    """Return the title itself, or the next one with a number behind it, whose folder is not taken.

    Example:
        >>> free_title("Flowers", {"flowers", "flowers-2"})
        'Flowers 3'
    """
    tidy = tidied(title)
    stem = re.sub(r" \d{1,4}$", "", tidy)
    number = 1
    candidate = tidy
    while folder_name(candidate) in taken:
        number += 1
        candidate = f"{stem[: LONGEST_TITLE - 5].strip()} {number}"
    return candidate
