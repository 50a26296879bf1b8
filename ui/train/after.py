"""Section after a run: what its curves say and what to try, its result, and what can be taken away."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, Final

import streamlit as st

from cnn_core.datasets import preparing as datasets
from cnn_core.datasets import source as data_source
from cnn_core.drafts import backbone as draft_backbone
from cnn_core.drafts.keras_code import BACKBONE_FILE
from cnn_core.model_store import store as model_store
from cnn_core.training.diagnosis import Finding, diagnose
from cnn_core.training.program import script, script_data
from cnn_core.training.run_folder import Run
from ui.elements.files import File, draw_files
from ui.elements.page_link import page_link
from ui.language import number, t, words
from ui.models.exports import draw_exports
from ui.models.save import save_button
from ui.runs import networks as run_networks
from ui.runs.names import share_text, value_text
from ui.train import start as train_start
from ui.train.metrics import Record

_NEXT: Final = {"evaluate": ("grid_view", "judged"), "network_explorer": ("account_tree", "network")}
"""Page → its icon, and the parameter of its link that names a network."""


def draw_after(run: Run, records: Sequence[Record]) -> None:
    """Draw all of it."""
    _result(run, max([one["epoch"] for one in records if one["kind"] == "epoch"], default=0))
    _findings(run, diagnose(records, run.settings.training))
    with st.container(horizontal=True, vertical_alignment="center", key="train_next"):
        save_button(run)
        _links(run)
    with st.expander(t("train.take_away"), icon=":material/download:"):
        _take_away(run)
        draw_exports(run)


def _result(run: Run, finished: int) -> None:
    """Draw the accuracy on test pictures; and after which epoch, where that is not the last."""
    result = run.result
    if result is not None:
        shares = {name: f"{number(100 * result[name], 1)} %" for name in ("accuracy", "low", "high")}
        epoch = result.get("epoch", finished)
        of_best = epoch != finished and run.settings.training.early_stopping
        best = f" {t('train.tested_best', epoch=epoch)}" if of_best else ""
        st.success(t("train.tested", **shares) + best, icon=":material/task_alt:")


def _links(run: Run) -> None:
    """Draw the links to the pages that take the run's network."""
    epoch = run_networks.usual(run)
    if epoch is None:
        return
    for page, (icon, parameter) in _NEXT.items():
        page_link(page, t(f"train.to_{page}"), icon, query={parameter: run_networks.link_name(run, epoch)})


def _findings(run: Run, findings: Sequence[Finding]) -> None:
    """Draw what the curves say, each with what to try, one click away."""
    if not findings:
        return
    st.subheader(t("train.findings"), anchor=False)
    for place, finding in enumerate(findings):
        with st.container(border=True):
            st.markdown(t(f"train.finding.{finding.code}", **_describe(finding.values)))
            if finding.remedy:
                named = ", ".join(f"{t(f'settings.{name}')} {value_text(name, value)}"
                                  for name, value in finding.remedy.items())  # fmt: skip
                st.button(
                    t("train.next_run", changes=named), icon=":material/play_arrow:", key=f"train_remedy_{place}",
                    on_click=train_start.start_with, args=(run, finding.remedy),
                )  # fmt: skip


def _describe(values: dict[str, Any]) -> dict[str, str]:
    """Write the numbers of a finding in words."""
    return {
        name: share_text(value) if name.endswith("accuracy") else value_text(name, value)
        for name, value in values.items()
    }


def _take_away(run: Run) -> None:
    """Draw the run as a program and as a notebook, and what these read."""
    st.caption(t("train.take_away_lead"))
    with st.container(horizontal=True):
        draw_files(files_of(run), lambda word: t(f"train.{word}"), key="train")
    if beside := script.files_of(run):
        st.caption(t("train.beside", files=", ".join(beside)))


def files_of(run: Run) -> list[File]:
    """List the files there are to take away of a run itself, in the order of the buttons."""
    beside = script.files_of(run)
    found = [
        File("script", "train.py", "text/x-python", lambda: script.script(run).encode()),
        File("notebook", "train.ipynb", "application/x-ipynb+json", partial(_notebook, run)),
    ]
    if script_data.PICTURES_FILE in beside:
        found.append(File("pictures", script_data.PICTURES_FILE, "application/octet-stream", partial(_pictures, run)))
    if BACKBONE_FILE in beside:
        path = model_store.path(draft_backbone.NAME)
        found.append(File("backbone", BACKBONE_FILE, "application/octet-stream", path.read_bytes))
    return found


def _notebook(run: Run) -> bytes:
    return script.notebook(run, words("train.cells"))


def _pictures(run: Run) -> bytes:
    dataset = datasets.prepare(data_source.decode(run.settings.data), run.settings.side)
    return script_data.pictures(dataset, run.settings.split_seed)
