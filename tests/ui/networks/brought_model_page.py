"""A page with the control for a model of one's own."""

import streamlit as st

from ui.networks.brought import brought, uploader

passed = uploader()
model = brought()
st.session_state["shown"] = (passed, model)
