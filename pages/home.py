"""Home: the way of the visitor's picture through one layer, each stage a link to the page that explains it."""

import streamlit as st

import engine
from engine import EngineError
from figures.colours import limit_of
from ui import page
from ui.home.stages import FURTHER_PAGES, PICTURE_PAGE, STAGE_PAGES, Stages, numpy_stages, stages_of, strip
from ui.language import number, t
from ui.pictures import picker as pictures
from ui.pictures.visitor import encoded


@st.fragment(run_every=None if engine.ready() else 1.0)
def show_stages(before_keras: bool) -> None:
    """Draw the four stages side by side; while Keras is being loaded, look every second if it is there."""
    if before_keras and engine.ready():
        st.rerun()
    picture = pictures.picture()
    try:
        seen = stages_of(picture)
        origin = t("home.from_keras" if seen.from_keras else "home.written_out")
    except EngineError:
        seen, origin = numpy_stages(picture), t("home.unanswered")
    columns = st.columns(4, border=True)
    with columns[0]:
        st.subheader(t("home.picture"), anchor=False)
        st.image(encoded(seen.square, "PNG"), width="stretch", output_format="PNG", alt=picture.label)
        st.caption(t("home.picture_is", size=len(seen.square)))
        link(PICTURE_PAGE)
    for column, (stage, explained) in zip(columns[1:], STAGE_PAGES.items(), strict=True):
        with column:
            show_maps(seen, stage)
            link(explained)
    st.caption(origin)


def show_maps(seen: Stages, stage: str) -> None:
    """Draw the maps of one stage in one picture, all on one scale, with what the colours mean."""
    maps = seen.maps[stage]
    rows, columns, count = maps.shape
    limit = limit_of(maps)
    st.subheader(t(f"home.{stage}"), anchor=False)
    words = t("home.maps", count=count, rows=rows, columns=columns, limit=number(limit))
    st.image(
        strip(maps, limit),
        width="stretch",
        output_format="PNG",
        alt=f"{t(f'home.{stage}')}: {words}",
    )
    st.caption(f"{t(f'home.{stage}_is')} {words}")


def link(name: str) -> None:
    """Draw the link to a page."""
    st.page_link(f"pages/{name}.py", label=t(f"page.{name}"), icon=":material/arrow_forward:")


def show_further() -> None:
    """Draw what there is beyond a single layer, each with its pages."""
    st.header(t("home.further"), anchor=False)
    for column, (what, names) in zip(st.columns(len(FURTHER_PAGES), border=True), FURTHER_PAGES.items(), strict=True):
        with column:
            st.subheader(t(f"home.{what}"), anchor=False)
            st.caption(t(f"home.{what}_is"))
            with st.container(horizontal=True, gap="small"):
                for name in names:
                    link(name)


page.start("home.title", "home.lead")
pictures.picker()
show_stages(before_keras=not engine.ready())
show_further()
