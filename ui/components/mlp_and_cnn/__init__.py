"""The view in which a picture is moved, drawn in the browser: what two networks make of it at every step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import numpy as np
import streamlit as st

from ui.components.payload import pack
from ui.language import current, words


@cache
def _component() -> Any:
    """The component; it can be registered only while Streamlit runs, and this module is imported outside of it too."""
    return st.components.v2.component("convlens.mlp_and_cnn", js="mlp_and_cnn/view.js", css="mlp_and_cnn/view.css")


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
    return _component()(key=key, data=movement_payload(header, arrays), on_choose_change=on_choose)


def movement_payload(header: Mapping[str, Any], arrays: Mapping[str, np.ndarray[Any, Any]]) -> bytes:
    """What the view is sent; the arguments are those of `movement_view`."""
    return pack({"words": words("mlp_and_cnn.view"), "language": current(), **header}, arrays)
