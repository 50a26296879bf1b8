"""What follows a run: what its curves say and what to try, its result, and what can be taken away."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st
from cnn_core.training import script
from cnn_core.training.diagnosis import Finding, diagnose
from cnn_core.training.run_folder import Run

from ui import keeping, train_start
from ui.language import number, t
from ui.train_metrics import Record
from ui.train_names import value_text


def draw_after(run: Run, records: Sequence[Record]) -> None:
    """Draw all of it."""
    _result(run)
    _findings(run, diagnose(records))
    with st.container(horizontal=True, vertical_alignment="center", key="train_next"):
        for name, icon in (("evaluate", "grid_view"), ("network_explorer", "account_tree")):
            st.page_link(f"pages/{name}.py", label=t(f"train.to_{name}"), icon=f":material/{icon}:", width="content")
    keeping.save_button(run)
    with st.expander(t("train.take_away"), icon=":material/download:"):
        _take_away(run)
        keeping.exports(run)


def _result(run: Run) -> None:
    """How right it is on test pictures."""
    result = run.result
    if result is not None:
        shares = {name: f"{number(100 * result[name], 1)} %" for name in ("accuracy", "low", "high")}
        st.success(t("train.tested", **shares), icon=":material/task_alt:")


def _findings(run: Run, findings: Sequence[Finding]) -> None:
    """What the curves say, each with what to try, one click away."""
    if not findings:
        return
    st.subheader(t("train.findings"), anchor=False)
    for place, finding in enumerate(findings):
        with st.container(border=True):
            st.markdown(t(f"train.finding.{finding.code}", **finding.values))
            if finding.remedy:
                named = [
                    f"{t(f'settings.{name}')}: {value_text(name, value)}" for name, value in finding.remedy.items()
                ]
                st.button(
                    f"{t('train.next_run')}: {named}", icon=":material/play_arrow:", key=f"train_remedy_{place}",
                    on_click=train_start.start_with, args=(run, finding.remedy),
                )  # fmt: skip


def _take_away(run: Run) -> None:
    st.caption(t("train.take_away_lead"))
    with st.container(horizontal=True):
        for name, content, suffix, mime in (
            ("script", script.script, "py", "text/x-python"),
            ("notebook", script.notebook, "ipynb", "application/x-ipynb+json"),
        ):
            st.download_button(
                t(f"train.{name}"), partial(content, run), file_name=f"train.{suffix}", mime=mime,
                icon=":material/download:", on_click="ignore", key=f"train_{name}",
            )  # fmt: skip
