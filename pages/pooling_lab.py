"""The Activation and Pooling Lab: what nine activations make of a feature map, and what pooling keeps of it."""

import streamlit as st

from cnn_core.convolution_lab.stack import ACTIVATION_NAMES
from cnn_core.pooling_lab.study import PoolingStudy
from ui import page, settings
from ui.components.pooling_lab import pooling_view
from ui.language import t
from ui.pictures import picker as pictures
from ui.pooling_lab import controls, request

ACTIVATIONS = "pooling_lab_activations"
POOLINGS = "pooling_lab_poolings"


@st.fragment
def show_lab() -> None:
    """Both sections; a change of a control, or of the chosen activation, runs this alone."""
    study = settings.read(PoolingStudy)
    st.header(t("pooling_lab.activation_title"), anchor=False)
    st.caption(t("pooling_lab.activation_lead"))
    controls.draw_map()
    moment = request.moment(study, pictures.picture())
    for sentence in moment.notices:
        st.error(sentence, icon=":material/error:")
    answer = moment.answer
    if answer:
        activations, maps = request.activation_view(answer)
        other_map = not request.same_map(answer.study, study)
        pooling_view("activation", activations, maps, key=ACTIVATIONS, stale=other_map, on_choose=take_choice)
    st.header(t("pooling_lab.pooling_title"), anchor=False)
    st.caption(t("pooling_lab.pooling_lead"))
    controls.draw_pooling(moment.problems)
    controls.draw_strokes(study)
    if answer:
        poolings, maps = request.pooling_view(answer)
        pooling_view("pooling", poolings, maps, key=POOLINGS, stale=moment.stale)
    controls.draw_reset()


def take_choice() -> None:
    """An activation was chosen in the view: it becomes a setting."""
    name = st.session_state[ACTIVATIONS].get("choose")
    if name in ACTIVATION_NAMES:
        settings.apply({"activation": name})


page.start("pooling_lab.title", "pooling_lab.lead", PoolingStudy)
show_lab()
