"""Tells the browser, and with it a screen reader, which language the page is in: Streamlit always says English."""

import streamlit as st

_mount = st.components.v2.component("convlens.page_language", js="page_language/view.js")


def page_language(language: str) -> None:
    """Set the document's language.

    Args:
        language: "en" or "ko".
    """
    _mount(key="page_language", data={"language": language}, width=1, height=1)
