"""Files to take away, each with its button; none is made before it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

import streamlit as st


class File(NamedTuple):
    """A file to take away.

    Attributes:
        word: ends the key of its button, and says which label it has.
        name: of the file.
        kind: its media type.
        make: gives its content.
    """

    word: str
    name: str
    kind: str
    make: Callable[[], bytes]


def draw_files(
    files: Iterable[File], label: Callable[[str], str], *, key: str, icon: str | None = ":material/download:"
) -> None:
    """Draw a button for each file, in the container of the caller.

    Args:
        files: in the order of their buttons.
        label: gives the label of a file's word.
        key: beginning of the buttons' keys: ``KEY_WORD``.
        icon: on each button.
    """
    for file in files:
        st.download_button(
            label(file.word),
            file.make,
            file.name,
            file.kind,
            key=f"{key}_{file.word}",
            on_click="ignore",
            icon=icon,
        )
