"""A small page for the tests of settings: a few controls of the lab, one of them hidden unless it is needed."""

import streamlit as st

from cnn_core.convolution_lab.stack import ConvolutionStack
from ui import page, settings

settings.begin()
page.start("home.title", "home.lead", ConvolutionStack)
settings.control(ConvolutionStack, "filters", maximum=st.session_state.get("limit", 16))
settings.control(ConvolutionStack, "layer")
settings.control(ConvolutionStack, "kernels")
if settings.control(ConvolutionStack, "padding") == "custom":
    settings.control(ConvolutionStack, "pad_top", kind="number")
settings.control(ConvolutionStack, "bias")
settings.control(ConvolutionStack, "color")
changes = {"padding": "valid", "filters": 7, "edits": "abc", "kernels": ("box",)}
st.button("apply", key="apply", on_click=settings.apply, args=(changes,))
st.button("reset", key="reset", on_click=settings.reset, args=(ConvolutionStack,))
now = settings.read(ConvolutionStack)
st.session_state["now"] = now
st.code(settings.link(now))
