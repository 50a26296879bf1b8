"""The Convolution Lab: turn the knobs of a convolution and see its maps come out of Keras."""

import math
from contextlib import suppress

import streamlit as st

from cnn_core.convolution_lab.edits import edit_notices
from cnn_core.convolution_lab.problems import nearest, problems
from cnn_core.convolution_lab.stack import ConvolutionStack
from engine import EngineError
from ui import page, settings
from ui.components.convolution_lab import lab_view
from ui.convolution_lab import messages as lab_messages
from ui.convolution_lab import payload as lab_payload
from ui.convolution_lab import request as laboratory
from ui.convolution_lab import take_away
from ui.convolution_lab.messages import VIEW
from ui.language import t
from ui.pictures import picker as pictures


@st.fragment
def show_lab() -> None:
    """One view with the controls and the maps; a change of a control runs this alone."""
    stack = settings.read(ConvolutionStack)
    impossible = problems(stack, stack.channels)
    possible = nearest(stack) if impossible else stack
    answer, notices = answer_to(possible, impossible=bool(impossible))
    found = (*impossible, *edit_notices(stack, stack.channels))
    moment = lab_payload.Moment(stack, found, answer, (*lab_messages.refusals(), *notices), lab_messages.turn())
    view = settings.read(lab_payload.LabView)
    state = lab_view(lab_payload.payload(moment, view, key=VIEW), lab_messages.listeners(), key=VIEW)
    if answer and state.take:
        take_away.show(answer, view.scale)
    if starting(notices):
        with suppress(EngineError):  # the next run meets it again, and says it
            laboratory.ask(possible, pictures.picture(), quiet_seconds=math.inf)
        st.rerun()


def answer_to(possible: ConvolutionStack, *, impossible: bool) -> tuple[laboratory.Answer | None, list[str]]:
    """The maps of settings that can be, or else the last ones that there were; and why, in sentences."""
    notices = [t("lab.impossible")] if impossible else []
    last = laboratory.last_answer()
    if impossible and last:
        return last, notices
    try:
        answer = laboratory.ask_unless_starting(possible, pictures.picture())
        return (answer, notices) if answer else (last, [*notices, t("engine.starting")])
    except EngineError as error:
        return last, [*notices, t(f"engine_error.{error.code}")]


def starting(notices: list[str]) -> bool:
    """Whether Keras is still being loaded, as one of the sentences says."""
    return t("engine.starting") in notices


page.start("lab.title", "lab.lead", ConvolutionStack, lab_payload.LabView, picture=True)
show_lab()
