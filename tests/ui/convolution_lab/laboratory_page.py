"""A small page for the tests of the laboratory: asks for the maps of its settings and keeps what it got."""

import streamlit as st

from cnn_core.convolution_lab.stack import ConvolutionStack
from ui import settings
from ui.convolution_lab import payload as lab_payload
from ui.convolution_lab import request as laboratory
from ui.pictures import picker as pictures

settings.begin()
stack = settings.read(ConvolutionStack)
answer = laboratory.ask(stack, pictures.picture())
st.session_state["answer"] = answer
st.session_state["last"] = laboratory.last_answer()
st.session_state["header"] = lab_payload.maps_header(answer)
st.session_state["arrays"] = lab_payload.arrays(answer)
