"""Setup of a new run: workbench, settings, what stands in the way, and the button that starts it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any, Final

import streamlit as st

from cnn_core import drafts as network_draft
from cnn_core.settings import kind
from cnn_core.training.program.training_code import to_keras_code
from cnn_core.training.training_settings import TrainingSettings
from ui import settings, workbench
from ui.data import preparing as data_preparing
from ui.elements.page_link import page_link
from ui.language import t
from ui.train import start as train_start

MAIN: Final = ("epochs", "batch_size", "optimizer", "learning_rate")
INPUT: Final = ("cache", "shuffle", "prefetch")
COLUMNS: Final = 4


def draw_setup() -> None:
    """Draw all of it."""
    st.header(t("train.prepare"), anchor=False)
    bar = st.empty()
    before = workbench.dataset()
    _draw_bar(bar)
    ready = data_preparing.draw() is not None
    if ready and before is None:
        _draw_bar(bar)  # it says by now how many pictures there are
    st.caption(t("train.prepare_lead"))
    _controls(MAIN)
    _start_button(ready)
    with st.expander(t("train.more_settings"), icon=":material/tune:"):
        _controls([field.name for field in fields(TrainingSettings) if field.name not in (*MAIN, *INPUT)])
    with st.expander(t("train.code"), icon=":material/code:"):
        st.caption(t("train.code_lead"))
        _controls(INPUT)
        code = to_keras_code(settings.read(TrainingSettings), workbench.augmentation().is_random)
        # Wrapped: a block that scrolls sideways is out of reach of keys.
        st.code(code, language="python", wrap_lines=True)


def _draw_bar(place: Any) -> None:
    with place.container():
        workbench.bar()


def _controls(names: Sequence[str]) -> None:
    """Draw controls side by side, each with a line that says what it does and what is usual."""
    for first in range(0, len(names), COLUMNS):
        row = names[first : first + COLUMNS]
        for column, name in zip(st.columns(COLUMNS), row, strict=False):
            with column:
                settings.control(TrainingSettings, name, **_look(name))
                st.caption(t(f"settings.{name}_help"))


def _look(name: str) -> dict[str, Any]:
    """Choose a control: numbers of many sizes are typed, choices come from a list; the help stands below."""
    match kind(TrainingSettings, name):
        case "real":
            return {"kind": "number", "format": "%.5g", "help": None}
        case "whole":
            return {"kind": "number", "help": None}
        case "choice":
            return {"kind": "select", "help": None}
    return {"help": None}


def _start_button(ready: bool) -> None:
    """Draw the start button; what stands in the way is said in its place, with the way out."""
    if refused := train_start.refusal():
        st.error(refused, icon=":material/error:")
    if network_draft.problems(workbench.draft()):
        st.warning(t("train.network_does_not_fit"), icon=":material/block:")
        page_link("build", t("page.build"), "account_tree")
        return
    st.button(
        t("train.start"),
        type="primary",
        icon=":material/play_arrow:",
        key="train_start",
        on_click=train_start.start,
        disabled=not ready,
        width=280,
    )
    if not ready:
        st.caption(t("train.data_not_ready"))
