"""The pictures of a data set, how many there are of each class and part, and what a figure on them is worth."""

from __future__ import annotations

from typing import Final

import numpy as np
import streamlit as st

import engine
from cnn_core.datasets.dataset import Dataset
from cnn_core.datasets.error import DatasetError
from cnn_core.datasets.source import encode
from cnn_core.datasets.stream import TEST
from cnn_core.datasets.views import EXAMPLE_SHARE, PARTS, Grid, Overview
from cnn_core.projects.workbench import WorkbenchSettings
from engine import EngineError
from figures.dataset_charts import class_counts
from ui import settings
from ui.components.picture_grid import GridPicture, picture_grid
from ui.data.settings import DataViewSettings
from ui.elements.chart import PLAIN_CHART
from ui.elements.class_choice import class_choice
from ui.language import current, number, t
from ui.language.markdown import plain
from ui.pictures.visitor import bring, encoded
from ui.requests import timeouts
from ui.requests.session import session
from ui.requests.waiting import wait_for

WIDE_INTERVAL: Final = 0.08
"""From this width on an interval is called wide."""

MOST_NAMED: Final = 8
"""Classes that a sentence names; of more it says how many."""

_GRID: Final = "data_grid"
_CLASS: Final = "data_grid_class"
_USED: Final = "data.used"


def overview(dataset: Dataset) -> Overview:
    """Request a summary of the data set from a worker.

    Raises:
        EngineError: no worker could answer.
    """
    wanted = settings.read(WorkbenchSettings)
    future = engine.submit(
        "cnn_core.datasets.worker.overview", encode(dataset.source), dataset.side, wanted.split_seed, dataset.digest,
        visitor=f"{session()}:overview", timeout=timeouts.DATA,
    )  # fmt: skip
    found: Overview = wait_for(future)
    return found


@st.fragment
def draw_grid(dataset: Dataset) -> None:
    """Draw some of the pictures, and the choice of which; a change of that runs this alone."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.header(t("data.view.grid"), anchor=False, width="content")
        seed = settings.read(DataViewSettings).grid_seed
        others = {"grid_seed": (seed + 1) % 10_000}
        st.button(t("data.view.reshuffle"), on_click=settings.apply, args=(others,), icon=":material/shuffle:")
    with st.container(horizontal=True, vertical_alignment="bottom", key="data_grid_controls"):
        settings.control(DataViewSettings, "grid_part", kind="segmented")
        class_choice(dataset, DataViewSettings, "grid_class", key=_CLASS)
    try:
        grid = _grid(dataset)
    except EngineError as error:
        st.error(t(f"engine_error.{error.code}"), icon=":material/error:")
        return
    except DatasetError:  # changed or removed while it was looked at
        st.rerun()
    if not len(grid.images):
        st.info(t("data.view.nothing"))
        return
    picture_grid(
        grid.images, _said_of(grid, dataset), label=t("data.view.grid_label"), key=_GRID,
        actions={"use": t("data.view.use_picture")}, on_act=lambda: _use(dataset),
    )  # fmt: skip
    if st.session_state.pop(_USED, False):
        st.success(t("data.view.used"), icon=":material/check:")


def _grid(dataset: Dataset) -> Grid:
    wanted, view = settings.read(WorkbenchSettings), settings.read(DataViewSettings)
    only = view.grid_class if view.grid_class < len(dataset.classes) else -1
    future = engine.submit(
        "cnn_core.datasets.worker.grid", encode(dataset.source), dataset.side, view.grid_seed, 25, view.grid_part, only,
        wanted.split_seed, dataset.digest, visitor=f"{session()}:grid", timeout=timeouts.DATA,
    )  # fmt: skip
    found: Grid = wait_for(future)
    return found


def _said_of(grid: Grid, dataset: Dataset) -> list[GridPicture]:
    names = dataset.labels_in(current())
    said = []
    for place, (label, position) in enumerate(zip(grid.labels, grid.positions, strict=True)):
        rows, columns = dataset.sizes[position]
        if grid.names and grid.names[place]:
            detail = t("data.view.detail_named", name=grid.names[place], rows=rows, columns=columns)
        else:
            detail = t("data.view.detail", position=number(int(position) + 1, 0), rows=rows, columns=columns)
        said.append(GridPicture(str(int(position)), names[label], detail))
    return said


def _use(dataset: Dataset) -> None:
    """Make a picture of the data set the visitor's own; what no grid can have sent is passed over."""
    asked = st.session_state[_GRID].get("act")
    place = asked.get("picture") if isinstance(asked, dict) else None
    if not isinstance(place, str) or not place.isdecimal() or int(place) >= len(dataset.images):
        return
    pixels = np.asarray(dataset.images[int(place)])
    bring(encoded(np.ascontiguousarray(np.broadcast_to(pixels, (*pixels.shape[:2], 3))), "PNG"), "upload")
    st.session_state[_USED] = True


def draw_counts(dataset: Dataset, seen: Overview) -> None:
    """Draw the pictures of each class and part, how they are divided, and what that is good for."""
    st.header(t("data.view.counts"), anchor=False)
    names = dataset.labels_in(current())
    parts = {t(f"data.view.part_{part}"): row.tolist() for part, row in zip(PARTS, seen.counts, strict=True)}
    figure = class_counts(names, parts, title=t("data.view.counts_axis"))
    st.plotly_chart(figure, theme="streamlit", config=PLAIN_CHART, key="data_counts")
    with st.expander(t("data.view.counts_table"), key="data_counts_table", on_change="rerun") as table:
        if table.open:
            classes = {t("data.view.class"): list(names)}
            st.dataframe(classes | parts | {t("data.view.total"): seen.counts.sum(axis=0).tolist()}, hide_index=True)
    _draw_split(dataset, seen)
    _draw_warnings(names, seen)


def _draw_split(dataset: Dataset, seen: Overview) -> None:
    settings.control(WorkbenchSettings, "split_seed", kind="number", width=190)
    counts = dict(zip(PARTS, (number(int(count), 0) for count in seen.counts.sum(axis=1)), strict=True))
    official = bool((np.asarray(dataset.parts) == TEST).any())
    st.markdown(t("data.view.split_official" if official else "data.view.split", **counts))
    if seen.worth is None:
        return
    low, high = seen.worth
    pictures = int(seen.counts[PARTS.index("validation")].sum())
    worth = t("data.view.worth", pictures=number(pictures, 0), right=number(round(EXAMPLE_SHARE * pictures), 0),
              share=number(100 * round(EXAMPLE_SHARE * pictures) / pictures, 0), low=number(100 * low, 1),
              high=number(100 * high, 1))  # fmt: skip
    little = t("data.view.worth_little", width=number(100 * (high - low), 0)) if high - low > WIDE_INTERVAL else ""
    st.markdown(f"{worth} {little}".strip())


def _draw_warnings(names: tuple[str, ...], seen: Overview) -> None:
    totals = seen.counts.sum(axis=0)
    if seen.uneven:
        sentence = t("data.view.imbalance", largest=plain(names[int(totals.argmax())]),
                     smallest=plain(names[int(totals.argmin())]), ratio=number(seen.imbalance, 1))  # fmt: skip
        st.warning(sentence, icon=":material/balance:")
    for notice in seen.notices:
        classes = ", ".join(plain(names[label]) for label in notice.classes[:MOST_NAMED])
        more = f" + {number(len(notice.classes) - MOST_NAMED, 0)}" if len(notice.classes) > MOST_NAMED else ""
        st.warning(t(f"data.view.notice_{notice.code}", classes=classes + more), icon=":material/warning:")
