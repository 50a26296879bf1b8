"""ConvLens: the list of pages, and what all of them share. Start it with ``make run``."""

from pathlib import Path

import streamlit as st

from ui import settings
from ui.language import t

st.set_page_config(page_title=t("app.name"), page_icon=":material/filter_center_focus:", layout="wide")

home = st.Page("pages/home.py", title=t("page.home"), icon=":material/home:", url_path="home", default=True)
explore = [
    st.Page(
        "pages/convolution_lab.py",
        title=t("page.convolution_lab"),
        icon=":material/grid_on:",
        url_path="convolution_lab",
    ),
    st.Page("pages/pooling_lab.py", title=t("page.pooling_lab"), icon=":material/compress:", url_path="pooling_lab"),
]
explore = [page for page in explore if (Path(__file__).parent / "pages" / f"{page.url_path}.py").exists()]
page = st.navigation({"": [home], t("app.group_explore"): explore}, position="top")
settings.begin()
page.run()
