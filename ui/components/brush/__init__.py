"""A brush that covers, blurs or moves a part of a picture, and the scores of what comes of it; drawn in the browser."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np

from ui.components.view import View

VIEW: Final = View("brush", words="why.brush", events=("brush",))


def brush_view(
    header: Mapping[str, Any],
    arrays: Mapping[str, np.ndarray[Any, Any]],
    *,
    key: str,
    on_brush: Callable[[], None],
) -> Any:
    """Draw the brush.

    Args:
        header: "key" of the picture, "labels" of the classes, "wanted" (the class that is listed in any case), "turn"
            (the number of the last change with scores, or None) and "problem" (why it has none, or "").
        arrays: "picture" uint8 (rows, columns, 3), "shares" float32 (classes,), and for the last change "changed"
            float32 (classes,).
        key: the component's key.
        on_brush: called when the picture was changed; ``st.session_state[key]["brush"]`` is then {"turn": number,
            "pixels": base64 of its bytes}.
    """
    return VIEW.draw(VIEW.payload(header, arrays), key=key, brush=on_brush)
