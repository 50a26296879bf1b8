"""A small page for the tests of the workbench: what is being worked on, and the bar."""

import streamlit as st

from cnn_core.projects.workbench import WorkbenchSettings
from ui import page, settings, workbench

settings.begin()
page.start("home.title", "home.lead", WorkbenchSettings)
st.session_state["found"] = {
    "source": workbench.source(),
    "shape": workbench.shape(),
    "draft": workbench.draft(),
    "augmentation": workbench.augmentation(),
    "labels": [workbench.data_label(), workbench.augmentation_label(), workbench.network_label()],
    "notices": workbench.notices(),
}
