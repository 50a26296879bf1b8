"""Tells the browser, and with it a screen reader, which language the page is in: Streamlit always says English."""

from __future__ import annotations

from functools import cache
from typing import Any

import streamlit as st


@cache
def _component() -> Any:
    """The component; it can be registered only while Streamlit runs, and this module is imported outside of it too."""
    return st.components.v2.component("convlens.page_language", js="page_language/view.js")


def page_language(language: str) -> None:
    """Set the document's language.

    Args:
        language: "en" or "ko".
    """
    _component()(key="page_language", data={"language": language}, width=1, height=1)
