"""Classify: what a network makes of the visitor's photo, how the answer comes about, why, and how far to trust it."""

import streamlit as st

from engine import EngineError
from ui import page, settings
from ui.classify import digit as classify_digit
from ui.classify import gallery as classify_gallery
from ui.classify import live as classify_live
from ui.classify import marks as classify_marks
from ui.classify import payload as classify_view
from ui.classify import request as classify
from ui.classify.payload import VIEW
from ui.classify.settings import ClassifySettings
from ui.components.classify import classify_view as draw_answers
from ui.language import t
from ui.networks import brought as brought_model
from ui.networks.names import OWN
from ui.networks.networks import network
from ui.pictures import picker as pictures
from ui.why import section as why_section
from ui.why.settings import UnitSettings, WhySettings


@st.fragment
def show() -> None:
    """Both views with all their controls; a change of anything in them runs this alone."""
    chosen = settings.read(ClassifySettings)
    if chosen.classifier == OWN and brought_model.uploader():
        st.rerun()
    asked = network(chosen.classifier)
    if classify_gallery.is_behind(asked, chosen.framing):
        st.rerun()  # the whole page: the gallery asks this network too
    notices = [] if asked else [t("classify.no_network")]
    live = chosen.mode == "live"
    answer = None if live else classify.last_answer()
    if asked and not live:
        try:
            answer = classify.ask(asked, pictures.picture(), chosen.framing)
        except EngineError as error:
            notices.append(t(f"engine_error.{error.code}"))
        except ValueError as error:
            notices.append(t("classify.refused", reason=str(error)))
    header = classify_view.header(chosen, asked, answer, notices)
    with classify_digit.beside(None if live else asked):
        draw_answers(
            header,
            classify_view.arrays(answer),
            key=VIEW,
            on_choose=classify_view.take_choice,
            on_mark=classify_view.take_mark,
        )
    if answer and not header["stale"]:
        show_marks()
        why_section.show(answer)


def show_marks() -> None:
    """The way from the marked pictures to the pages that build and train."""
    count, classes = classify_marks.counts()
    label = t("classify.marks_use", pictures=count, classes=classes)
    if count and st.button(label, icon=":material/photo_library:", on_click=classify_marks.choose_as_data):
        st.switch_page("pages/data.py")


page.start("classify.title", "classify.lead", ClassifySettings, WhySettings, UnitSettings, picture=True)
settings.control(ClassifySettings, "mode", label_visibility="collapsed")
if settings.read(ClassifySettings).mode == "live":
    show()
    classify_live.draw()
else:
    classify_gallery.draw()
    show()
st.caption(t("classify.kept"))
