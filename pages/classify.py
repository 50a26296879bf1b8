"""Classify: what a network makes of the visitor's photo, how the answer comes about, why, and how far to trust it."""

import streamlit as st

from cnn_core.classify_settings import ClassifySettings
from cnn_core.why_settings import WhySettings
from engine import EngineError
from ui import brought_model, classify, classify_view, page, pictures, settings, why, why_view
from ui.classify_view import VIEW
from ui.components.classify_view import classify_view as draw_answers
from ui.components.why_view import why_view as draw_reasons
from ui.explorer_networks import OWN, network
from ui.language import t
from ui.waiting import run_again


@st.fragment
def show() -> None:
    """Both views with all their controls; a change of anything in them runs this alone."""
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
    header = classify_view.header(chosen, asked, answer, notices)
    draw_answers(header, classify_view.arrays(answer), key=VIEW, on_choose=classify_view.take_choice)
    if answer and not header["stale"]:
        show_reasons(answer)


def show_reasons(answer: classify.Answer) -> None:
    """Maps of heat, which come one after the other, and the brush."""
    st.header(t("why.title"), anchor=False)
    st.caption(t("why.lead"))
    chosen = settings.read(WhySettings)
    try:
        known = answered(why.reasons(answer, chosen), chosen)
    except EngineError as error:
        st.error(t(f"engine_error.{error.code}"), icon=":material/error:")
        return
    except ValueError:
        st.info(t("why.cannot"), icon=":material/info:")
        return
    change = why.brushed(answer)
    header, arrays = why_view.header(known, chosen, change), why_view.arrays(known, change)
    draw_reasons(header, arrays, why_view.listeners(), key=why_view.VIEW)
    if known.pending:
        why.explain_next(known, chosen)
        run_again()


def answered(known: why.Reasons, chosen: WhySettings) -> why.Reasons:
    """What the last message of the view asked for is done first."""
    wanted = why_view.wishes()
    if wanted.brush:
        why.brush(known.answer, *wanted.brush)
    if wanted.judge:
        why.judge(known, wanted.judge, chosen)
        return why.reasons(known.answer, chosen)
    return known


page.start("classify.title", "classify.lead", ClassifySettings, WhySettings, picture=True)
show()
st.caption(t("classify.kept"))
