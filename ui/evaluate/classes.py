"""Figures of a network as a whole, and at each class."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnn_core.metrics.classification import ClassFigures, Judged, class_figures, confusion_matrix, share
from ui import settings
from ui.elements.table import draw_table
from ui.evaluate import pictures as evaluate_pictures
from ui.evaluate.choice import Subject, data_title
from ui.evaluate.settings import EvaluationSettings
from ui.language import number, percent, t
from ui.language.markdown import plain

STYLE: Final = Path(__file__).parents[1] / "elements" / "table.css"
ROWS: Final = 25
FEW: Final = 100
"""A figure on fewer pictures is worth a warning."""


def figures_of(judged: Judged) -> ClassFigures:
    """Precision, recall and F1 of each class."""
    return class_figures(confusion_matrix(judged.labels, judged.answers, judged.classes))


def draw_whole(subject: Subject, judged: Judged) -> None:
    """Draw the accuracy with its interval, the means over the classes, and what these pictures are to the network."""
    found, figures = share(judged.right), figures_of(judged)
    with st.container(horizontal=True, gap="medium", key="evaluate_figures"):
        interval = t("evaluate.interval", low=number(100 * found.low, 1), high=number(100 * found.high, 1))
        st.metric(t("evaluate.accuracy"), f"{number(100 * found.value, 1)} %", interval, delta_color="off",
                  delta_arrow="off", width="content")  # fmt: skip
        for name in ("precision", "recall", "f1"):
            st.metric(t(f"evaluate.{name}_mean"), f"{number(100 * figures.mean(name), 1)} %", width="content",
                      help=t(f"evaluate.{name}_help"))  # fmt: skip
    st.markdown(_standing(subject, found.right, found.pictures))
    for sentence in notes(subject, found.pictures):
        st.caption(sentence)


def notes(subject: Subject, pictures: int) -> list[str]:
    """Write what has to be known of these figures."""
    found = []
    if subject.available > pictures:
        found.append(t("evaluate.spread", pictures=number(pictures, 0), available=number(subject.available, 0)))
    outputs = subject.candidate.outputs
    if outputs > len(subject.columns):
        found.append(t("evaluate.compared", outputs=number(outputs, 0), classes=number(len(subject.columns), 0)))
    wanted = subject.candidate.network.input
    side = subject.dataset.side
    if (wanted.rows, wanted.columns) != (side, side):
        found.append(t("evaluate.resized", side=side, rows=wanted.rows, columns=wanted.columns))
    if pictures < FEW:
        found.append(t("evaluate.few", pictures=number(pictures, 0)))
    return found


def _standing(subject: Subject, right: int, pictures: int) -> str:
    values = {
        "right": number(right, 0),
        "pictures": number(pictures, 0),
        "data": plain(data_title(subject.dataset.source)),
    }
    return f"{t('evaluate.right_of', **values)} {t(f'evaluate.standing.{subject.standing}')}"


@st.fragment
def draw_classes(subject: Subject, judged: Judged) -> None:
    """Draw the table of the classes, a page at a time; another order runs this alone."""
    figures = figures_of(judged)
    st.html(STYLE)
    with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
        st.header(t("evaluate.classes"), anchor=False, width="content")
        settings.control(EvaluationSettings, "class_order", kind="select", width=220)
    order = ordered(figures, settings.read(EvaluationSettings).class_order)
    some = evaluate_pictures.pager(order, ROWS, "classes")
    draw_table([_row(subject.names[place], figures, place) for place in some.tolist()], t("evaluate.classes"))


def ordered(figures: ClassFigures, order: str) -> NDArray[np.int64]:
    """Order the classes: as given, or those that are worst, or have fewest pictures, first; unknown ones last."""
    if order == "given":
        return np.arange(len(figures.pictures))
    values = np.asarray(getattr(figures, order), np.float64)
    return np.argsort(np.where(np.isnan(values), np.inf, values), kind="stable")


def _row(name: str, figures: ClassFigures, place: int) -> dict[str, str]:
    shares = {column: getattr(figures, column)[place] for column in ("precision", "recall", "f1")}
    return {
        t("evaluate.class"): name,
        t("evaluate.pictures"): number(int(figures.pictures[place]), 0),
        t("evaluate.answered"): number(int(figures.answered[place]), 0),
        **{t(f"evaluate.{column}"): percent(float(value)) for column, value in shares.items()},
    }
