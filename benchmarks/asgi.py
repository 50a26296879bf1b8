"""Any page under uvicorn, for measurements: ``CONVLENS_BENCHMARK_SCRIPT=page.py uvicorn benchmarks.asgi:app``.

The empty app is Streamlit as it comes; all others get what ``convlens.py`` adds, without the middleware that
``CONVLENS_BENCHMARK_WITHOUT`` names; the app itself has an empty page besides.
"""

import os

import streamlit as st

from benchmarks import empty_page
from benchmarks.server import EMPTY
from ui.serving import MIDDLEWARE

script = os.environ.get("CONVLENS_BENCHMARK_SCRIPT", "app.py")
without = os.environ.get("CONVLENS_BENCHMARK_WITHOUT", "")
added = [one for one in MIDDLEWARE if one.cls.__name__ != without]  # type: ignore[attr-defined]  # typed as any callable
if script == "app.py":
    empty_page.add()
app = st.App(script, middleware=() if script == EMPTY else added)
