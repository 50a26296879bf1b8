"""The confusion matrix as a grid: arrow keys move between its cells, Enter or a click opens one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ui.components.view import View

VIEW: Final = View("confusion_matrix", words="confusion", events=("open",))


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
    payload = confusion_payload(counts, names, shares=shares, opened=opened)
    return VIEW.draw(payload, key=key, open=on_open)


def confusion_payload(
    counts: NDArray[np.int64], names: Sequence[str], *, shares: bool, opened: tuple[int, int] | None
) -> bytes:
    """Pack what the view is sent; the arguments are those of `confusion_view`."""
    header = {"names": list(names), "shares": shares, "opened": list(opened) if opened else None}
    return VIEW.payload(header, {"counts": counts.astype(np.int32)})
