"""A brush that covers, blurs or moves a part of a picture, and the scores of what comes of it; drawn in the browser."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypedDict

import numpy as np

from ui.components.view import View

VIEW: Final = View("brush", words="why.brush", events=("brush",))


class BrushHeader(TypedDict):
    """The header of the view's payload.

    Attributes:
        key: of the picture.
        labels: of the classes.
        wanted: the class that is listed in any case.
        turn: the number of the last change with scores, or None.
        problem: why it has none, or "".
    """

    key: str
    labels: list[str]
    wanted: int
    turn: int | None
    problem: str


def brush_view(
    header: BrushHeader,
    arrays: Mapping[str, np.ndarray[Any, Any]],
    *,
    key: str,
    on_brush: Callable[[], None],
) -> Any:
    """Draw the brush.

    Args:
        header: what is said.
        arrays: "picture" uint8 (rows, columns, 3), "shares" float32 (classes,), and for the last change "changed"
            float32 (classes,).
        key: the component's key.
        on_brush: called when the picture was changed; ``st.session_state[key]["brush"]`` is then {"turn": number,
            "pixels": base64 of its bytes}.
    """
    return VIEW.draw(VIEW.payload(header, arrays), key=key, brush=on_brush)
