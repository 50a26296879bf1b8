"""Kept networks: what was trained and saved on this server, shipped networks, and whole projects as files."""

import streamlit as st

from cnn_core.projects.workbench import WorkbenchSettings
from ui import page
from ui import projects as project
from ui.language import t
from ui.models import kept_list

page.start("models.title", "models.lead", WorkbenchSettings)
kept_list.draw_kept()
project.draw()
st.header(t("models.shipped"), anchor=False)
st.caption(t("models.shipped_lead"))
kept_list.draw_shipped()
