"""Pictures that a unit looks for: one that excites it most; and the visitor's, with what a layer sees amplified."""

from __future__ import annotations

import re
from typing import Final

import streamlit as st

from ui import settings
from ui.language import number, t
from ui.why import made_picture, unit_pictures
from ui.why.made_picture import Words
from ui.why.reasons import Reasons
from ui.why.settings import THE_ANSWER, UnitSettings

LOOK_SECONDS: Final = 0.5

_NODE: Final = "why_units.node"
_UNIT: Final = "why_units.unit"
_CLIMB: Final = "why_units.climb"
_DREAM: Final = "why_units.dream"


def show(known: Reasons) -> None:
    """Draw it; while a picture is being made, every half a second."""
    st.header(t("why.units.title"), anchor=False)
    st.caption(t("why.units.lead"))
    running = _under_way(known)
    st.fragment(_draw, run_every=LOOK_SECONDS if running else None)(known, running)


def chosen(known: Reasons) -> tuple[str, int]:
    """Return the layer and the unit that the visitor chose, if the network has them; else the explained class."""
    wanted = settings.read(UnitSettings)
    scores, classes = known.units[-1]
    counts = dict(known.units)
    node = wanted.why_node if wanted.why_node in counts else scores
    if THE_ANSWER < wanted.why_unit < counts[node]:
        return node, wanted.why_unit
    return node, known.class_index if node == scores and known.class_index < classes else 0


def _under_way(known: Reasons) -> bool:
    node, unit = chosen(known)
    steps = settings.read(UnitSettings).why_dream
    climb = unit_pictures.climb(known.answer.network, node, unit, begin=False)
    dream = unit_pictures.dream(known.answer, node, steps, begin=False)
    return made_picture.under_way(_CLIMB, climb) or made_picture.under_way(_DREAM, dream)


def _draw(known: Reasons, was_running: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _draw_choice(known)
    node, unit = chosen(known)
    left, right = st.columns(2)
    with left:
        _draw_climb(known, node, unit)
    with right:
        _draw_dream(known, node)
    if _under_way(known) != was_running:
        st.rerun()  # the fragment begins to look again and again, or ends it


def _draw_choice(known: Reasons) -> None:
    """Draw the choice of the layer and its unit; of the scores, the class."""
    node, unit = chosen(known)
    scores, _ = known.units[-1]
    counts = dict(known.units)
    names = [name for name, _ in reversed(known.units)]
    st.session_state[_NODE] = node
    st.selectbox(
        t("why.units.node"),
        names,
        format_func=lambda name: t("why.units.scores") if name == scores else name,
        key=_NODE,
        on_change=lambda: settings.apply({"why_node": st.session_state[_NODE], "why_unit": THE_ANSWER}),
        width=260,
    )
    if node == scores:
        labels = known.answer.network.labels
        key = f"{_UNIT}.class"
        st.session_state[key] = unit
        st.selectbox(
            t("why.units.class"),
            range(counts[node]),
            format_func=lambda index: labels[index] if index < len(labels) else t("why.class_number", number=index),
            key=key,
            on_change=_choose_unit,
            args=(key, unit, 0),
            width=260,
        )
        return
    st.session_state[_UNIT] = unit + 1
    st.number_input(
        t("why.units.map", count=counts[node]), 1, counts[node], key=_UNIT, width=260,
        on_change=_choose_unit, args=(_UNIT, unit, 1),
    )  # fmt: skip


def _choose_unit(key: str, shown: int, first: int) -> None:
    unit = st.session_state[key] - first
    if unit != shown:  # Streamlit also calls for a control of a run that was interrupted
        settings.apply({"why_unit": unit})


def _draw_climb(known: Reasons, node: str, unit: int) -> None:
    st.subheader(t("why.units.climb"), anchor=False)
    st.caption(t("why.units.climb_lead"))
    network = known.answer.network
    name = _unit_name(known, node, unit)
    words = Words(
        t("why.units.climb_start"), t("why.units.climb_made", unit=name), _file(network.name, node, str(unit + 1))
    )
    standing = made_picture.draw(
        _CLIMB,
        unit_pictures.climb(network, node, unit, begin=False),
        unit_pictures.STEPS,
        words,
        lambda: unit_pictures.climb(network, node, unit, begin=True),
    )
    if standing and standing.state:
        before, after = (number(value, 2) for value in (standing.state.before, standing.state.after))
        st.caption(t("why.units.climb_numbers", before=before, after=after))
    with st.expander(t("why.about")):
        st.caption(t("why.units.climb_about"))


def _draw_dream(known: Reasons, node: str) -> None:
    st.subheader(t("why.units.dream"), anchor=False)
    st.caption(t("why.units.dream_lead"))
    settings.control(UnitSettings, "why_dream", width=320)
    steps = settings.read(UnitSettings).why_dream
    answer = known.answer
    where = t("why.units.scores") if node == known.units[-1][0] else node
    words = Words(
        t("why.units.dream_start"), t("why.units.dream_made", layer=where), _file(answer.network.name, node, "dream")
    )
    made_picture.draw(
        _DREAM,
        unit_pictures.dream(answer, node, steps, begin=False),
        steps,
        words,
        lambda: unit_pictures.dream(answer, node, steps, begin=True),
    )
    with st.expander(t("why.about")):
        st.caption(t("why.units.dream_about"))


def _file(*parts: str) -> str:
    """Name a file: what may stand in a layer's name may not stand in that of a file.

    Example:
        >>> _file("kept:mine", "block/conv:activation", "3")
        'kept_mine_block_conv_activation_3.png'
    """
    return re.sub(r"\W+", "_", "_".join(parts)) + ".png"


def _unit_name(known: Reasons, node: str, unit: int) -> str:
    labels = known.answer.network.labels
    if node == known.units[-1][0]:
        return labels[unit] if unit < len(labels) else t("why.class_number", number=unit)
    return t("why.units.map_of", node=node, number=unit + 1)
