"""Any page under uvicorn, for measurements: ``CONVLENS_BENCHMARK_SCRIPT=page.py uvicorn benchmarks.asgi:app``."""

import os

import streamlit as st

app = st.App(os.environ.get("CONVLENS_BENCHMARK_SCRIPT", "app.py"))
