"""The Convolution Lab: turn the knobs of a convolution and see its maps come out of Keras."""

import streamlit as st

from cnn_core.convolution_lab.stack import ConvolutionStack
from ui import page, settings
from ui.components.convolution_lab import lab_view
from ui.convolution_lab import messages, payload, request, take_away
from ui.convolution_lab.messages import VIEW
from ui.convolution_lab.payload import LabView
from ui.pictures import picker as pictures


@st.fragment
def show_lab() -> None:
    """One view with the controls and the maps; a change of a control runs this alone."""
    moment = request.moment(settings.read(ConvolutionStack), pictures.picture(), tuple(messages.refusals()))
    view = settings.read(LabView)
    state = lab_view(payload.payload(moment, view, messages.turn(), key=VIEW), messages.listeners(), key=VIEW)
    if moment.answer and state.take:
        take_away.show(moment.answer, view.scale)
    moment.run_again_when_started()


page.start("lab.title", "lab.lead", ConvolutionStack, LabView, picture=True)
show_lab()
