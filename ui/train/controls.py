"""The buttons of a run: pause, go on, stop, another learning rate, more epochs, a new run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Literal

import streamlit as st

from cnn_core.training.run_files import LONGEST_PAUSE
from cnn_core.training.run_folder import Run, RunStatus
from ui.language import has, number, t
from ui.train import start as train_start
from ui.train.metrics import Record, standing

MOST_MORE: Final = 200
LOWEST_RATE, HIGHEST_RATE = 1e-8, 100.0
"""Learning rates that can be set while a run goes on, as `Run.command` takes them."""
STEADY: Final = 150
"""Pixels: one button takes the other's place, and those beside them stay where they are."""

_OPEN = "train_rate_open"
_RATE = "train_new_rate"
_MORE = "train_more_epochs"


def draw_controls(run: Run, status: RunStatus, records: Sequence[Record]) -> None:
    """Draw what can be done with the run at present, and what went wrong with it."""
    _say_what_happened(status)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        match status.state:
            case "running":
                _pause(run, status)
                _button("stop", "stop", run.command, "stop")
                _rate(run, records)
            case "queued":
                _button("stop", "stop", run.command, "stop")
            case "interrupted" | "stopped" | "failed":
                _button("go_on", "play_arrow", train_start.go_on, run, primary=True)
            case "done":
                _more(run)
        _button("new", "add", train_start.take_over, run)
    if status.paused:
        st.caption(t("train.pause_ends", minutes=number(LONGEST_PAUSE / 60, 0)))


def _pause(run: Run, status: RunStatus) -> None:
    if status.paused:
        _button("go_on", "play_arrow", run.command, "go_on", primary=True, width=STEADY)
    else:
        _button("pause", "pause", run.command, "pause", width=STEADY)


def _button(
    name: str, icon: str, act: Any, *arguments: Any, primary: bool = False, width: int | Literal["content"] = "content"
) -> None:
    st.button(
        t(f"train.button.{name}"),
        icon=f":material/{icon}:",
        key=f"train_{name}",
        type="primary" if primary else "secondary",
        on_click=act,
        args=arguments,
        width=width,
    )


def _rate(run: Run, records: Sequence[Record]) -> None:
    """Another learning rate, from the next batch on."""
    present = standing(records, 1).rate
    if present is None:
        return
    with st.popover(t("train.button.rate"), icon=":material/speed:", key=_OPEN, on_change="rerun") as opened:
        if not opened.open:
            st.session_state.pop(_RATE, None)
            return
        # Once, as it opens: what somebody types must not be overtaken by the rate that goes on falling.
        st.session_state.setdefault(_RATE, min(max(present, LOWEST_RATE), HIGHEST_RATE))
        st.number_input(t("settings.learning_rate"), min_value=LOWEST_RATE, max_value=HIGHEST_RATE, format="%.3g",
                        step=0.0001, key=_RATE, help=t("train.rate_help"))  # fmt: skip
        st.button(t("train.button.apply"), key="train_apply_rate", on_click=_set_rate, args=(run,))


def _set_rate(run: Run) -> None:
    run.command("rate", float(st.session_state[_RATE]))


def _more(run: Run) -> None:
    """Train as many epochs more."""
    st.number_input(t("train.more"), min_value=1, max_value=MOST_MORE, value=5, key=_MORE, width=150)
    _button("more", "fast_forward", _go_on_for, run)


def _go_on_for(run: Run) -> None:
    train_start.go_on(run, more=int(st.session_state[_MORE]))


def _say_what_happened(status: RunStatus) -> None:
    if status.state == "interrupted":
        st.warning(t("train.interrupted"), icon=":material/power_off:")
    if status.state == "failed":
        code = status.code if has(f"train.failed.{status.code}") else "failed"
        st.error(t(f"train.failed.{code}", message=status.message), icon=":material/error:")
    if refused := train_start.refusal():
        st.error(refused, icon=":material/error:")
