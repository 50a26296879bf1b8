"""The view in which a picture is moved, drawn in the browser: what two networks make of it at every step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np

from ui.components.view import View

VIEW: Final = View("mlp_and_cnn", words="mlp_and_cnn.view", events=("choose",))


def movement_view(
    header: Mapping[str, Any],
    arrays: Mapping[str, np.ndarray[Any, Any]],
    *,
    key: str,
    on_choose: Callable[[], None],
) -> Any:
    """Draw the view.

    Args:
        header: see ``mlp_and_cnn/view.js``.
        arrays: for each movement "pictures.MOVEMENT", uint8 (amounts, rows, columns, channels); and for each network,
            as far as they are known, "scores.NETWORK.MOVEMENT", float32 (amounts, classes), and
            "measured.NETWORK.MOVEMENT", float32 (measured amounts, 3): share, and both ends of its interval.
        key: the component's key.
        on_choose: called when the picture was moved; ``st.session_state[key]["choose"]`` is then
            {"movement", "amount"}.
    """
    return VIEW.draw(VIEW.payload(header, arrays), key=key, choose=on_choose)
