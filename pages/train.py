"""Train: prepare a run, watch it learn, look back through its epochs, and compare it with others."""

from pathlib import Path

import streamlit as st

from cnn_core.projects.workbench import WorkbenchSettings
from cnn_core.training.training_settings import TrainingSettings
from ui import page, settings
from ui.language import t
from ui.runs import known as train_runs
from ui.train.after import draw_after
from ui.train.compare import draw_comparison
from ui.train.live import UNDER_WAY, show
from ui.train.setup import draw_setup

STYLE = Path(__file__).parents[1] / "ui" / "elements" / "table.css"


def show_page() -> None:
    """The run that is open, or the settings of a new one; below, all runs that the visitor knows of."""
    st.html(STYLE)
    for shared in (WorkbenchSettings, TrainingSettings, train_runs.RunAddress):
        settings.read(shared)
    run = train_runs.opened()
    if train_runs.missing():
        st.warning(t("train.unknown"), icon=":material/link_off:")
    if run is None:
        draw_setup()
    else:
        train_runs.remember(run.id)
        show(run)
        if run.status().state not in UNDER_WAY:
            draw_after(run, train_runs.records(run))
    draw_comparison()


page.start(
    "train.title",
    "train.lead",
    train_runs.RunAddress,
    TrainingSettings,
    WorkbenchSettings,
    picture=not train_runs.is_open(),
)
show_page()
