"""ImageNet's weights for the networks of keras.applications: offered, fetched on request, with a progress bar."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from cnn_core.model_store import pretrained
from cnn_core.storage.download import Progress
from ui.language import number, t
from ui.networks.networks import has_weights

_LOOK_SECONDS = 1.0


def show_weights(names: Iterable[str]) -> None:
    """Draw for each network without ImageNet's weights how to get them, or the progress.

    Args:
        names: networks on screen; those that have all they need are passed over.
    """
    for name in dict.fromkeys(names):
        if name in pretrained.NAMES and not has_weights(name):
            progress = pretrained.weights_progress(name)
            if progress and progress.state == "running":
                _follow(name)
            else:
                _offer(name, progress)


def _offer(name: str, last: Progress | None) -> None:
    application = pretrained.APPLICATIONS[name]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            t("weights.fetch", name=application.title, megabytes=number(application.size / 1e6, 0)),
            key=f"weights_{name}",
            icon=":material/download:",
            on_click=_fetch,
            args=(name,),
        )
        st.caption(t("weights.random", name=application.title))
    if last and last.error:
        st.warning(t(f"download_error.{last.error.code}", **last.error.values), icon=":material/cloud_off:")


def _fetch(name: str) -> None:
    pretrained.fetch_weights(name)


@st.fragment(run_every=_LOOK_SECONDS)
def _follow(name: str) -> None:
    """Draw a download's progress, each second; when it has ended, rerun the whole page."""
    progress = pretrained.weights_progress(name)
    if progress is None or progress.state != "running":
        st.rerun()
    received, total = (number(size / 1e6, 0) for size in (progress.received, progress.total))
    text = t("weights.progress", name=pretrained.APPLICATIONS[name].title, received=received, total=total)
    st.progress(progress.share, text=text)
