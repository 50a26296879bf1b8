"""The confusion matrix as a grid: arrow keys move between its cells, Enter or a click opens one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from ui.components.payload import pack
from ui.language import current, words


@cache
def _component() -> Any:
    """The component; it can be registered only while Streamlit runs, and this module is imported outside of it too."""
    return st.components.v2.component(
        "convlens.confusion_matrix", js="confusion_matrix/view.js", css="confusion_matrix/view.css"
    )


def confusion_view(
    counts: NDArray[np.int64],
    names: Sequence[str],
    *,
    shares: bool,
    opened: tuple[int, int] | None,
    key: str,
    on_open: Callable[[], None],
) -> Any:
    """Draw the matrix.

    Args:
        counts: (classes, classes), row: what the pictures show, column: what they are taken for.
        names: of the classes.
        shares: whether the cells show the share of the row's pictures, else how many they are.
        opened: the cell whose pictures are shown.
        key: the component's key.
        on_open: called when a cell was chosen; ``st.session_state[key]["open"]`` is then {"row": …, "column": …}.
    """
    return _component()(
        key=key, data=confusion_payload(counts, names, shares=shares, opened=opened), on_open_change=on_open
    )


def confusion_payload(
    counts: NDArray[np.int64], names: Sequence[str], *, shares: bool, opened: tuple[int, int] | None
) -> bytes:
    """What the view is sent; the arguments are those of `confusion_view`."""
    header = {
        "names": list(names),
        "shares": shares,
        "opened": list(opened) if opened else None,
        "words": words("confusion"),
        "language": current(),
    }
    return pack(header, {"counts": counts.astype(np.int32)})
