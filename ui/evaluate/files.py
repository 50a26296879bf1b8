"""An evaluation to take away: every table as CSV, every figure as PNG; no file is made before it is asked for."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import streamlit as st

from cnn_core.evaluation import csv_files as files
from cnn_core.metrics.classification import Judged, confusion_matrix, surest_mistakes
from cnn_core.metrics.comparison import CASES
from cnn_core.metrics.confusion_matrix import shown_matrix
from figures import evaluation_png as png
from figures.evaluation_charts import CorruptionLine
from ui import settings
from ui.elements.files import File, draw_files
from ui.evaluate import calibration as evaluate_calibration
from ui.evaluate import robustness as evaluate_robustness
from ui.evaluate.choice import Subject
from ui.evaluate.classes import figures_of
from ui.evaluate.comparison import Duel, case_names
from ui.evaluate.confusion_matrix import group_names
from ui.evaluate.pictures import images_of, said_of
from ui.evaluate.settings import EvaluationSettings
from ui.language import t

MOST_PICTURES = 20
"""Of the surest mistakes in one PNG."""
KINDS = {"csv": "text/csv", "png": "image/png"}


def draw(subject: Subject, judged: Judged, harms: list[CorruptionLine], duel: Duel | None) -> None:
    """Draw the buttons."""
    st.header(t("evaluate.take.title"), anchor=False)
    st.markdown(t("evaluate.take.lead"))
    for kind in KINDS:
        with st.container(horizontal=True, gap="small", vertical_alignment="center", key=f"evaluate_take_{kind}"):
            st.markdown(f"**{kind.upper()}**", width="content")
            files = files_of(subject, judged, harms, duel, kind)
            draw_files(files, lambda word: t(f"evaluate.take.{word}"), key=f"take_{kind}")


def files_of(subject: Subject, judged: Judged, harms: list[CorruptionLine], duel: Duel | None, kind: str) -> list[File]:
    """List the files of a kind ("csv" or "png") that there are, in the order of their buttons."""
    return _tables(subject, judged, harms, duel) if kind == "csv" else _figures(subject, judged, harms, duel)


def _tables(subject: Subject, judged: Judged, harms: list[CorruptionLine], duel: Duel | None) -> list[File]:
    classes, names = subject.names, subject.dataset.names
    before, temperature = evaluate_calibration.measured(judged)
    after = temperature.after if temperature else None
    matrix = confusion_matrix(judged.labels, judged.answers, judged.classes)
    mistakes = surest_mistakes(judged, len(judged.labels))
    wrong = Judged(judged.positions[mistakes], judged.labels[mistakes], judged.logits[mistakes])
    found = [
        _csv("predictions", "predictions", lambda: files.predictions_csv(judged, classes, names)),
        _csv("matrix", "confusion-matrix", lambda: files.matrix_csv(matrix, classes)),
        _csv("classes", "classes", lambda: files.classes_csv(figures_of(judged), classes)),
        _csv("mistakes", "mistakes", lambda: files.predictions_csv(wrong, classes, names)),
        _csv("calibration", "calibration", lambda: files.calibration_csv(before, after)),
    ]
    if harms:
        found.append(_csv("robustness", "robustness", lambda: _robustness_csv(harms)))
    if duel is not None:
        rival, cases = duel.judged, duel.found
        made = _csv("duel", "two-networks", lambda: files.comparison_csv(judged, rival, cases, classes, names))
        found.append(made)
    return found


def _figures(subject: Subject, judged: Judged, harms: list[CorruptionLine], duel: Duel | None) -> list[File]:
    found = [
        _png("matrix", "confusion-matrix", lambda: _matrix_png(subject, judged)),
        _png("classes", "classes", lambda: _classes_png(subject, judged)),
    ]
    if not judged.right.all():
        found.append(_png("mistakes", "mistakes", lambda: _mistakes_png(subject, judged)))
    found.append(_png("calibration", "calibration", lambda: _calibration_png(judged)))
    if harms:
        words = evaluate_robustness.axis_words()
        found.append(_png("robustness", "robustness", lambda: png.robustness_png(harms, **words)))
    if duel is not None:
        names, counts = case_names(subject, duel), [duel.found.count(case) for case in CASES]
        title = t("evaluate.pictures")
        made = _png("duel", "two-networks", lambda: png.cases_png(list(names.values()), counts, x_title=title))
        found.append(made)
    return found


def _csv(word: str, name: str, make: Callable[[], bytes]) -> File:
    return File(word, f"convlens-{name}.csv", KINDS["csv"], make)


def _png(word: str, name: str, make: Callable[[], bytes]) -> File:
    return File(word, f"convlens-{name}.png", KINDS["png"], make)


def _robustness_csv(harms: list[CorruptionLine]) -> bytes:
    rows = (
        (line.name, step, line.strengths[step], line.accuracy[step], line.low[step], line.high[step])
        for line in harms
        for step in range(len(line.accuracy))
    )
    return files.csv_file(["harm", "step", "strength", "accuracy", "low", "high"], rows)


def _matrix_png(subject: Subject, judged: Judged) -> bytes:
    shown = shown_matrix(confusion_matrix(judged.labels, judged.answers, judged.classes))
    shares = settings.peek(EvaluationSettings).matrix_as == "shares"
    titles = {"x_title": t("confusion.answered"), "y_title": t("confusion.shown")}
    return png.matrix_png(shown.counts, group_names(subject, shown), shares=shares, **titles)


def _classes_png(subject: Subject, judged: Judged) -> bytes:
    figures = figures_of(judged)
    named = {t(f"evaluate.{name}"): getattr(figures, name) for name in ("precision", "recall", "f1")}
    return png.classes_png(subject.names, named, x_title=t("evaluate.classes"))


def _mistakes_png(subject: Subject, judged: Judged) -> bytes:
    places = surest_mistakes(judged, MOST_PICTURES)
    labels = [said_of(subject, judged, int(place)).label for place in places]
    return png.pictures_png(np.asarray(images_of(subject, places)), labels)


def _calibration_png(judged: Judged) -> bytes:
    before, temperature = evaluate_calibration.measured(judged)
    after = temperature.after if temperature else None
    return png.calibration_png(before, after, words=evaluate_calibration.words())
