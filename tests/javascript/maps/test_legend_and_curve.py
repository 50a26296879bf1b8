"""The legends of colour scales and the graph of an activation, as every view draws them."""

from __future__ import annotations

import re
from typing import Any

import pytest

pytestmark = pytest.mark.browser

LEGEND = """async ([kind, other]) => {
  const { legend } = await import("/maps/legend.js");
  const { root, set } = legend(kind, "low", "high");
  const state = () => ({ text: root.textContent, colours: root.querySelector(".cl-legend-bar").style.background });
  const states = [state()];
  set("0", "1");
  states.push(state());
  set("−1", "1", other);
  states.push(state());
  return states;
}"""
CURVE = """async ([look, name, limit, values, counts]) => {
  const { createActivationCurve, respond, sampled } = await import("/maps/activation_curve.js");
  const { root, draw, paint } = createActivationCurve(look, "en");
  draw(sampled((x) => respond(name, x), limit, 4), limit, counts);
  const dot = root.querySelector("circle");
  const dots = values.map((value) => {
    paint(value, respond(name, value));
    return ["cx", "cy"].map((side) => Number(dot.getAttribute(side)));
  });
  const path = (kind) => root.querySelector(`.curve-${kind}`)?.getAttribute("d") ?? null;
  const texts = Array.from(root.querySelectorAll("text"), (text) => text.textContent);
  return { dots, line: path("line"), bars: path("bars"), flat: path("flat"), guide: path("guide"), texts };
}"""
PLOT = {"left": 0, "right": 100, "top": 0, "bottom": 50}
PLAIN = {"name": "plain", "width": 100, "height": 50, "plot": PLOT, "radius": 4}


def curve(modules: Any, look: dict[str, Any], name: str, values: list[float]) -> dict[str, Any]:
    """Draw an activation over values from −2 to 2, two of them below zero and one above."""
    found: dict[str, Any] = modules.page.evaluate(CURVE, [look, name, 2, values, [1, 1, 0, 1]])
    return found


def test_a_legend_writes_its_ends_and_paints_another_scale_only_when_asked(modules):
    first, second, third = modules.page.evaluate(LEGEND, ["grey", "activation"])
    assert [state["text"] for state in (first, second, third)] == ["lowhigh", "01", "−11"]
    assert first["colours"].startswith("linear-gradient(to right, ")
    assert first["colours"] == second["colours"] != third["colours"]


def test_the_dot_lies_on_the_curve_and_within_the_plot(modules):
    found = curve(modules, PLAIN, "relu", [-2, 0, 2, 9])
    assert found["dots"] == [[0, 50], [50, 50], [100, 0], [100, 0]]
    assert found["line"] == "M0 50L25 50L50 50L75 25L100 0"
    assert found["guide"] == "M100 50V0H50"
    assert (found["bars"], found["flat"], found["texts"]) == (None, None, [])


def test_a_study_shows_bars_flat_parts_and_numbers(modules):
    look = PLAIN | {"bars": PLOT | {"top": 60, "bottom": 80}, "labels": 90, "study": True}
    found = curve(modules, look, "relu", [1])
    assert re.findall(r"v-?(\d+)h25", found["bars"]) == ["20", "20", "0", "20"]
    assert re.findall(r"M(\d+) 0H(\d+)", found["flat"]) == [("0", "25"), ("25", "50")]
    assert found["guide"] == "M75 80V25H50M75 50V25"
    assert found["texts"] == ["−2.00", "0", "2.00", "2.0", ""]
