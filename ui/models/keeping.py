"""Keep what was trained: save a network under a name, take it away in other formats, keep a project as a file."""

from __future__ import annotations

import streamlit as st

from cnn_core.model_store.source import ModelSource
from cnn_core.training.run_folder import Run
from ui.language import t
from ui.models import exports as keeping_exports
from ui.models import save as keeping_save
from ui.runs import networks as run_networks

__all__ = ["exports", "save_button"]


def save_button(run: Run) -> None:
    """Draw the button that saves one of the run's networks; while there is none yet, it says so."""
    epochs = run_networks.epochs(run)
    label = t("keeping.save")
    help_ = None if epochs else t("keeping.nothing_yet")
    if st.button(label, icon=":material/bookmark_add:", key="keeping_save", disabled=not epochs, help=help_):
        keeping_save.open_dialog(run)


@st.fragment
def exports(network: Run | ModelSource, key: str = "exports") -> None:
    """Draw what a network can be taken away as.

    Args:
        network: a run, of which an epoch is then chosen; or a network with a card, shipped or kept.
        key: tells these controls from others on the page.
    """
    if isinstance(network, ModelSource):
        keeping_exports.draw(keeping_exports.of_source(network), key)
        return
    epochs = run_networks.epochs(network)
    if not epochs:
        st.caption(t("keeping.nothing_yet"))
        return
    epoch = run_networks.choose(network, f"{key}_epoch")
    keeping_exports.draw(keeping_exports.of_run(network, epoch), key)
