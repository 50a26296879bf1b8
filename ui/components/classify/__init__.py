"""The view of the page Classify, drawn in the browser: a picture, its answers, and how they come about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np

from ui.components.view import View

VIEW: Final = View("classify", words="classify", events=("choose", "mark"))


def classify_view(
    header: Mapping[str, Any],
    arrays: Mapping[str, np.ndarray[Any, Any]],
    *,
    key: str,
    on_choose: Callable[[], None],
    on_mark: Callable[[], None],
) -> Any:
    """Draw the view.

    Args:
        header: "controls" with what is chosen and what could be, "labels", "squashed", "judgement", "picture", "mark",
            "about", "notices", "stale"; see ``classify/view.js``.
        arrays: none while the first answer is waited for; "picture" and "original" uint8 (rows, columns, 3), "logits"
            float32 (classes,).
        key: the component's key.
        on_choose: is told of a choice; the session's state under the key then has ``choose``, {"field", "value"}.
        on_mark: is told of what was said of the answer: ``mark``, {"digest", "said", "name"}.
    """
    payload = VIEW.payload({"key": key, **header}, arrays)
    return VIEW.draw(payload, key=key, choose=on_choose, mark=on_mark)
