"""The project section: save data, network, runs and settings as one file, and open such a file on another machine."""

from __future__ import annotations

import streamlit as st

from ui.language import t
from ui.projects import opening as project_opening
from ui.projects import saving as project_saving


def draw() -> None:
    """Draw both halves side by side."""
    st.header(t("project.title"), anchor=False)
    st.caption(t("project.lead"))
    save, open_ = st.columns(2, gap="medium")
    with save, st.container(border=True, height="stretch", key="project_save"):
        project_saving.draw()
    with open_, st.container(border=True, height="stretch", key="project_open"):
        project_opening.draw()
