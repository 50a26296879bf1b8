"""The Convolution Lab: turn the knobs of a convolution and see its maps come out of Keras."""

from typing import Any

import streamlit as st

from cnn_core.convolution_stack import ConvolutionStack
from cnn_core.kernel_edits import EditsError
from cnn_core.settings import Problem
from cnn_core.stack_edits import edit_map, edit_notices, reset_map
from cnn_core.stack_problems import nearest, problems
from engine import EngineError
from ui import convolution_controls, laboratory, page, pictures, settings, take_away
from ui.components.lab_view import lab_view
from ui.language import t

VIEW = "lab_view"
REFUSED = "lab.edit_refused"


@st.fragment
def show_lab() -> None:
    """Controls on the left, maps on the right; a change of either runs this alone."""
    stack = settings.read(ConvolutionStack)
    impossible = problems(stack, stack.channels)
    if not impossible:
        laboratory.expect(stack, pictures.picture())
    controls, maps = st.columns([3.8, 10], gap="medium")
    with controls:
        convolution_controls.draw(stack, [*impossible, *edit_notices(stack, stack.channels)])
    with maps:
        answer = answer_to(stack, impossible)
        if answer:
            view = settings.read(laboratory.LabView)
            show_maps(answer, view, stale=answer.stack != stack)
            take_away.draw(answer, view.scale)


def answer_to(stack: ConvolutionStack, impossible: list[Problem]) -> laboratory.Answer | None:
    """The maps of the settings; where there are none, why, and the last ones that there were."""
    if impossible:
        st.warning(t("lab.impossible"), icon=":material/block:")
    try:
        if impossible:
            return laboratory.last_answer() or laboratory.ask(nearest(stack), pictures.picture())
        return laboratory.ask(stack, pictures.picture())
    except EngineError as error:
        st.error(t(f"engine_error.{error.code}"), icon=":material/error:")
        return laboratory.last_answer()


def show_maps(answer: laboratory.Answer, view: laboratory.LabView, *, stale: bool) -> None:
    """The view, with the scale and the pinned cell as the link has them."""
    sent = laboratory.payload(answer, key=VIEW, stale=stale, view=view)
    lab_view(sent, key=VIEW, on_edit=take_edit, on_view=take_view)
    if message := st.session_state.pop(REFUSED, None):
        st.error(message, icon=":material/error:")


def take_edit() -> None:
    """A kernel was edited in the view: the edit becomes a setting, or a sentence says why it cannot."""
    stack = settings.read(ConvolutionStack)
    try:
        settings.apply({"edits": edited(stack, st.session_state[VIEW]["edit"])})
    except EditsError:
        st.session_state[REFUSED] = t("lab.edit_refused")


def edited(stack: ConvolutionStack, message: Any) -> str:
    """The edited kernels of a stack with what the view sent put in, as the link keeps them.

    Raises:
        EditsError: it is none of the view's messages, or its numbers cannot be.
    """
    match message:
        case {"reset": "all"}:
            return ""
        case {"reset": map_}:
            return reset_map(stack, stack.channels, map_)
        case {"map": map_, "kernels": kernels, "pointwise": pointwise}:
            return edit_map(stack, stack.channels, map_, kernels, pointwise)
    raise EditsError(f"An edit is the numbers of a map, or a reset. Received: {str(message)[:40]}.")


def take_view() -> None:
    """Scale or pinned cell changed in the view: the link follows."""
    state = st.session_state[VIEW]
    settings.apply({name: state[name] for name in ("scale", "pin") if state.get(name) is not None})


page.start("lab.title", "lab.lead", ConvolutionStack, laboratory.LabView, picture=True)
show_lab()
