"""A run on screen while it runs and afterwards: state and buttons, figures, curves, what it has learnt so far."""

from __future__ import annotations

from typing import Final

import streamlit as st

from cnn_core.training.run_folder import Run, RunStatus
from figures.curves import curves
from ui import settings
from ui.components.train import training_payload, training_view
from ui.elements.chart import ZOOMED_CHART
from ui.elements.table import draw_table
from ui.language import number, t
from ui.runs import known as train_runs
from ui.runs.names import duration, share_text, title
from ui.runs.networks import labels_of
from ui.train.controls import draw_controls
from ui.train.health import draw_health
from ui.train.inside import MEANWHILE, MOST_EPOCHS_SHOWN, inside
from ui.train.metrics import Record, Standing, epochs_of, lines, standing

UNDER_WAY: Final = ("queued", "running")
BADGES: Final = {
    "queued": ("hourglass_top", "orange"),
    "running": ("play_circle", "blue"),
    "paused": ("pause_circle", "orange"),
    "done": ("check_circle", "green"),
    "stopped": ("stop_circle", "gray"),
    "interrupted": ("power_off", "orange"),
    "failed": ("error", "red"),
}
NOW_SECONDS: Final = 1.0
EPOCH_SECONDS: Final = 2.0
"""From one look at the run's folder to the next: for what changes batch by batch, and epoch by epoch."""
VIEW: Final = "train_inside"
PHASES: Final = ("features", "test")
"""What a run is at before its first epoch and after its last one; it takes long enough to be said."""


def show(run: Run) -> None:
    """Draw the run; while it is under way, again and again, until it ends: then the whole page runs again."""
    under_way = run.status().state in UNDER_WAY
    st.fragment(_show_now, run_every=NOW_SECONDS if under_way else None)(run, under_way)
    st.fragment(_show_inside, run_every=EPOCH_SECONDS if under_way else None)(run, under_way)


def _show_now(run: Run, was_under_way: bool) -> None:
    """Draw the run's state and buttons, figures, curves."""
    status = run.status()
    other = settings.read(train_runs.RunAddress).run != run.id
    if other or (status.state in UNDER_WAY) != was_under_way:
        st.rerun()  # the whole page: what a button of this fragment has changed is not only here
    records = train_runs.records(run)
    now = standing(records, run.epochs)
    _head(run, status, now)
    draw_controls(run, status, records)
    if not records:
        waiting = "queued" if status.state == "queued" else "started"
        if status.state in UNDER_WAY:
            st.info(t(f"train.waiting_{waiting}"), icon=":material/hourglass_top:")
        return
    _figures(now)
    _curves(records)


def _show_inside(run: Run, under_way: bool) -> None:
    """Draw what changes with every epoch: filters, maps, prediction, gradients."""
    records = train_runs.records(run)
    if records:
        _inside(run, records, MEANWHILE if under_way else MOST_EPOCHS_SHOWN)
        draw_health(records)


def _head(run: Run, status: RunStatus, now: Standing) -> None:
    """Name, state and how far it is."""
    shown = "paused" if status.state == "running" and status.paused else status.state
    icon, colour = BADGES[shown]
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.header(title(run.settings), anchor=False, width="content")
        label = t(f"train.state.{shown}", place=status.place)
        st.badge(label, icon=f":material/{icon}:", color=colour)  # type: ignore[arg-type]
    if status.state in UNDER_WAY:
        if status.phase in PHASES:
            st.progress(*_phase(status))
            return
        left = (
            t("train.left", time=duration(now.seconds_left))
            if now.seconds_left is not None
            else t("train.left_unknown")
        )
        st.progress(now.share, text=f"{t('train.epoch', epoch=now.epoch, epochs=now.epochs)} · {left}")


def _phase(status: RunStatus) -> tuple[float, str]:
    """Write the progress of what comes before or after the epochs."""
    share = status.done / status.total if status.total else 1.0
    return min(1.0, share), t(f"train.phase.{status.phase}", done=number(status.done, 0), total=number(status.total, 0))


def _figures(now: Standing) -> None:
    """Draw the newest numbers, large enough for the last row of a lecture hall."""
    figures = now.figures
    shown = [
        ("accuracy", share_text(figures.get("accuracy"))),
        ("val_accuracy", share_text(figures.get("val_accuracy"))),
        ("loss", _plain(figures.get("loss"), 3)),
        ("val_loss", _plain(figures.get("val_loss"), 3)),
        ("rate", t("train.none") if now.rate is None else f"{now.rate:.3g}"),
        ("speed", _plain(now.pictures_per_second, 0)),
    ]
    with st.container(horizontal=True, gap="medium", key="train_figures"):
        for name, value in shown:
            st.metric(t(f"train.figure.{name}"), value, width="content")


def _plain(value: float | None, digits: int) -> str:
    return t("train.none") if value is None else number(value, digits)


def _curves(records: list[Record]) -> None:
    names = {part: t(f"train.part.{part}") for part in ("batch", "train", "validation")}
    for column, quantity in zip(st.columns(2), ("loss", "accuracy"), strict=True):
        figure = curves(
            lines(records, quantity, names),
            x_title=t("train.epochs_axis"),
            y_title=t(f"train.quantity.{quantity}"),
            share=quantity == "accuracy",
        )
        with column:
            st.markdown(f"**{t(f'train.quantity.{quantity}')}**")
            st.plotly_chart(figure, theme="streamlit", config=ZOOMED_CHART, key=f"train_{quantity}")
    finished = epochs_of(records)
    if finished:
        with st.expander(t("train.as_table")):
            draw_table([_row(record) for record in reversed(finished)], t("train.as_table"))


def _row(record: Record) -> dict[str, str]:
    """Write one finished epoch in words."""
    cells = {t("train.column.epoch"): str(record["epoch"])}
    for name in ("accuracy", "val_accuracy"):
        cells[t(f"train.figure.{name}")] = share_text(record.get(name))
    for name in ("loss", "val_loss"):
        cells[t(f"train.figure.{name}")] = _plain(record.get(name), 4)
    return cells | {t("train.column.seconds"): _plain(record.get("seconds"), 1)}


def _inside(run: Run, records: list[Record], most: int) -> None:
    """Draw what the first layer has learnt, at every epoch."""
    shown = inside(run, records, labels_of(run), most)
    if shown is None:
        st.caption(t("train.inside_later"))
        return
    st.subheader(t("train.inside"), anchor=False)
    st.caption(t("train.inside_lead"))
    asked = settings.read(train_runs.RunAddress).epoch
    payload = training_payload(shown, epoch=None if asked == train_runs.NEWEST else asked)
    training_view(payload, _take_epoch, key=VIEW)


def _take_epoch() -> None:
    """Take the epoch that the visitor looks at: the link follows."""
    epoch = st.session_state[VIEW].get("epoch")
    settings.apply({"epoch": epoch if isinstance(epoch, int) and epoch >= 0 else train_runs.NEWEST})
