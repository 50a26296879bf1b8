"""The Activation and Pooling Lab's controls: what map is looked at, how it is pooled, how the picture is changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from cnn_core.pooling_lab.study import PoolingStudy
from cnn_core.settings import Problem
from ui import settings
from ui.language import t
from ui.pictures.picker import picker, picture
from ui.pictures.visitor import choose
from ui.settings import problem_notes

SLIDER = 150  # pixels: two stand side by side on a phone
STROKES: dict[str, Any] = {
    "study_size": 64,
    "study_kernel": "identity",
    "gain": 1.0,
    "bias": 0.0,
    "activation": "linear",
    "pool_size": 2,
    "pool_stride": 2,
    "pool_padding": "valid",
}
STROKES_PICTURE = "dark_strokes"

_BEFORE = "pooling_controls.before_strokes"


def draw_map() -> None:
    """Draw the controls of the feature map: picture, kernel, gain, bias, size."""
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        with st.container(width="content"):
            picker()
        settings.control(PoolingStudy, "study_kernel", kind="select", width=180)
        for name in ("gain", "bias", "study_size"):
            settings.control(PoolingStudy, name, width=SLIDER)


def draw_pooling(problems: Sequence[Problem]) -> None:
    """Draw the controls of the pooling window and of the picture's change; problems are said at their control."""
    window, change = st.columns(2, gap="medium")
    with window:
        st.markdown(t("pooling_lab.window"))
        _row("pool_size", "pool_stride", "pool_padding")
        problem_notes.say(problems, "pool_size")
    with change:
        st.markdown(t("pooling_lab.change"))
        _row("noise", "shift_rows", "shift_columns")


def _row(*names: str) -> None:
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        for name in names:
            width: dict[str, Any] = {} if name == "pool_padding" else {"width": SLIDER}
            settings.control(PoolingStudy, name, **width)


def draw_strokes(study: PoolingStudy) -> None:
    """Draw when min pooling helps, in words; a button shows it, and another one brings back what was there."""
    shown = shows_strokes(study)
    words, button = st.columns([4, 1], vertical_alignment="center")
    words.info(t("pooling_lab.strokes_shown" if shown else "pooling_lab.strokes"), icon=":material/gesture:")
    with button:
        if not shown:
            st.button(t("pooling_lab.strokes_show"), on_click=_show_strokes)
        elif _BEFORE in st.session_state:
            st.button(t("pooling_lab.strokes_back"), on_click=_bring_back)


def draw_reset() -> None:
    """Draw the button that resets every field of the page."""
    st.button(t("settings.reset"), on_click=settings.reset, args=(PoolingStudy,), type="tertiary")


def shows_strokes(study: PoolingStudy) -> bool:
    """Return True if the page shows the dark strokes as the button sets them."""
    return picture().name == STROKES_PICTURE and all(getattr(study, name) == value for name, value in STROKES.items())


def _show_strokes() -> None:
    study = settings.read(PoolingStudy)
    before = {name: getattr(study, name) for name in STROKES}
    st.session_state[_BEFORE] = (picture().name, before)
    settings.apply(STROKES)
    choose(STROKES_PICTURE)


def _bring_back() -> None:
    name, before = st.session_state.pop(_BEFORE)
    settings.apply(before)
    choose(name)
