"""Notes beside a control when a combination of settings cannot be, with a button for the nearest one that can."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from cnn_core.settings import Problem
from ui import settings
from ui.language import t
from ui.settings.controls import option_label


def say(problems: Sequence[Problem], field: str) -> None:
    """Draw a note for each of the problems that belongs to this field's control."""
    for problem in problems:
        if problem.field == field:
            _note(problem)


def remedy_text(remedy: dict[str, Any]) -> str:
    """Write a remedy in words: "Padding: same, Stride: 2"."""
    return ", ".join(f"{t(f'settings.{name}')}: {option_label(name, _show(value))}" for name, value in remedy.items())


def sentence(problem: Problem) -> str:
    """Write in words why a combination cannot be."""
    values = {
        name: option_label("kernels", value) if name == "kernel" else value for name, value in problem.values.items()
    }
    return t(f"problem.{problem.code}", **values)


def _note(problem: Problem) -> None:
    st.warning(sentence(problem), icon=":material/block:")
    if problem.remedy:
        st.button(
            t("lab.remedy", values=remedy_text(problem.remedy)),
            key=f"remedy_{problem.field}_{problem.code}",
            on_click=settings.apply,
            args=(problem.remedy,),
        )


def _show(value: Any) -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value)
