"""The Convolution Lab's view, drawn in the browser: pipeline, window, kernel editor and sizes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

import numpy as np
import streamlit as st

from ui.components.payload import pack
from ui.language import current, t, words


@cache
def _component() -> Any:
    """The component; it can be registered only while Streamlit runs, and this module is imported outside of it too."""
    return st.components.v2.component(
        "convlens.convolution_lab", js="convolution_lab/view.js", css="convolution_lab/view.css"
    )


@dataclass(frozen=True)
class LabPicture:
    """What the view draws.

    Attributes:
        program: the layer stack as the browser's arithmetic takes it.
        sizes: the numbers of the sizes view.
        map_names: what each map's kernel is called.
        color: whether the picture goes in with its three colours, or in grey.
        channel_names: what each channel of the picture is called, in "colour" and in "grey".
        kernels: of `cnn_core.convolution_lab.kernel_bank`.
        draws: of `cnn_core.convolution_lab.random_draws`.
        digest: of the visitor's picture, to ask for it at other sizes (`ui.serving.picture_sizes`).
        arrays: ``image``, uint8 (rows, columns, 3), of which the browser makes the grey one too; ``kernel``, ``bias``,
            perhaps ``pointwise``; and the maps ``feature_maps``, ``activation_maps``, ``pooled_maps`` (rows, columns,
            maps), float32, without those that the browser's arithmetic gives bit for bit.
    """

    program: dict[str, Any]
    sizes: list[dict[str, Any]]
    map_names: list[str]
    color: bool
    channel_names: dict[str, list[str]]
    kernels: Mapping[tuple[int, int], np.ndarray[Any, Any]]
    draws: Mapping[str, np.ndarray[Any, Any]]
    digest: str
    arrays: dict[str, np.ndarray[Any, Any]]


@dataclass(frozen=True)
class LabState:
    """What the view shows around the maps.

    Attributes:
        controls: of `ui.convolution_lab.controls.controls`.
        answered: the settings that the maps belong to, where they are not the present ones.
        notices: sentences above the maps.
        turn: the number of the view's last change that is in the settings.
        stale: whether the maps belong to settings before the present ones, and are dimmed.
        scale: which maps share a colour scale at first: "map", "stage" or "all".
        pin: the cell that is pinned at first, as the view writes it into a link, or "".
    """

    controls: dict[str, Any]
    answered: dict[str, Any]
    notices: list[str]
    turn: int
    stale: bool
    scale: str
    pin: str


def lab_payload(picture: LabPicture | None, state: LabState, *, key: str) -> bytes:
    """What the view is sent.

    Args:
        picture: what to draw; None: there are no maps yet.
        state: what stands around the maps.
        key: the component's key.
    """
    header: dict[str, Any] = {
        "key": key,
        "words": words("lab") | {"take": t("take_away.title"), "reset": t("settings.reset")},
        "language": current(),
        **{field.name: getattr(state, field.name) for field in fields(state)},
    }
    if picture is None:
        return pack(header, {})
    header |= {
        "program": picture.program,
        "sizes": picture.sizes,
        "mapNames": picture.map_names,
        "color": picture.color,
        "digest": picture.digest,
        "channelNames": picture.channel_names,
    }
    bank = {f"kernels:{rows}x{columns}": kernels for (rows, columns), kernels in picture.kernels.items()}
    draws = {f"draws:{name}": numbers for name, numbers in picture.draws.items()}
    return pack(header, picture.arrays | bank | draws)


@dataclass(frozen=True)
class Listeners:
    """Who is told what happens in the view; the session's state under the view's key then says what.

    Attributes:
        change: a control was let go: ``change`` is {"turn": number, "values": {setting: value}}.
        edit: a kernel was edited: ``edit`` is a map's new numbers {"map", "kernels", "pointwise"}, or {"reset": map or
            "all"}.
        view: ``scale`` or ``pin`` changed.
    """

    change: Callable[[], None]
    edit: Callable[[], None]
    view: Callable[[], None]


def lab_view(payload: bytes, listeners: Listeners, *, key: str) -> Any:
    """Draw the view.

    Args:
        payload: of `lab_payload`, with the same key.
        listeners: who is told what happens in it.
        key: the component's key.

    Returns:
        The component's state: ``scale``, ``pin``, and ``take``, which is true in the run after the button to take
        everything away was pressed.
    """
    return _component()(
        key=key,
        data=payload,
        on_change_change=listeners.change,
        on_edit_change=listeners.edit,
        on_scale_change=listeners.view,
        on_pin_change=listeners.view,
        on_take_change=_rerun,
    )


def _rerun() -> None:
    """The run itself answers; Streamlit knows of an event only where somebody listens."""
