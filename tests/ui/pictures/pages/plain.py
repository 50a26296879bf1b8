"""The picker in the page itself, and two buttons that choose from outside of it."""

import streamlit as st

from ui.pictures.picker import picker, picture
from ui.pictures.visitor import choose

st.title("Plain")
st.button("rocket", key="rocket", on_click=choose, args=("rocket",))
st.button("cat", key="cat", on_click=choose, args=("cat",))
picker()
shown = picture()
st.session_state["shown"] = shown
st.image(shown.square(160), alt=shown.label)
st.caption(f"{shown.name} {shown.array.shape[0]}x{shown.array.shape[1]}")
