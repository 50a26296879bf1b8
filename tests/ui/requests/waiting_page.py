"""A page that waits: even values are answered at once, odd ones never. A wait begins and ends with a file."""

import os
from concurrent.futures import Future
from pathlib import Path

import streamlit as st

from ui.requests.waiting import wait_for

FOLDER = Path(os.environ["WAITING_FOLDER"])


def ask(place, value):
    future = Future()
    future.add_done_callback(lambda done: (FOLDER / f"{place}-{value}-{done.cancelled()}").touch())
    if value % 2 == 0:
        future.set_result(value)
    (FOLDER / f"{place}-{value}-begins").touch()
    st.write(f"{place} got {wait_for(future)}")


@st.fragment
def part():
    ask("part", st.slider("Part", 0, 10, 0, key="part"))


part()
ask("page", st.slider("Page", 0, 10, 0, key="page"))
