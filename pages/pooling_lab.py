"""The Activation and Pooling Lab: what nine activations make of a feature map, and what pooling keeps of it."""

import streamlit as st

from cnn_core.convolution_lab.stack import ACTIVATION_NAMES
from cnn_core.pooling_lab.study import PoolingStudy, problems
from engine import EngineError
from ui import page, settings
from ui.components.pooling_lab import pooling_view
from ui.language import t
from ui.pictures import picker as pictures
from ui.pooling_lab import controls as pooling_controls
from ui.pooling_lab import request as pooling_study

ACTIVATIONS = "pooling_lab_activations"
POOLINGS = "pooling_lab_poolings"


@st.fragment
def show_lab() -> None:
    """Both sections; a change of a control, or of the chosen activation, runs this alone."""
    study = settings.read(PoolingStudy)
    impossible = problems(study)
    st.header(t("pooling_lab.activation_title"), anchor=False)
    st.caption(t("pooling_lab.activation_lead"))
    pooling_controls.draw_map()
    answer = answer_to(study, impossible)
    stale = answer is not None and answer.study != study
    if answer:
        header, arrays = pooling_study.activation_view(answer)
        other_map = not pooling_study.same_map(answer.study, study)
        pooling_view("activation", header, arrays, key=ACTIVATIONS, stale=other_map, on_choose=take_choice)
    st.header(t("pooling_lab.pooling_title"), anchor=False)
    st.caption(t("pooling_lab.pooling_lead"))
    pooling_controls.draw_pooling(impossible)
    pooling_controls.draw_strokes(study)
    if answer:
        header, arrays = pooling_study.pooling_view(answer)
        pooling_view("pooling", header, arrays, key=POOLINGS, stale=stale)
    pooling_controls.draw_reset()


def answer_to(study: PoolingStudy, impossible: list) -> pooling_study.Answer | None:
    """The maps of the settings; where there are none, the last ones that there were. The control says why."""
    if impossible:
        return pooling_study.last_answer()
    try:
        return pooling_study.ask(study, pictures.picture())
    except EngineError as error:
        st.error(t(f"engine_error.{error.code}"), icon=":material/error:")
        return pooling_study.last_answer()


def take_choice() -> None:
    """An activation was chosen in the view: it becomes a setting."""
    name = st.session_state[ACTIVATIONS].get("choose")
    if name in ACTIVATION_NAMES:
        settings.apply({"activation": name})


page.start("pooling_lab.title", "pooling_lab.lead", PoolingStudy)
show_lab()
