"""The app with one page more, an empty one: what the lab is measured against stands in the same server.

With ``CONVLENS_BENCHMARK_ENGINE=off`` the engine refuses every request at once, and the pages stand without maps.
"""

import os
import sys
from concurrent.futures import Future
from pathlib import Path

import streamlit as st

PROJECT = Path(__file__).parent.parent
sys.path.insert(0, str(PROJECT))

import engine  # noqa: E402 - found only now
from ui import settings  # noqa: E402
from ui.serving.process import settle  # noqa: E402


def refuse(*_: object, **__: object) -> Future[object]:
    """The engine switched off."""
    refused: Future[object] = Future()
    refused.set_exception(engine.EngineError("unavailable"))
    return refused


if os.environ.get("CONVLENS_BENCHMARK_ENGINE") == "off":
    engine.submit = refuse


def empty() -> None:
    """A slider and a line of text."""

    @st.fragment
    def change() -> None:
        st.write(f"The value is {st.slider('Bias', -1.0, 1.0, 0.0, 0.05, key='value')}.")

    change()


st.set_page_config(layout="wide")
page = st.navigation(
    [
        st.Page(empty, url_path="empty", default=True),
        st.Page(PROJECT / "pages" / "convolution_lab.py", url_path="convolution_lab"),
        st.Page(PROJECT / "pages" / "pooling_lab.py", url_path="pooling_lab"),
    ],
    position="top",
)
settings.begin()
page.run()
settle()
engine.warm_up()
