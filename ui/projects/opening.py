"""The half of the project section that opens a file: suspects it, takes it over, and says what is here now."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import IO, Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import engine
from cnn_core.datasets import preparing as datasets
from cnn_core.datasets import source as data_source
from cnn_core.datasets.collections import collection as picture_collections
from cnn_core.datasets.source import OWN
from cnn_core.model_files.check import ModelFileError, ModelFileInfo
from cnn_core.projects import opening as project_opening
from cnn_core.projects.archive import MOST_BYTES
from cnn_core.projects.error import ProjectError
from cnn_core.projects.opening import OpenedProject
from ui import settings
from ui.elements.page_link import page_link
from ui.language import t
from ui.models.save import refusal
from ui.requests import timeouts
from ui.requests.session import session
from ui.requests.waiting import wait_for
from ui.runs import known as train_runs

_UPLOADS: Final = "project.uploads"
_DONE: Final = "project.done"
_REFUSED: Final = "project.refused"


@dataclass(frozen=True)
class _Done:
    """The notice about the project that was opened last.

    Attributes:
        pictures: where its pictures are: "came", "here", "prepare", "download" or "absent".
        runs: the ids of its runs here.
    """

    pictures: str
    runs: tuple[str, ...]


def draw() -> None:
    """Draw all of it."""
    st.subheader(t("project.open"), anchor=False)
    st.markdown(t("project.open_lead"))
    key = f"project_upload_{st.session_state.get(_UPLOADS, 0)}"
    limit = MOST_BYTES // 1_000_000
    file = st.file_uploader(t("project.file"), ["zip"], key=key, max_upload_size=limit)
    if file is not None:
        _take(file)
        # A new widget takes the old one's place, so that Streamlit lets go of the file.
        st.session_state[_UPLOADS] = st.session_state.get(_UPLOADS, 0) + 1
        st.rerun()
    st.caption(t("project.open_help", limit=limit))
    if refused := st.session_state.get(_REFUSED):
        st.error(refused, icon=":material/block:")
    done: _Done | None = st.session_state.get(_DONE)
    if done is not None:
        _draw_done(done)


def _take(file: IO[bytes]) -> None:
    """Take the project over; what was there stays if that does not go well."""
    for name in (_DONE, _REFUSED):
        st.session_state.pop(name, None)
    bar = st.progress(0.0, t("project.opening"))
    try:
        opened = project_opening.open_project(file, _rewritten, partial(_show_progress, bar))
    except (ValueError, engine.EngineError) as error:
        st.session_state[_REFUSED] = f"{_refusal(error)} {t('project.kept')}"
        return
    finally:
        bar.empty()
    for run in opened.runs:
        train_runs.remember(run)
    settings.apply(asdict(opened.bench) | asdict(opened.training))
    st.session_state[_DONE] = _Done(_where(opened), opened.runs)


def _rewritten(path: Path) -> tuple[bytes, ModelFileInfo]:
    """Check a network's file and write it anew in a process of its own."""
    future = engine.submit(
        "cnn_core.model_store.worker.rewritten", str(path),
        turn=f"{session()}:project", timeout=timeouts.BROUGHT, pool=engine.BROUGHT,
    )  # fmt: skip
    found: tuple[bytes, ModelFileInfo] = wait_for(future, pool=engine.BROUGHT)
    return found


def _show_progress(bar: DeltaGenerator, done: int, total: int) -> None:
    if total:
        bar.progress(done / total, t("project.checking", place=min(done + 1, total), total=total))


def _where(opened: OpenedProject) -> str:
    """Write where the pictures of the project are."""
    source = data_source.decode(opened.bench.data)
    if source.kind == OWN:
        return "came" if picture_collections.exists(source.name) else "absent"
    return datasets.availability(source, opened.bench.side)


def _refusal(error: Exception) -> str:
    """Write why a project is not opened, in the visitor's language."""
    match error:
        case ProjectError():
            return t(f"project_error.{error.code}", **error.values)
        case ModelFileError():
            return f"{t('project.network_refused')} {t(f'model_error.{error.code}', **error.values)}"
        case engine.EngineError():
            return t(f"brought_model.ended.{error.code}", seconds=round(timeouts.BROUGHT))
    return refusal(error)


def _draw_done(done: _Done) -> None:
    runs = t("project.opened_runs", runs=len(done.runs)) if done.runs else ""
    st.success(f"{t('project.opened')} {runs}", icon=":material/folder_open:")
    pictures = t(f"project.pictures_{done.pictures}")
    if done.pictures == "absent":
        st.warning(pictures, icon=":material/folder_off:")
    else:
        st.caption(pictures)
    if done.runs:
        page_link("train", t("project.to_runs"), "show_chart", query={"run": done.runs[-1]})
    page_link("data", t("project.to_data"), "photo_library")
