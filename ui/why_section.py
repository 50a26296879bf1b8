"""The section "Why" of the page Classify: maps of heat, the brush, what units look for, and what looks alike."""

from __future__ import annotations

import streamlit as st

from cnn_core.why_settings import WhySettings
from engine import EngineError
from ui import settings, why, why_brush, why_neighbours, why_units, why_view
from ui.classify import Answer
from ui.components.why_view import why_view as draw_reasons
from ui.language import t
from ui.waiting import run_again


def show(answer: Answer) -> None:
    """Draw it for an answer, inside the fragment that the answer belongs to.

    The maps come one after the other while the visitor looks at them; each runs the fragment again.
    """
    st.header(t("why.title"), anchor=False)
    st.caption(t("why.lead"))
    chosen = settings.read(WhySettings)
    try:
        known = why.reasons(answer, chosen)
    except EngineError as error:
        st.error(t(f"engine_error.{error.code}"), icon=":material/error:")
        return
    except ValueError:
        st.info(t("why.cannot"), icon=":material/info:")
        return
    if not known.layers:
        st.info(t("why.without_maps"), icon=":material/info:")
    draw_reasons(
        why_view.header(known, chosen), why_view.arrays(known, chosen), why_view.listeners(), key=why_view.VIEW
    )
    st.header(t("why.brush.title"), anchor=False)
    st.caption(t("why.brush.lead"))
    why_brush.show(answer, known.class_index)
    why_units.show(known)
    why_neighbours.show(answer)
    if why_view.wanted(known):
        why.compute_next(known)
        run_again()
