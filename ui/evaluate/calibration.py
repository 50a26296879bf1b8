"""Calibration of a network on the page Evaluate: its confidence against its accuracy, and its temperature."""

from __future__ import annotations

from typing import Final

import streamlit as st

from cnn_core.metrics.calibration import FEWEST, Reliability, Temperature, reliability, temperature_of
from cnn_core.metrics.classification import Judged
from figures.evaluation_charts import reliability_diagram
from ui.elements.chart import PLAIN_CHART
from ui.language import number, t

NEAR: Final = 0.05
"""So near to 1 a temperature is as good as none."""


def measured(judged: Judged) -> tuple[Reliability, Temperature | None]:
    """Measure the network as it is, on the pictures that judge its temperature where there is one, else on all."""
    temperature = temperature_of(judged)
    return temperature.before if temperature else reliability(judged.confidence, judged.right), temperature


def words() -> dict[str, str]:
    """Return the words of the diagram."""
    names = ("before", "after", "perfect", "confidence", "right_share", "pictures")
    found = {name: t(f"evaluate.calibration.{name}") for name in names}
    return found | {"accuracy": found["right_share"]}


def draw(judged: Judged) -> None:
    """Draw the diagram, and beside it what it says, in numbers and words."""
    st.header(t("evaluate.calibration.title"), anchor=False)
    before, temperature = measured(judged)
    chart, said = st.columns([3, 2], gap="large")
    with chart:
        figure = reliability_diagram(before, temperature.after if temperature else None, words=words())
        st.plotly_chart(figure, theme="streamlit", config=PLAIN_CHART, key="evaluate_calibration")
    with said:
        st.markdown(t("evaluate.calibration.lead"))
        st.markdown(verdict(before))
        if temperature is None:
            st.caption(t("evaluate.calibration.too_few", pictures=2 * FEWEST))
            return
        st.markdown(_temperature(temperature))
        st.caption(
            t("evaluate.calibration.halves", fitted=number(temperature.fitted, 0), held=number(temperature.held, 0))
        )
        st.caption(t("evaluate.calibration.criticism"))


def verdict(found: Reliability) -> str:
    """Write the calibration error, and if the network is overconfident or underconfident."""
    pictures = found.pictures.sum()
    filled = found.pictures > 0
    gap = float((found.pictures[filled] * (found.confidence - found.accuracy)[filled]).sum() / pictures)
    kind = "even" if found.error < NEAR / 2 else "too_sure" if gap > 0 else "not_sure"
    return t(f"evaluate.calibration.{kind}", error=number(100 * found.error, 1), gap=number(abs(100 * gap), 1))


def _temperature(found: Temperature) -> str:
    return t(
        f"evaluate.calibration.{_kind(found)}",
        temperature=number(found.value, 2),
        before=number(100 * found.before.error, 1),
        after=number(100 * found.after.error, 1),
        loss_before=number(found.loss_before, 3),
        loss_after=number(found.loss_after, 3),
    )


def _kind(found: Temperature) -> str:
    if abs(found.value - 1) < NEAR:
        return "none_needed"
    if found.loss_after >= found.loss_before:
        return "no_help"
    return "hot" if found.value > 1 else "cold"
