"""The pictures that a network is judged on: found on this machine, prepared, or said to be elsewhere."""

from __future__ import annotations

import time
from typing import Final

import streamlit as st

from cnn_core.datasets import preparing as datasets
from cnn_core.datasets import source as data_source
from cnn_core.datasets.collections import collection as picture_collections
from cnn_core.datasets.dataset import Dataset
from cnn_core.datasets.source import OWN, DataSource
from ui import settings
from ui.elements.page_link import page_link, switch_page
from ui.evaluate.choice import data_title, offered_data, rivals_of_data
from ui.evaluate.networks import Candidate, state_of
from ui.evaluate.request import finished, forget
from ui.language import number, t
from ui.language.markdown import plain

_GO: Final = "evaluate.go_to_data"
_MEGABYTE: Final = 1_000_000


def prepared(judge: Candidate, source: DataSource) -> Dataset | None:
    """Return the pictures; None: they are not ready, and why, or the progress, was drawn."""
    side = judge.side_for(source)
    found = datasets.prepared(source, side)
    if found is not None:
        return found
    state = state_of(source, side)
    if state in ("download", "gone"):
        _draw_elsewhere(judge, source, side, state)
        return None
    version = picture_collections.version(source.name) if source.kind == OWN else 0
    text = data_source.encode(source)
    key = ("prepare", text, side, version)
    done = finished(
        key, lambda: [("cnn_core.datasets.worker.prepare_now", text, side, time.time())],
        said="evaluate.preparing", name="prepare",
    )  # fmt: skip
    if done is None:
        return None
    found = datasets.prepared(source, side)
    if found is None:  # removed since then
        forget(key)
        st.rerun()
    return found


def columns(judge: Candidate, dataset: Dataset) -> tuple[int, ...] | None:
    """Return the outputs that stand for the classes; None: they do not fit, and what does was drawn."""
    found = judge.columns(dataset.source, dataset.classes)
    if found is None:
        _draw_misfit(judge, dataset)
    return found


def _draw_elsewhere(judge: Candidate, source: DataSource, side: int, state: str) -> None:
    """Draw where the pictures can be had, and what else fits."""
    if state == "gone":
        st.warning(t("evaluate.data_gone"), icon=":material/link_off:")
    else:
        megabytes = number(datasets.kind(source.kind).bytes / _MEGABYTE, 0)
        st.info(
            t("evaluate.elsewhere", name=plain(data_title(source)), megabytes=megabytes),
            icon=":material/cloud_download:",
        )
        if st.button(t("evaluate.fetch"), icon=":material/photo_library:", key="evaluate_fetch"):
            settings.apply({"data": data_source.encode(source), "side": side})
            switch_page("data")
    _offer_data(judge, source)


def _draw_misfit(judge: Candidate, dataset: Dataset) -> None:
    """Draw that the network does not know the classes, and what fits."""
    network = judge.network
    sentence = t(
        "evaluate.misfit",
        network=plain(network.title),
        outputs=number(judge.outputs, 0),
        data=plain(data_title(dataset.source)),
        classes=number(len(dataset.classes), 0),
        missing=_missing(judge, dataset),
    )
    st.warning(sentence, icon=":material/rule:")
    _offer_data(judge, dataset.source)
    fitting = rivals_of_data(dataset)
    if fitting:
        st.markdown(t("evaluate.networks_that_fit"))
        with st.container(horizontal=True, gap="small"):
            for name, title in fitting[:6]:
                changes = {"judged": name, "judged_data": data_source.encode(dataset.source), "cell": ""}
                st.button(plain(title), key=f"evaluate_fit_{name}", on_click=settings.apply, args=(changes,))
    else:
        page_link(
            "train", t("evaluate.train_one"), "model_training", query={"data": data_source.encode(dataset.source)}
        )


def _missing(judge: Candidate, dataset: Dataset) -> str:
    """Return the first classes of the data that the network does not know, escaped."""
    known = set(judge.classes)
    names = [name for name in dataset.classes if name not in known][:3]
    return ", ".join(plain(name) for name in names or dataset.classes[:3])


def _offer_data(judge: Candidate, present: DataSource) -> None:
    """Other data whose classes the network knows, and that are on this machine."""
    others = [
        one for one in offered_data(judge, present, only_fitting=True)
        if one != present and state_of(one, judge.side_for(one)) in ("here", "prepare")
    ]  # fmt: skip
    if not others:
        return
    st.markdown(t("evaluate.data_that_fit", network=plain(judge.network.title)))
    with st.container(horizontal=True, gap="small"):
        for one in others[:6]:
            text = data_source.encode(one)
            changes = {"judged_data": text, "cell": ""}
            st.button(plain(data_title(one)), key=f"evaluate_data_{text}", on_click=settings.apply, args=(changes,))
