"""One page more in the app, an empty one: what other pages are measured against stands in the same server.

With ``CONVLENS_BENCHMARK_ENGINE=off`` the engine refuses every request at once, and the pages stand without maps.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from typing import Any, Final

import streamlit as st

import engine

ADDRESS: Final = "empty"


def refuse(*_: object, **__: object) -> Future[object]:
    """Take the engine's place, and refuse a request."""
    refused: Future[object] = Future()
    refused.set_exception(engine.EngineError("unavailable"))
    return refused


def empty() -> None:
    """Draw a slider and a line of text."""

    @st.fragment
    def change() -> None:
        st.write(f"The value is {st.slider('Bias', -1.0, 1.0, 0.0, 0.05, key='value')}.")

    change()


def add() -> None:
    """Add the page to those that ``app.py`` lists, in this process."""
    navigation: Any = st.navigation

    def with_one_more(pages: Mapping[str, Sequence[Any]], **options: Any) -> Any:
        group, first = next(iter(pages.items()))
        return navigation({**pages, group: [*first, st.Page(empty, url_path=ADDRESS)]}, **options)

    st.navigation = with_one_more  # type: ignore[misc,assignment]  # in this process alone
    if os.environ.get("CONVLENS_BENCHMARK_ENGINE") == "off":
        engine.submit = refuse
