"""Runs side by side: their curves in one figure, and a table of settings and results that marks what differs."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import Any, Final

import streamlit as st

from cnn_core.training.run_folder import Run
from figures.curves import Line, curves
from ui.elements.table import draw_table
from ui.language import t
from ui.runs import known as train_runs
from ui.runs.names import duration, seconds_text, setting_rows, share_text, title
from ui.train.metrics import Record, best, epochs_of, lines

_CHOICE: Final = "train_compared"
DIFFERS: Final = "◆"

Row = dict[str, str]


def draw_comparison() -> None:
    """Draw the visitor's runs, each of which can be opened, and those that are compared."""
    runs = train_runs.known_runs()
    if not runs:
        return
    st.header(t("train.runs"), anchor=False)
    _list(runs)
    if len(runs) < 2:
        st.caption(t("train.compare_later"))
        return
    titles = names_of(runs)
    chosen = [run.id for run in train_runs.compared()]
    if set(st.session_state.get(_CHOICE, ())) != set(chosen):
        st.session_state[_CHOICE] = chosen
    st.pills(
        t("train.compare"), list(titles), format_func=titles.__getitem__, selection_mode="multi", key=_CHOICE,
        on_change=_compare,
    )  # fmt: skip
    compared = [run for run in runs if run.id in chosen]
    if len(compared) > 1:
        numbers = {run.id: place for place, run in enumerate(runs, 1)}
        _overlaid(compared, numbers)
        table, marked = rows([_describe(run) for run in compared], [titles[run.id] for run in compared])
        st.caption(t("train.compare_table", mark=DIFFERS))
        draw_table(table, t("train.compare"), marked)


def names_of(runs: Sequence[Run]) -> dict[str, str]:
    """Name each run by its id, with its number among the runs that the visitor knows of."""
    return {run.id: f"{place}. {title(run.settings)}" for place, run in enumerate(runs, 1)}


def rows(columns: Sequence[dict[str, str]], titles: Sequence[str]) -> tuple[list[Row], list[bool]]:
    """List the rows of the table, and which of them differ.

    Args:
        columns: for each run, what is said of it: label → value; labels in the order of the rows.
        titles: of the runs.

    Returns:
        For each label a row, the label and the value of each run; the labels of rows that differ start with `DIFFERS`.

    Example:
        >>> table, marked = rows([{"Epochs": "3", "Seed": "0"}, {"Epochs": "5", "Seed": "0"}], ["1", "2"])
        >>> [list(row.values()) for row in table], marked
        ([['◆ Epochs', '3', '5'], ['Seed', '0', '0']], [True, False])
    """
    table, marked = [], []
    for label in dict.fromkeys(label for column in columns for label in column):
        values = [column.get(label, t("train.none")) for column in columns]
        marked.append(len(set(values)) > 1)
        name = f"{DIFFERS} {label}" if marked[-1] else label
        table.append({t("train.column.setting"): name} | dict(zip(titles, values, strict=True)))
    return table, marked


def usual_seconds(finished: Sequence[Record]) -> float | None:
    """Return the median seconds of an epoch, without the first, in which everything is compiled.

    Example:
        >>> usual_seconds([{"seconds": 9.0}, {"seconds": 1.0}, {"seconds": 1.2}, {"seconds": 5.0}])
        1.2
    """
    return median(record["seconds"] for record in finished[1:] or finished) if finished else None


def _compare() -> None:
    train_runs.compare(list(st.session_state[_CHOICE]))


def _list(runs: Sequence[Run]) -> None:
    opened = train_runs.opened()
    with st.container(horizontal=True, gap="small"):
        for name, title in names_of(runs).items():
            st.button(
                title,
                key=f"train_open_{name}",
                icon=f":material/radio_button_{'checked' if opened and opened.id == name else 'unchecked'}:",
                disabled=bool(opened and opened.id == name),
                on_click=train_runs.open_run,
                args=(name,),
            )


def _overlaid(runs: Sequence[Run], numbers: dict[str, int]) -> None:
    for column, quantity in zip(st.columns(2), ("loss", "accuracy"), strict=True):
        drawn: list[Line] = []
        for run in runs:
            names = {part: f"{numbers[run.id]} · {t(f'train.part.{part}')}" for part in ("train", "validation")}
            drawn += lines(train_runs.records(run), quantity, names, numbers[run.id] - 1)
        figure = curves(
            drawn, x_title=t("train.epochs_axis"), y_title=t(f"train.quantity.{quantity}"), share=quantity == "accuracy"
        )
        with column:
            st.markdown(f"**{t(f'train.quantity.{quantity}')}**")
            st.plotly_chart(figure, theme="streamlit", config={"displaylogo": False}, key=f"train_compared_{quantity}")


def _describe(run: Run) -> dict[str, str]:
    """Describe a run: its settings, then its results."""
    records = train_runs.records(run)
    finished = epochs_of(records)
    highest = best(records)
    result: dict[str, Any] = run.result or {}
    return setting_rows(run.settings) | {
        t("train.result.epochs"): str(len(finished)),
        t("train.result.best"): share_text(highest["val_accuracy"] if highest else None),
        t("train.result.test"): share_text(result.get("accuracy")),
        t("train.result.seconds"): duration(sum(record["seconds"] for record in finished)),
        t("train.result.epoch_seconds"): seconds_text(usual_seconds(finished)),
    }
