"""The half of the project section that saves: what goes into the file, how large it will be, and the button."""

from __future__ import annotations

import time
from functools import partial
from typing import Final

import streamlit as st

from cnn_core.datasets import source as data_source
from cnn_core.datasets.source import OWN
from cnn_core.model_store.kept_name import folder_name
from cnn_core.projects import saving as project_saving
from cnn_core.projects.archive import MOST_BYTES, MOST_RUNS
from cnn_core.projects.saving import Project
from cnn_core.projects.workbench import WorkbenchSettings
from cnn_core.training.run_folder import Run
from cnn_core.training.training_settings import TrainingSettings
from ui import settings, workbench
from ui.language import number, t
from ui.runs import known as train_runs
from ui.runs import names as train_names

_MEGABYTE: Final = 1e6


@st.fragment
def draw() -> None:
    """Draw all of it; what is chosen here runs this alone."""
    st.subheader(t("project.save"), anchor=False)
    st.markdown(t("project.bench", data=workbench.data_label(), network=workbench.network_label(),
                  augmentation=workbench.augmentation_label()))  # fmt: skip
    project = _chosen()
    size = project_saving.size_of(project)
    too_large = size > MOST_BYTES
    if too_large:
        st.warning(t("project.too_large", limit=MOST_BYTES // 1_000_000), icon=":material/weight:")
    st.download_button(
        t("project.save_now", size=number(max(0.1, size / _MEGABYTE), 1)),
        partial(project_saving.save, project),
        _file_name(),
        "application/zip",
        key="project_save_now",
        icon=":material/download:",
        type="primary",
        on_click="ignore",
        disabled=too_large,
    )


def _chosen() -> Project:
    """Return what the visitor wants in the file."""
    bench, training = settings.peek(WorkbenchSettings), settings.peek(TrainingSettings)
    runs = _chosen_runs()
    every = bool(runs) and st.toggle(t("project.every_network"), key="project_every", help=t("project.every_help"))
    project = Project(bench, training, runs, every_network=every)
    if not _uses_own(project):
        st.caption(t("project.by_reference"))
        return project
    pictures = st.toggle(t("project.pictures"), value=True, key="project_pictures", help=t("project.pictures_help"))
    return Project(bench, training, runs, every_network=every, pictures=pictures)


def _chosen_runs() -> tuple[Run, ...]:
    known = {run.id: run for run in train_runs.visible_runs()[-MOST_RUNS:]}
    if not known:
        st.caption(t("project.no_runs"))
        return ()
    titles = {name: f"{place}. {train_names.title(run.settings)}" for place, (name, run) in enumerate(known.items(), 1)}
    chosen = st.pills(t("project.runs"), list(known), selection_mode="multi", default=list(known),
                      format_func=titles.__getitem__, key="project_runs")  # fmt: skip
    return tuple(known[name] for name in known if name in chosen)


def _uses_own(project: Project) -> bool:
    texts = [project.bench.data, *(run.settings.data for run in project.runs)]
    return any(data_source.decode(text).kind == OWN for text in texts)


def _file_name() -> str:
    """Name the file after the data, and the day on which it is saved."""
    return f"{folder_name(t(f'data.kind.{workbench.source().kind}'))}-{time.strftime('%Y-%m-%d')}.convlens.zip"
