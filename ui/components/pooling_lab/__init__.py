"""The Activation and Pooling Lab's views as a Streamlit component: nine activations, and three poolings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from ui.components.view import View

VIEW: Final = View("pooling_lab", words="pooling_lab.view", events=("choose",))


def pooling_view(
    part: Literal["activation", "pooling"],
    header: Mapping[str, Any],
    arrays: dict[str, NDArray[np.float32]],
    *,
    key: str,
    stale: bool,
    on_choose: Callable[[], None] | None = None,
) -> Any:
    """Draw one of the two views.

    Args:
        part: "activation" or "pooling".
        header: names and measures of the part, as `ui.pooling_lab.request` makes them.
        arrays: its maps, float32.
        key: the component's key.
        stale: whether the maps belong to settings before the present ones, and are dimmed.
        on_choose: called when an activation was chosen; the session's state under ``key`` then has ``choose``.

    Returns:
        The component's state.
    """
    payload = VIEW.payload({**header, "part": part, "key": key, "stale": stale}, arrays)
    return VIEW.draw(payload, key=key, **({"choose": on_choose} if on_choose else {}))
