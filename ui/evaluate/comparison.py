"""Two networks on the same pictures: who is right where, and whether the difference is more than chance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import streamlit as st

from cnn_core.metrics.classification import Judged, share
from cnn_core.metrics.comparison import CASES, Comparison, compared
from ui.elements.table import draw_table
from ui.evaluate import pictures as evaluate_pictures
from ui.evaluate.choice import Subject, draw_rival
from ui.evaluate.request import judged as judge
from ui.language import number, percent, t
from ui.language.markdown import plain

SURELY: Final = 0.05
"""Below this probability a difference is called more than chance."""

_CASE: Final = "evaluate_case"


@dataclass(frozen=True, eq=False)
class Duel:
    """Two networks on the same pictures.

    Attributes:
        rival: the other network.
        judged: what it makes of the pictures.
        found: where the two differ.
    """

    rival: Subject
    judged: Judged
    found: Comparison


def draw(subject: Subject, judged: Judged) -> Duel | None:
    """Draw the choice of the other network and what comes of it; None: no other, or not yet."""
    st.header(t("evaluate.duel.title"), anchor=False)
    st.markdown(t("evaluate.duel.lead"))
    rival = draw_rival(subject)
    if rival is None:
        return None
    theirs = judge(rival, "rival")
    if theirs is None:
        return None
    duel = Duel(rival, theirs, compared(judged, theirs))
    _draw_result(subject, judged, duel)
    _draw_cases(subject, judged, duel)
    return duel


def titles(subject: Subject, duel: Duel) -> tuple[str, str]:
    """Return the names of the two networks."""
    return subject.candidate.network.title, duel.rival.candidate.network.title


def case_names(subject: Subject, duel: Duel) -> dict[str, str]:
    """Return the name of each case."""
    first, second = titles(subject, duel)
    return {case: t(f"evaluate.duel.{case}", first=first, second=second) for case in CASES}


def _draw_result(subject: Subject, judged: Judged, duel: Duel) -> None:
    table = []
    for title, found, whose in zip(titles(subject, duel), (judged, duel.judged), (subject, duel.rival), strict=True):
        right = share(found.right)
        table.append(
            {
                t("evaluate.network"): title,
                t("evaluate.accuracy"): percent(right.value),
                t("evaluate.duel.interval"): f"{number(100 * right.low, 1)} – {percent(right.high)}",
                t("evaluate.duel.pictures_are"): t(f"evaluate.duel.standing.{whose.standing}"),
            }
        )
    draw_table(table, t("evaluate.duel.title"))
    st.markdown(verdict(subject, duel))
    if duel.rival.standing in ("learnt", "mixed", "unknown") and subject.standing == "held_out":
        st.warning(
            t("evaluate.duel.unfair", second=plain(duel.rival.candidate.network.title)), icon=":material/balance:"
        )


def verdict(subject: Subject, duel: Duel) -> str:
    """Write what McNemar's test says of the difference."""
    first, second = (plain(title) for title in titles(subject, duel))
    only_first, only_second = duel.found.count("only_first"), duel.found.count("only_second")
    chance = duel.found.chance
    better = first if only_first > only_second else second
    key = "same" if only_first + only_second == 0 else "more_than_chance" if chance < SURELY else "within_chance"
    return t(
        f"evaluate.duel.{key}",
        first=first,
        second=second,
        better=better,
        only_first=number(only_first, 0),
        only_second=number(only_second, 0),
        chance=number(chance, 3) if chance >= 0.001 else t("evaluate.duel.tiny"),
    )


@st.fragment
def _draw_cases(subject: Subject, judged: Judged, duel: Duel) -> None:
    """Draw the pictures of a case; another case runs this alone."""
    names = case_names(subject, duel)
    counts = {case: duel.found.count(case) for case in CASES}
    st.session_state.setdefault(_CASE, "only_first")
    case = st.radio(
        t("evaluate.duel.cases"), CASES, key=_CASE,
        format_func=lambda name: f"{plain(names[name])}: {number(counts[name], 0)}",
        on_change=evaluate_pictures.first_page, args=(["evaluate_cases"],),
    )  # fmt: skip
    places = duel.found.places(case)
    surest = np.maximum(judged.confidence, duel.judged.confidence)[places]
    if len(places):
        order = places[np.argsort(-surest, kind="stable")]
        evaluate_pictures.draw(subject, judged, order, label=names[case], key="evaluate_cases", beside=duel.judged)
    else:
        st.markdown(t("evaluate.cell_empty"))
