"""Evaluate: what a network gets right and wrong on pictures that it has not learnt from, and how sure it is of it."""

import streamlit as st

import engine
from cnn_core.datasets.source import DataSource
from cnn_core.projects.workbench import WorkbenchSettings
from ui import page, settings
from ui.evaluate import calibration as evaluate_calibration
from ui.evaluate import choice as evaluate_choice
from ui.evaluate import classes as evaluate_classes
from ui.evaluate import comparison as evaluate_comparison
from ui.evaluate import confusion_matrix as evaluate_matrix
from ui.evaluate import files as evaluate_files
from ui.evaluate import pictures as evaluate_pictures
from ui.evaluate import preparing as evaluate_preparing
from ui.evaluate import request as evaluate_work
from ui.evaluate import robustness as evaluate_robustness
from ui.evaluate.networks import Candidate
from ui.evaluate.settings import EvaluationSettings


def chosen() -> tuple[Candidate, DataSource] | None:
    """Draw the choice of network and pictures; None: there is no such network."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="evaluate_choice"):
        judge = evaluate_choice.draw_network()
        return (judge, evaluate_choice.draw_data(judge)) if judge else None


def subject_of(judge: Candidate, source: DataSource) -> evaluate_choice.Subject | None:
    """The pictures that the network is judged on; None: there are none yet, and why was drawn."""
    dataset = evaluate_preparing.prepared(judge, source)
    columns = evaluate_preparing.columns(judge, dataset) if dataset else None
    return evaluate_choice.draw_part(judge, dataset, columns) if dataset and columns else None


def show(subject: evaluate_choice.Subject) -> None:
    """Everything about the network on these pictures, from the whole to the single one."""
    judged = evaluate_work.judged(subject)
    if judged is None:
        return
    evaluate_classes.draw_whole(subject, judged)
    evaluate_matrix.draw(subject, judged)
    evaluate_classes.draw_classes(subject, judged)
    evaluate_pictures.draw_mistakes(subject, judged)
    evaluate_calibration.draw(judged)
    harms = evaluate_robustness.draw(subject, judged)
    duel = evaluate_comparison.draw(subject, judged)
    evaluate_files.draw(subject, judged, harms, duel)


page.start("evaluate.title", "evaluate.lead", EvaluationSettings, WorkbenchSettings)
settings.read(EvaluationSettings)
engine.warm_up(engine.BROUGHT)
found = chosen()
subject = subject_of(*found) if found else None
if subject:
    show(subject)
