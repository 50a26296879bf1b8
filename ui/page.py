"""What every page starts with: its title, one line about it, the language switch, and what the link got wrong."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from ui import language, settings
from ui.components.page_language import page_language
from ui.language import t

_STYLE = Path(__file__).with_name("page.css")


def start(title_key: str, lead_key: str, *settings_classes: type) -> None:
    """Draw the head of a page: title and language switch in one row, then a one-line lead and notices.

    Args:
        title_key: the catalogue's key of the title.
        lead_key: the catalogue's key of the lead.
        *settings_classes: the page's settings, so that wrong parameters of its link can be named.
    """
    ignored = language.ignored() + [name for class_ in settings_classes for name in settings.notices(class_)]
    st.html(_STYLE)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.title(t(title_key), anchor=False, width="content")
        language.switch()
        page_language(language.current())
    st.caption(t(lead_key))
    if ignored:
        st.info(t("settings.ignored", names=", ".join(ignored)), icon=":material/link_off:")
