"""A grid of labelled pictures, one of which is enlarged, so that its pixels can be read; by pointer or by keyboard."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypedDict

import numpy as np
from numpy.typing import NDArray

from ui.components.view import View

VIEW: Final = View("picture_grid", words="picture_grid", events=("act",))

COLUMNS: Final = 5
"""Tiles in a row."""


@dataclass(frozen=True)
class GridPicture:
    """The facts about one picture of the grid.

    Attributes:
        name: what an action on it sends.
        label: the words below it, such as its class.
        detail: one line more, shown when it is enlarged.
    """

    name: str
    label: str
    detail: str = ""


class GridEntry(TypedDict):
    """The facts about one picture, as the view gets them."""

    name: str
    label: str
    detail: str


class GridAction(TypedDict):
    """A thing that can be done with the enlarged picture, and the words of its button."""

    name: str
    word: str


class GridHeader(TypedDict):
    """The header of the view's payload."""

    pictures: list[GridEntry]
    columns: int
    label: str
    actions: list[GridAction]


def picture_grid(
    images: NDArray[np.uint8],
    pictures: Sequence[GridPicture],
    *,
    label: str,
    key: str,
    columns: int = COLUMNS,
    actions: Mapping[str, str] | None = None,
    on_act: Callable[[], None] | None = None,
) -> Any:
    """Draw the grid.

    Args:
        images: uint8 (pictures, rows, columns, channels), 1 channel (grey) or 3 (red, green, blue).
        pictures: what is said of each, in the same order.
        label: what a screen reader calls the grid.
        key: the component's key.
        columns: tiles in a row.
        actions: what can be done with the enlarged picture: a name → the words of its button.
        on_act: called when such a button was pressed; ``st.session_state[key]["act"]`` is then
            {"action": its name, "picture": the picture's name}.
    """
    payload = grid_payload(images, pictures, label=label, columns=columns, actions=actions)
    return VIEW.draw(payload, key=key, **({"act": on_act} if on_act else {}))


def grid_payload(
    images: NDArray[np.uint8],
    pictures: Sequence[GridPicture],
    *,
    label: str,
    columns: int = COLUMNS,
    actions: Mapping[str, str] | None = None,
) -> bytes:
    """Pack what the view is sent; the arguments are those of `picture_grid`."""
    header: GridHeader = {
        "pictures": [{"name": said.name, "label": said.label, "detail": said.detail} for said in pictures],
        "columns": columns,
        "label": label,
        "actions": [{"name": name, "word": word} for name, word in (actions or {}).items()],
    }
    return VIEW.payload(header, {"images": images})
