"""Head of every page: its title, one line about it, the language switch, and what the link got wrong."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

from ui import language, settings
from ui.components.page_language import page_language
from ui.language import t
from ui.pictures import picker as pictures

_STYLE = Path(__file__).with_name("page.css")


def start(title_key: str, lead_key: str, *settings_classes: type, picture: bool = False) -> None:
    """Draw the head of a page: title, a one-line lead and the language switch in one row, then notices.

    Args:
        title_key: the catalogue's key of the title.
        lead_key: the catalogue's key of the lead.
        *settings_classes: the page's settings, so that wrong parameters of its link can be named.
        picture: whether the choice of pictures stands in the row. There it is outside of the page's fragment, whose
            reruns it would slow down.
    """
    _leave_automatic_pages()
    ignored = language.ignored() + [name for class_ in settings_classes for name in settings.notices(class_)]
    st.html(_STYLE)
    with st.container(horizontal=True, vertical_alignment="center", key="page_head"):
        st.title(t(title_key), anchor=False, width="content")
        st.caption(t(lead_key), width="stretch")
        if picture:
            with st.container(width="content"):
                pictures.picker()
        with st.container(width="content", gap=None):
            language.switch()
            page_language(language.current())
    if ignored:
        st.info(t("settings.ignored", names=", ".join(ignored)), icon=":material/link_off:")


def _leave_automatic_pages() -> None:
    """Run ``app.py`` first if a server's very first visitors came by the link of a page.

    Until ``st.navigation`` has been called once, Streamlit takes the folder ``pages/`` for a list of pages of its own
    and runs the file of that page without ``app.py``.
    """
    if not settings.begun():
        PagesManager.uses_pages_directory = False
        st.rerun()
