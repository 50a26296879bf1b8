"""The wrong answers that a network is surest of."""

from __future__ import annotations

from typing import Final

import streamlit as st

from cnn_core.metrics.classification import Judged, surest_mistakes
from ui.evaluate import pictures as evaluate_pictures
from ui.evaluate.choice import Subject
from ui.language import number, t

MOST: Final = 60


@st.fragment
def draw(subject: Subject, judged: Judged) -> None:
    """Draw them, the surest first, a page at a time."""
    st.header(t("evaluate.mistakes"), anchor=False)
    places = surest_mistakes(judged, MOST)
    wrong = int((~judged.right).sum())
    if not wrong:
        st.success(t("evaluate.no_mistakes"), icon=":material/check:")
        return
    st.markdown(t("evaluate.mistakes_lead", wrong=number(wrong, 0), pictures=number(len(judged.right), 0)))
    evaluate_pictures.draw(subject, judged, places, label=t("evaluate.mistakes"), key="evaluate_mistakes")
