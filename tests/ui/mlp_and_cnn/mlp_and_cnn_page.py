"""A small page for the tests of the moved picture: takes a message as its view would send it."""

import streamlit as st

from cnn_core.mlp_and_cnn.settings import MlpAndCnnSettings
from ui import page, settings
from ui.mlp_and_cnn import payload as mlp_and_cnn_view

settings.begin()
page.start("mlp_and_cnn.title", "mlp_and_cnn.lead", MlpAndCnnSettings)
if "message" in st.session_state:
    st.session_state[mlp_and_cnn_view.VIEW] = {"choose": st.session_state.pop("message")}
    mlp_and_cnn_view.take_choice()
st.session_state["found"] = settings.read(MlpAndCnnSettings)
