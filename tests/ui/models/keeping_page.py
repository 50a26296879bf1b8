"""A page with what keeping draws for the run of its link: the save dialog in place, or the button and the exports."""

import streamlit as st

from cnn_core.training.run_folder import open_run
from ui.models import save as keeping_save
from ui.models.exports import draw_exports

run = open_run(st.query_params["run"])
if st.query_params.get("part") == "dialog":
    keeping_save.draw(run)
else:
    keeping_save.save_button(run)
    draw_exports(run)
