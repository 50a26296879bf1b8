"""ConvLens as an ASGI application: ``uvicorn convlens:app`` serves what ``streamlit run app.py`` serves."""

import streamlit as st

from ui.serving import MIDDLEWARE

app = st.App("app.py", middleware=MIDDLEWARE)
