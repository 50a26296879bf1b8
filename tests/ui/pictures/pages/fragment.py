"""The picker inside a fragment of the page."""

import streamlit as st

from ui.pictures.picker import picker, picture


@st.fragment
def inside() -> None:
    picker()
    shown = picture()
    st.session_state["shown"] = shown
    st.caption(f"{shown.name} {shown.array.shape[0]}x{shown.array.shape[1]}")


st.title("Fragment")
inside()
st.image(picture().square(160), alt=picture().label)
