"""The Convolution Lab: turn the knobs of a convolution and see feature, activation and pooled maps come out of Keras."""

import streamlit as st

from cnn_core.convolution_stack import ConvolutionStack
from cnn_core.kernel_edits import MAXIMUM_TEXT, EditsError
from cnn_core.stack_network import edit_notices, problems
from engine import EngineError
from ui import convolution_controls, edits, laboratory, page, pictures, settings, take_away
from ui.components.lab_view import lab_view
from ui.language import t

VIEW = "lab_view"


@st.fragment
def show_lab() -> None:
    """Controls on the left, maps on the right; a change of either runs this alone."""
    stack = settings.read(ConvolutionStack)
    impossible = problems(stack, stack.channels)
    controls, maps = st.columns([3, 10], gap="medium")
    with controls:
        pictures.picker()
        convolution_controls.draw(stack, [*impossible, *edit_notices(stack, stack.channels)])
    with maps:
        answer = answer_to(stack, impossible)
        if answer:
            show_maps(answer, stale=answer.stack != stack)
            take_away.draw(answer)


def answer_to(stack: ConvolutionStack, impossible: list) -> laboratory.Answer | None:
    """The maps of the settings; where there are none, why, and the last ones that there were."""
    if impossible:
        st.warning(t("lab.impossible") + " " + laboratory.problem_sentences(impossible), icon=":material/block:")
        return laboratory.last_answer()
    try:
        return laboratory.ask(stack, pictures.picture())
    except EngineError as error:
        st.error(t(f"engine_error.{error.code}"), icon=":material/error:")
        return laboratory.last_answer()


def show_maps(answer: laboratory.Answer, *, stale: bool) -> None:
    """The view, with the scale and the pinned cell as the link has them."""
    view = settings.read(laboratory.LabView)
    lab_view(
        laboratory.lab_picture(answer),
        key=VIEW,
        stale=stale,
        scale=view.scale,
        pin=view.pin,
        on_edit=take_edit,
        on_view=take_view,
    )
    if message := st.session_state.pop("lab.edit_refused", None):
        st.error(message, icon=":material/error:")


def take_edit() -> None:
    """A kernel was edited in the view: the edit becomes a setting."""
    stack = settings.read(ConvolutionStack)
    try:
        settings.apply({"edits": edits.merged(stack.edits, st.session_state[VIEW]["edit"])})
    except EditsError:
        st.session_state["lab.edit_refused"] = t("lab.edits_limit", limit=MAXIMUM_TEXT)


def take_view() -> None:
    """Scale or pinned cell changed in the view: the link follows."""
    state = st.session_state[VIEW]
    settings.apply({"scale": state["scale"], "pin": state["pin"]})


page.start("lab.title", "lab.lead", ConvolutionStack, laboratory.LabView)
show_lab()
