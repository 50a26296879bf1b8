"""Tells the browser, and with it a screen reader, which language the page is in: Streamlit always says English."""

from __future__ import annotations

from typing import Final

from ui.components.view import View

VIEW: Final = View("page_language")


def page_language(language: str) -> None:
    """Set the document's language.

    Args:
        language: "en" or "ko".
    """
    VIEW.component(key="page_language", data={"language": language}, width=1, height=1)
