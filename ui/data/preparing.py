"""Gets a data set ready: found on the disk, or prepared by a task in the background whose progress is shown."""

from __future__ import annotations

import math
import shutil
import time
from hashlib import blake2b
from pathlib import Path
from typing import Final
from urllib.parse import urlparse

import streamlit as st

import engine
from cnn_core.datasets import preparing as datasets
from cnn_core.datasets import tasks as dataset_tasks
from cnn_core.datasets.collections import collection as picture_collections
from cnn_core.datasets.dataset import Dataset
from cnn_core.datasets.error import DatasetError
from cnn_core.datasets.source import OWN, DataSource, encode
from cnn_core.projects.workbench import WorkbenchSettings
from cnn_core.storage import workspace
from cnn_core.storage.workspace import DiskFullError
from engine import EngineError
from ui import settings, workbench
from ui.data.collection import refusal, was_asked
from ui.language import number, t
from ui.requests import notices, timeouts
from ui.requests.session import session
from ui.requests.waiting import wait_for

QUICK: Final = 12_000_000
"""So many pixels, of all pictures together, are prepared while the visitor waits: 1 to 3 seconds."""

UNASKED: Final = 3000
"""So many pictures of one's own are prepared as soon as their link is opened."""

_DIGITS: Final = 1797
_DECODING: Final = 4  # a picture file takes so many times as long as a drawn shape
_LOOK_SECONDS: Final = 0.4
_NOTICES: Final = "data.prepare"
_PREPARE: Final = "cnn_core.datasets.worker.prepare_data"
_MEGABYTE: Final = 1_000_000


def draw() -> Dataset | None:
    """Return the chosen data set, if it is ready; else draw what is missing, or the progress."""
    found = workbench.dataset()
    if found is not None:
        return found
    source = workbench.source()
    if source.kind == OWN and not _can_be_prepared(source):
        return None
    folder = _task(source)
    if folder.exists():
        _follow(source)
    elif _pixels(source) <= QUICK:
        return _waited_for(source)
    elif _is_automatic(source):
        _start(source)
        _follow(source)
    else:
        _offer(source)
    return None


def _waited_for(source: DataSource) -> Dataset | None:
    """Return the data set, made while the visitor waits; else draw why there is none."""
    side = settings.read(WorkbenchSettings).side
    try:
        future = engine.submit(
            "cnn_core.datasets.worker.prepare_now", encode(source), side, time.time(),
            visitor=f"{session()}:prepare", timeout=timeouts.DATA,
        )  # fmt: skip
        wait_for(future)
    except EngineError as error:
        st.error(t(f"engine_error.{error.code}"), icon=":material/error:")
    except (DatasetError, DiskFullError) as error:
        st.error(refusal(error), icon=":material/error:")
    return workbench.dataset()


def _pixels(source: DataSource) -> float:
    """Count pixels of all pictures together, where that is known before; else more than can be waited for."""
    side = datasets.side_of(source, settings.read(WorkbenchSettings).side)
    return _pictures(source) * side * side


def _pictures(source: DataSource) -> float:
    if source.kind == OWN:
        return sum(picture_collections.contents(source.name).values()) * _DECODING
    if source.kind == "shapes":
        return source.option("count") * len(datasets.kind("shapes").names)
    return _DIGITS if source.kind == "digits" else math.inf


def _can_be_prepared(source: DataSource) -> bool:
    """Return True if there are pictures to tell apart."""
    if not picture_collections.exists(source.name):
        return False
    return sum(count > 0 for count in picture_collections.contents(source.name).values()) > 1


def _is_automatic(source: DataSource) -> bool:
    """Return True if it is prepared without a further click: what is quick, what is here, what was asked for."""
    if source.kind == OWN:
        few = sum(picture_collections.contents(source.name).values()) <= UNASKED
        return was_asked(source.name) or few
    return datasets.availability(source) != "download"


def _offer(source: DataSource) -> None:
    if source.kind == OWN:
        pictures = number(sum(picture_collections.contents(source.name).values()), 0)
        st.button(t("data.prepare.start", pictures=pictures), on_click=_start, args=(source,), type="primary")
        return
    kind = datasets.kind(source.kind)
    label = t("data.prepare.download", megabytes=number(kind.bytes / _MEGABYTE, 0))
    st.button(label, on_click=_start, args=(source,), type="primary", icon=":material/cloud_download:")
    st.caption(t("data.prepare.download_help", host=urlparse(kind.source).hostname or ""))


def _task(source: DataSource) -> Path:
    """Return the folder of the task that prepares these pictures; equal requests share the task."""
    side = datasets.side_of(source, settings.read(WorkbenchSettings).side)
    version = picture_collections.version(source.name) if source.kind == OWN else 0
    key = blake2b(f"{encode(source)} {side} {version}".encode(), digest_size=16).hexdigest()
    return workspace.folder("temporary") / f"prepare-{key}"


def _start(source: DataSource) -> None:
    """Begin the task, anew if it has been there before. Also for callbacks."""
    folder = _task(source)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    arguments = {"data": encode(source), "side": settings.read(WorkbenchSettings).side}
    try:
        engine.start(_PREPARE, folder, arguments)
    except EngineError as error:
        shutil.rmtree(folder, ignore_errors=True)
        notices.say(_NOTICES, t(f"engine_error.{error.code}"))


@st.fragment(run_every=_LOOK_SECONDS)
def _follow(source: DataSource) -> None:
    """Show how far the task is; when it is done, the page shows the pictures."""
    if refused := notices.take_last(_NOTICES):
        st.error(refused, icon=":material/error:")
    folder = _task(source)
    state = engine.task_state(folder)
    if state.state in ("queued", "running"):
        _show_progress(folder, state.place)
        st.button(t("data.prepare.stop"), on_click=engine.stop_task, args=(folder,), icon=":material/stop:")
    elif workbench.dataset() is not None:
        shutil.rmtree(folder, ignore_errors=True)
        st.rerun()
    else:
        _show_failure(source)


def _show_progress(folder: Path, place: int) -> None:
    """Draw the task's progress, or its position in the queue."""
    said = dataset_tasks.progress(folder)
    if said is None:
        st.progress(0.0, t("data.prepare.waiting", place=place) if place else t("data.prepare.phase_start"))
        return
    phase, done, total = said
    unit = _MEGABYTE if phase == "download" else 1
    values = {"done": number(done / unit, 0), "total": number(total / unit, 0)}
    st.progress(min(1.0, done / max(1, total)), t(f"data.prepare.phase_{phase}", **values))


def _show_failure(source: DataSource) -> None:
    """Draw why there are no pictures, and the button that retries."""
    state = engine.task_state(_task(source))
    st.error(t(f"data.prepare.{state.state}"), icon=":material/error:")
    st.button(t("data.prepare.again"), on_click=_start, args=(source,), icon=":material/refresh:")
