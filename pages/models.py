"""Kept networks: what was trained and saved on this server, to look inside, to take away, to delete."""

import streamlit as st

from cnn_core import model_store
from ui import kept_list, page
from ui.language import t

page.start("models.title", "models.lead")
names = model_store.kept_names()
if not names:
    st.info(t("models.none"), icon=":material/bookmark_add:")
for name in names:
    kept_list.draw(name)
