"""Any page under uvicorn, for measurements: ``CONVLENS_BENCHMARK_SCRIPT=page.py uvicorn benchmarks.asgi:app``."""

import os

import streamlit as st
from starlette.middleware import Middleware

from ui.early_modules import EarlyModules

app = st.App(os.environ.get("CONVLENS_BENCHMARK_SCRIPT", "app.py"), middleware=[Middleware(EarlyModules)])
