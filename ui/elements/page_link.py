"""Links to pages of the app, also where a part of a page runs without the app, as in tests."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

import streamlit as st
from streamlit.errors import StreamlitPageNotFoundError


def page_link(
    page: str, label: str, icon: str, *, query: Mapping[str, str] | None = None, caption: bool = False
) -> None:
    """Draw a link to a page; where the app has no such page, only its label, or nothing.

    Args:
        page: name of its file in ``pages/``.
        label: of the link.
        icon: name of a Material icon.
        query: parameters of the link.
        caption: True to draw the label where there is no such page.
    """
    try:
        st.page_link(f"pages/{page}.py", label=label, icon=f":material/{icon}:", query_params=query or None)
    except StreamlitPageNotFoundError:
        if caption:
            st.caption(label, width="content")


def switch_page(page: str) -> None:
    """Go to a page; stay where the app has no such page."""
    with suppress(StreamlitPageNotFoundError):
        st.switch_page(f"pages/{page}.py")
