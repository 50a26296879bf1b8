"""The view that says why, drawn in the browser: maps of heat over the picture, side by side, and their curves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from ui.components.view import View

VIEW: Final = View("why", words="why", events=("choose", "more"))


@dataclass(frozen=True)
class WhyListeners:
    """The callbacks for what happens in the view; the session's state under the view's key then has the message.

    Attributes:
        choose: ``choose`` is {"field", "value"}.
        more: the visitor looks at the maps, and some are missing: ``more`` is the key of what is explained.
    """

    choose: Callable[[], None]
    more: Callable[[], None]


def why_view(
    header: Mapping[str, Any], arrays: Mapping[str, np.ndarray[Any, Any]], listeners: WhyListeners, *, key: str
) -> Any:
    """Draw the view.

    Args:
        header: "key" of what is explained, "controls", "methods", "maps", "labels", "pending"; see
            ``ui/why/payload.py``.
        arrays: "picture" uint8 (rows, columns, 3), "shares" float32 (classes,), and as far as they are ready
            "heat:METHOD" and "sense:METHOD" float32 (rows, columns).
        listeners: who is told what happens in it.
        key: the component's key.
    """
    return VIEW.draw(VIEW.payload(header, arrays), key=key, choose=listeners.choose, more=listeners.more)
