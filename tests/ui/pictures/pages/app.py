"""Two small pages for the tests of the visitor's picture: one draws the picker, the other one inside a fragment."""

import streamlit as st

page = st.navigation(
    [st.Page("plain.py", title="Plain", default=True), st.Page("fragment.py", title="Fragment")], position="top"
)
page.run()
