"""The section "Why" of the page Classify: maps of heat, the brush, what units look for, and what looks alike."""

from __future__ import annotations

import streamlit as st

from engine import EngineError
from ui import settings
from ui.classify.request import Answer
from ui.components.why import why_view as draw_reasons
from ui.language import t
from ui.requests.waiting import run_again
from ui.why import brush as why_brush
from ui.why import neighbours as why_neighbours
from ui.why import payload as why_view
from ui.why import reasons as why
from ui.why import units as why_units
from ui.why.settings import WhySettings


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
