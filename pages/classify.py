"""Classify: what a network makes of the visitor's photo, how the answer comes about, and how far to trust it."""

import streamlit as st

from cnn_core.classify_settings import ClassifySettings
from engine import EngineError
from ui import brought_model, classify, classify_view, page, pictures, settings
from ui.classify_view import VIEW
from ui.components.classify_view import classify_view as draw_view
from ui.explorer_networks import OWN, network
from ui.language import t


@st.fragment
def show_answers() -> None:
    """One view with the answers and all their controls; a change of anything in it runs this alone."""
    chosen = settings.read(ClassifySettings)
    if chosen.classifier == OWN and brought_model.uploader():
        st.rerun()
    asked = network(chosen.classifier)
    notices = [] if asked else [t("classify.no_network")]
    answer = classify.last_answer()
    if asked:
        try:
            answer = classify.ask(asked, pictures.picture(), chosen.framing)
        except EngineError as error:
            notices.append(t(f"engine_error.{error.code}"))
        except ValueError as error:
            notices.append(t("classify.refused", reason=str(error)))
    draw_view(
        classify_view.header(chosen, asked, answer, notices),
        classify_view.arrays(answer),
        key=VIEW,
        on_choose=classify_view.take_choice,
    )


page.start("classify.title", "classify.lead", ClassifySettings, picture=True)
show_answers()
st.caption(t("classify.kept"))
