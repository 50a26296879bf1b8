"""Which data set: what there is, what each is, whether the internet is needed for it, and what can be set of it."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

from cnn_core.datasets import preparing as datasets
from cnn_core.datasets.source import KINDS, OPTIONS, OWN, DataSource, OptionLimits, encode
from cnn_core.projects.workbench import WorkbenchSettings
from ui import settings, workbench
from ui.data.collection import remembered
from ui.language import number, t
from ui.language.markdown import plain

SIDES: Final = (32, 48, 64, 96, 128, 160, 192, 224)
"""Pixels of a picture's side in training; 0, as the data are, comes before them."""

_KIND: Final = "data_kind"
_SIDE: Final = "data_side"
_OPTION: Final = "data_option_"


def draw() -> None:
    """Draw the choice, what is chosen, and its options."""
    source = workbench.source()
    _show(_KIND, source.kind)
    st.pills(t("data.choose"), KINDS, format_func=_label, key=_KIND, required=True, on_change=_kind_chosen)
    st.markdown(t(f"data.about.{source.kind}"))
    if source.kind != OWN:
        st.caption(_facts(source))
    if source.kind == OWN and not source.name:
        return
    with st.container(horizontal=True, vertical_alignment="bottom", key="data_options"):
        for name, limits in OPTIONS.get(source.kind, {}).items():
            _draw_option(source, name, limits)
        _draw_side(source)


def _label(kind: str) -> str:
    """Name a kind; a cloud stands before those that have to be downloaded first."""
    fetched = datasets.availability(DataSource(kind)) == "download"
    return f"{':material/cloud_download: ' if fetched else ''}{t(f'data.kind.{kind}')}"


def _facts(source: DataSource) -> str:
    """Write classes, size, licence and what has to be downloaded, in one line."""
    kind = datasets.kind(source.kind)
    facts = [
        t("data.facts_classes", classes=len(kind.names)),
        t("data.facts_size", side=kind.side) if kind.side else t("data.facts_sizes"),
        t("data.colour" if kind.channels == 3 else "data.grey"),
        t("data.facts_licence", licence=plain(kind.licence)),
    ]
    if kind.source.startswith("http"):
        facts.append(f"[{t('data.facts_source')}]({kind.source})")
    if datasets.availability(source) == "download":
        facts.append(f"**{t('data.needs_internet', megabytes=number(kind.bytes / 1e6, 0))}**")
    return " · ".join(facts)


def _draw_option(source: DataSource, name: str, limits: OptionLimits) -> None:
    key = f"{_OPTION}{name}"
    _show(key, source.option(name))
    words: dict[str, Any] = {"label": t(f"data.option.{name}"), "help": t(f"data.option.{name}_help")}
    numbers = {"min_value": limits.minimum, "max_value": limits.maximum, "step": limits.step}
    draw_widget: Any = st.slider if isinstance(limits.default, float) else st.number_input
    draw_widget(**words, **numbers, key=key, on_change=_option_set, args=(source, name), width=190)


def _draw_side(source: DataSource) -> None:
    usual = datasets.side_of(source, 0)
    sides = [0, *(side for side in SIDES if side != usual)]
    present = settings.read(WorkbenchSettings).side
    _show(_SIDE, present if present != usual else 0)
    if present not in (*sides, usual):
        sides.append(present)
    st.selectbox(
        t("data.side"),
        sides,
        format_func=lambda side: t("data.side_usual", side=usual) if side == 0 else f"{side} × {side}",
        key=_SIDE,
        help=t("data.side_help"),
        on_change=_side_set,
        args=(source,),
        width=190,
    )


def _show(key: str, value: Any) -> None:
    """Let a widget show what the link says."""
    if st.session_state.get(key) != value:
        st.session_state[key] = value


def _kind_chosen() -> None:
    kind = st.session_state[_KIND]
    name = remembered() if kind == OWN else ""
    settings.apply({"data": encode(DataSource(kind, name)), "side": 0})


def _side_set(source: DataSource) -> None:
    if _is_chosen(source):
        settings.apply({"side": st.session_state[_SIDE]})


def _option_set(source: DataSource, name: str) -> None:
    if not _is_chosen(source):
        return
    options = dict(source.options) | {name: st.session_state[f"{_OPTION}{name}"]}
    settings.apply({"data": encode(DataSource(source.kind, options=tuple(options.items())))})


def _is_chosen(source: DataSource) -> bool:
    """Return True if a control's data set is still the chosen one.

    Streamlit calls for controls of a run that a click has interrupted, long after they have gone.
    """
    return workbench.source().kind == source.kind
