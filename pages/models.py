"""Kept networks: what was trained and saved on this server, shipped networks, and whole projects as files."""

import streamlit as st

from cnn_core.workbench_settings import WorkbenchSettings
from ui import kept_list, page, project
from ui.language import t

page.start("models.title", "models.lead", WorkbenchSettings)
kept_list.draw_kept()
project.draw()
st.header(t("models.shipped"), anchor=False)
st.caption(t("models.shipped_lead"))
kept_list.draw_shipped()
