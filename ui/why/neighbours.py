"""Neighbours: pictures of the data set that are near the visitor's among the network's features."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass
from typing import Final

import numpy as np
import streamlit as st
from numpy.typing import NDArray

import engine
from cnn_core.datasets.dataset import Dataset
from cnn_core.datasets.error import DatasetError
from cnn_core.datasets.source import encode
from cnn_core.explanation.nearest import nearest, spread
from engine import EngineError
from ui import workbench
from ui.classify.request import Answer
from ui.components.picture_grid import GridPicture, picture_grid
from ui.elements.page_link import page_link
from ui.language import current, number, t
from ui.networks.networks import Network
from ui.requests import timeouts
from ui.requests.session import session
from ui.requests.steps import Standing, Work, Works

AT_ONCE: Final = 64
"""Pictures of one request: up to two seconds of a worker."""
SHOWN: Final = 10
LOOK_SECONDS: Final = 0.5
MOST_KEPT: Final = 4
"""Data sets as networks see them, for all visitors together: up to 40 MB each."""

_ASKED: Final = "why_neighbours.asked"


@dataclass(frozen=True, eq=False)
class Bank:
    """The features of the first of the pictures that are compared, float16 (pictures, features) in parts."""

    parts: tuple[NDArray[np.float16], ...]

    @property
    def count(self) -> int:
        """Count the pictures."""
        return sum(len(part) for part in self.parts)


_banks: Works[Bank] = Works(MOST_KEPT)


def show(answer: Answer) -> None:
    """Draw it; while features are being computed, every half a second."""
    st.header(t("why.near.title"), anchor=False)
    st.caption(t("why.near.lead"))
    dataset = workbench.dataset()
    name = t(f"data.kind.{workbench.source().kind}")
    if dataset is None:
        st.info(t("why.near.unprepared", name=name), icon=":material/photo_library:")
        page_link("data", t("why.near.prepare"), "arrow_forward")
        return
    running = _running(_bank(answer, dataset, begin=False))
    st.fragment(_draw, run_every=LOOK_SECONDS if running else None)(answer, dataset, name, running)


def positions(answer: Answer, dataset: Dataset) -> tuple[int, ...]:
    """Return the pictures that are compared, in the data set."""
    return spread(np.asarray(dataset.labels), answer.prediction.features.shape[1])


def _bank(answer: Answer, dataset: Dataset, *, begin: bool) -> Work[Bank] | None:
    network = answer.network
    key = (network.source, dataset.digest, dataset.side)
    if not begin:
        return _banks.find(key)
    compared = positions(answer, dataset)
    return _banks.get(key, lambda: _work(network, dataset, compared))


def _work(network: Network, dataset: Dataset, compared: tuple[int, ...]) -> Work[Bank]:
    turn = f"{session()}:neighbours"

    def ask(state: Bank | None) -> Future[NDArray[np.float16]]:
        start = state.count if state else 0
        return engine.submit(
            "cnn_core.explanation.worker.data_features",
            network.source, network.input, encode(dataset.source), dataset.side, dataset.digest,
            compared[start : start + AT_ONCE], turn=turn, timeout=timeouts.NETWORK, pool=network.pool,
        )  # fmt: skip

    def add(state: Bank | None, more: NDArray[np.float16]) -> Bank:
        return Bank((*(state.parts if state else ()), more))

    return Work(ask, lambda bank: bank.count >= len(compared), add)


def _running(work: Work[Bank] | None) -> bool:
    return bool(work and work.glance().running and st.session_state.get(_ASKED) is work)


def _draw(answer: Answer, dataset: Dataset, name: str, was_running: bool) -> None:
    work = _bank(answer, dataset, begin=False)
    asked = work is not None and st.session_state.get(_ASKED) is work
    standing = None if work is None else work.look() if asked else work.glance()
    if work is not None and standing is not None and standing.done:
        _draw_nearest(answer, dataset, standing)
    elif work is not None and standing is not None and standing.running and asked:
        _draw_progress(standing, len(positions(answer, dataset)), work)
    else:
        _draw_start(answer, dataset, name, standing)
    if _running(work) != was_running:
        st.rerun()  # the fragment begins to look again and again, or ends it


def _draw_start(answer: Answer, dataset: Dataset, name: str, standing: Standing[Bank] | None) -> None:
    if standing is not None and standing.error is not None:
        st.error(_sentence(standing.error), icon=":material/error:")
    count = number(len(positions(answer, dataset)), 0)
    label = t("why.near.start", count=count, name=name)
    st.button(label, key="why_near.start", icon=":material/search:", on_click=_begin, args=(answer, dataset))


def _begin(answer: Answer, dataset: Dataset) -> None:
    work = _bank(answer, dataset, begin=True)
    if work is not None:
        work.go_on()
        st.session_state[_ASKED] = work


def _draw_progress(standing: Standing[Bank], total: int, work: Work[Bank]) -> None:
    count = standing.state.count if standing.state else 0
    st.progress(min(1.0, count / total), text=t("why.near.progress", count=number(count, 0), total=number(total, 0)))
    st.button(t("why.made.stop"), key="why_near.stop", icon=":material/stop_circle:", on_click=work.stop)


def _draw_nearest(answer: Answer, dataset: Dataset, standing: Standing[Bank]) -> None:
    bank = standing.state
    if bank is None:
        return
    compared = np.array(positions(answer, dataset))
    places, distances = nearest(answer.prediction.features[0], np.concatenate(bank.parts), SHOWN)
    found = compared[places]
    labels = dataset.labels_in(current())
    said = [
        GridPicture(
            str(position),
            f"{labels[dataset.labels[position]]} · {number(float(distance), 2)}",
            t("why.near.detail", position=number(int(position) + 1, 0), distance=number(float(distance), 3)),
        )
        for position, distance in zip(found, distances, strict=True)
    ]
    st.caption(t("why.near.found", count=number(len(compared), 0)))
    picture_grid(np.asarray(dataset.images[found]), said, label=t("why.near.grid"), key="why_near_grid")
    with st.expander(t("why.about")):
        st.caption(t("why.near.about"))


def _sentence(error: Exception) -> str:
    if isinstance(error, EngineError):
        return t(f"engine_error.{error.code}")
    return t("why.near.changed" if isinstance(error, DatasetError) else "why.made.refused")
