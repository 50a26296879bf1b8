"""Home: what ConvLens is, and the way to each page."""

from pathlib import Path

import streamlit as st

from ui import page
from ui.language import t

page.start("home.title", "home.lead")

for file, word in (("convolution_lab", "home.lab"), ("pooling_lab", "home.pooling")):
    if Path(f"pages/{file}.py").exists():
        with st.container(border=True):
            st.page_link(f"pages/{file}.py", label=t(f"page.{file}"))
            st.write(t(word))
