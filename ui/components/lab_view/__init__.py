"""The Convolution Lab's view, drawn in the browser: pipeline, window, kernel editor and sizes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import streamlit as st

from ui.components.payload import pack
from ui.language import current, words


@cache
def _component() -> Any:
    """The component; it can be registered only while Streamlit runs, and this module is imported outside of it too."""
    return st.components.v2.component("convlens.lab_view", js="lab_view/view.js", css="lab_view/view.css")


@dataclass(frozen=True)
class LabPicture:
    """What the view draws.

    Attributes:
        program: the layer stack as the browser's arithmetic takes it.
        sizes: the numbers of the sizes view.
        map_names: what each map's kernel is called.
        channel_names: what each channel of the picture is called.
        arrays: ``image``, uint8 (rows, columns, channels); ``kernel``, ``bias``, perhaps ``pointwise``; and the maps
            ``feature_maps``, ``activation_maps``, ``pooled_maps`` (rows, columns, maps), float32, without those that
            the browser's arithmetic gives bit for bit.
    """

    program: dict[str, Any]
    sizes: list[dict[str, Any]]
    map_names: list[str]
    channel_names: list[str]
    arrays: dict[str, np.ndarray[Any, Any]]


def lab_payload(picture: LabPicture, *, key: str, stale: bool, scale: str, pin: str) -> bytes:
    """What the view is sent.

    Args:
        picture: what to draw.
        key: the component's key.
        stale: whether the picture belongs to settings before the present ones, and is dimmed.
        scale: which maps share a colour scale at first: "map", "stage" or "all".
        pin: the cell that is pinned at first, as the view writes it into a link, or "".
    """
    header = {
        "key": key,
        "program": picture.program,
        "sizes": picture.sizes,
        "mapNames": picture.map_names,
        "channelNames": picture.channel_names,
        "words": words("lab"),
        "language": current(),
        "stale": stale,
        "state": "stale" if stale else "keras",
        "scale": scale,
        "pin": pin,
    }
    return pack(header, picture.arrays)


def lab_view(payload: bytes, *, key: str, on_edit: Callable[[], None], on_view: Callable[[], None]) -> Any:
    """Draw the view.

    Args:
        payload: of `lab_payload`, with the same key.
        key: the component's key.
        on_edit: called when a kernel was edited; the session's state under ``key`` then has ``edit``: a map's new
            numbers {"map", "kernels", "pointwise"}, or {"reset": map or "all"}.
        on_view: called when ``scale`` or ``pin`` changed in the view.

    Returns:
        The component's state with ``edit``, ``scale`` and ``pin``.
    """
    return _component()(key=key, data=payload, on_edit_change=on_edit, on_scale_change=on_view, on_pin_change=on_view)
