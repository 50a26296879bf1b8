"""A small page for the tests of the builder: takes a message as its view would send it, then says what came of it."""

import streamlit as st

from cnn_core.projects.workbench import WorkbenchSettings
from ui import page, settings, workbench
from ui.builder import messages as build_messages
from ui.builder import payload as build
from ui.builder.settings import BuildSettings

settings.begin()
page.start("build.title", "build.lead", WorkbenchSettings, BuildSettings)
if "message" in st.session_state:
    st.session_state[build_messages.VIEW] = {"change": st.session_state.pop("message")}
    build_messages.take()
name = settings.read(BuildSettings).architecture
st.session_state["found"] = {
    "draft": workbench.draft(),
    "shown": build.network_on_screen(name),
    "architecture": name,
    "serial": build_messages.serial(),
    "refusal": build_messages.refusal(),
    "augmentation": build_messages.wanted_augmentation(),
}
settings.read(WorkbenchSettings)
