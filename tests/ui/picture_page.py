"""Two small pages for the tests of the visitor's picture: one draws the picker, the other one inside a fragment."""

import streamlit as st

from ui import settings
from ui.pictures import picker, picture


def plain() -> None:
    st.title("Plain")
    picker()
    shown = picture()
    st.session_state["shown"] = shown
    st.image(shown.square(160), alt=shown.label)
    st.caption(f"{shown.name} {shown.array.shape[0]}x{shown.array.shape[1]}")


@st.fragment
def inside() -> None:
    picker()
    shown = picture()
    st.session_state["shown"] = shown
    st.caption(f"{shown.name} {shown.array.shape[0]}x{shown.array.shape[1]}")


def fragment() -> None:
    st.title("Fragment")
    inside()
    st.image(picture().square(160), alt=picture().label)


page = st.navigation([st.Page(plain, default=True), st.Page(fragment, url_path="fragment")], position="top")
settings.begin()
page.run()
