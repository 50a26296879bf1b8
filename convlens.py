"""ConvLens as an ASGI application: ``uvicorn convlens:app`` serves what ``streamlit run app.py`` serves."""

import streamlit as st
from starlette.middleware import Middleware

from ui.early_modules import EarlyModules

app = st.App("app.py", middleware=[Middleware(EarlyModules)])
