"""Confusion matrix of a network, and the pictures of a cell."""

from __future__ import annotations

from typing import Final

import numpy as np
import streamlit as st

from cnn_core.metrics.classification import Judged, confusion_matrix, in_cell
from cnn_core.metrics.confusion_matrix import ShownMatrix, shown_matrix
from ui import settings
from ui.components.confusion_matrix import confusion_view
from ui.evaluate import pictures as evaluate_pictures
from ui.evaluate.choice import Subject
from ui.evaluate.settings import EvaluationSettings, split_cell
from ui.language import number, t
from ui.language.markdown import plain

VIEW: Final = "evaluate_matrix"
GRID: Final = "evaluate_cell"


@st.fragment
def draw(subject: Subject, judged: Judged) -> None:
    """Draw the matrix, and beside it the pictures of the cell that is open; a change runs this alone."""
    with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
        st.header(t("evaluate.matrix"), anchor=False, width="content")
        settings.control(EvaluationSettings, "matrix_as", kind="segmented", label_visibility="collapsed")
    chosen = settings.read(EvaluationSettings)
    shown = shown_matrix(confusion_matrix(judged.labels, judged.answers, judged.classes))
    cell = split_cell(chosen.cell, len(shown.groups)) or busiest(shown)
    matrix, pictures = st.columns([3, 2], gap="medium")
    with matrix:
        if shown.has_others:
            values = {"shown": len(shown.groups) - 1, "classes": number(judged.classes, 0)}
            st.caption(t("evaluate.matrix_part", **values))
        confusion_view(
            shown.counts, group_names(subject, shown), shares=chosen.matrix_as == "shares", opened=cell, key=VIEW,
            on_open=_open,
        )  # fmt: skip
    with pictures:
        _draw_cell(subject, judged, shown, cell)


def group_names(subject: Subject, shown: ShownMatrix) -> list[str]:
    """Return the names of the rows and columns."""
    names = subject.names
    return [
        names[group[0]] if len(group) == 1 else t("evaluate.others", count=number(len(group), 0))
        for group in shown.groups
    ]


def busiest(shown: ShownMatrix) -> tuple[int, int]:
    """Return the cell that is open by default: the most frequent mistake; without one the fullest cell.

    Example:
        >>> busiest(ShownMatrix(((0,), (1,)), np.array([[5, 2], [0, 7]])))
        (0, 1)
    """
    mistakes = shown.counts - np.diag(np.diag(shown.counts))
    counts = mistakes if mistakes.any() else shown.counts
    row, column = np.unravel_index(int(counts.argmax()), counts.shape)
    return int(row), int(column)


def _draw_cell(subject: Subject, judged: Judged, shown: ShownMatrix, cell: tuple[int, int]) -> None:
    row, column = cell
    names = [plain(name) for name in group_names(subject, shown)]
    places = in_cell(judged, shown.groups[row], shown.groups[column])
    values = {"shown": names[row], "answer": names[column], "pictures": number(len(places), 0)}
    with st.container(key="evaluate_cell_title"):
        st.subheader(t("evaluate.cell_right" if row == column else "evaluate.cell_wrong", **values), anchor=False)
    if not len(places):
        st.markdown(t("evaluate.cell_empty"))
        return
    alike = len(shown.groups[row]) == len(shown.groups[column]) == 1
    evaluate_pictures.draw(subject, judged, places, label=t("evaluate.cell_pictures"), key=GRID, alike=alike)


def _open() -> None:
    """Take a chosen cell of the view as a setting; what no view can have sent is ignored."""
    match st.session_state[VIEW].get("open"):
        case {"row": int(row) | float(row), "column": int(column) | float(column)} if _whole(row) and _whole(column):
            settings.apply({"cell": f"{int(row)}-{int(column)}"})
            evaluate_pictures.first_page([GRID])


def _whole(value: float) -> bool:
    return not isinstance(value, bool) and bool(np.isfinite(value)) and 0 <= value < 1000 and float(value).is_integer()
