"""Gradients and activations of each layer in the last epoch, and a sentence on what is wrong with them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any, Final

import streamlit as st

from ui.elements.table import draw_table
from ui.language import number, t
from ui.train.metrics import Record, epochs_of

MANY_DEAD: Final = 0.5
"""Share of units that answer 0 to every picture, from which on a sentence says so."""

EXPLODING: Final = 100.0
"""Norm of a layer's gradient beyond which a step of the usual size throws the weights about."""

VANISHING: Final = 1e-6
"""Norm of a layer's gradient below which it hardly learns."""


def draw_health(records: Sequence[Record]) -> None:
    """Draw the table of the last finished epoch, and above it what stands out."""
    finished = epochs_of(records)
    layers: list[dict[str, Any]] = finished[-1].get("layers", []) if finished else []
    if not layers:
        return
    for sentence in warnings(layers):
        st.warning(sentence, icon=":material/monitor_heart:")
    with st.expander(t("train.health"), icon=":material/monitor_heart:"):
        st.caption(t("train.health_lead", epoch=finished[-1]["epoch"]))
        draw_table([_row(layer) for layer in layers], t("train.health"))


def warnings(layers: Sequence[dict[str, Any]]) -> list[str]:
    """Write a sentence for each layer that stands out."""
    return [
        t(f"train.unhealthy.{code}", layer=layer["name"], value=value)
        for layer in layers
        for code, value in _wrong(layer)
    ]


def _wrong(layer: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Return what is wrong with a layer: code and number."""
    gradient, dead = layer.get("gradient"), layer.get("dead")
    if dead is not None and dead >= MANY_DEAD:
        yield "dead", f"{number(100 * dead, 0)} %"
    if gradient is None:
        return
    if not math.isfinite(gradient) or gradient > EXPLODING:
        yield "exploding", _short(gradient)
    elif gradient < VANISHING:
        yield "vanishing", _short(gradient)


def _row(layer: dict[str, Any]) -> dict[str, str]:
    dead = layer.get("dead")
    return {
        t("train.health_column.layer"): layer["name"],
        t("train.health_column.gradient"): _short(layer.get("gradient")),
        t("train.health_column.activation"): _short(layer.get("activation")),
        t("train.health_column.dead"): t("train.none") if dead is None else f"{number(100 * dead, 0)} %",
    }


def _short(value: float | None) -> str:
    """About three digits.

    Example:
        >>> _short(0.000012), _short(3.14159)
        ('1.2e-05', '3.14')
    """
    return t("train.none") if value is None else f"{value:.3g}"
