"""ConvLens as an ASGI application: ``uvicorn convlens:app`` serves what ``streamlit run app.py`` serves."""

import streamlit as st
from starlette.middleware import Middleware

from ui.early_modules import EarlyModules
from ui.quick_files import QuickFiles

app = st.App("app.py", middleware=[Middleware(QuickFiles), Middleware(EarlyModules)])
