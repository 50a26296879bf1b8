"""The columns of maps as they are painted: what is on screen first, and the rest right after it."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.browser

# Six maps in a column that shows about two of them: their numbers are all 1, then all −1.
SHOW = """async () => {
  const { create } = await import("/convolution_lab/pipeline/pipeline.js");
  document.body.innerHTML = `<style>
    header { height: 50px; overflow: hidden; } .tiles { position: relative; } .sheet { position: absolute; }
    .tile { display: block; height: 100px; overflow: hidden; } .frame, .grid { display: block; height: 80px; }
  </style>`;
  const root = document.createElement("div");
  root.style.cssText = "display: flex; height: 250px; overflow: auto";
  document.body.append(root);
  const words = new Proxy({}, { get: (_, key) => `${String(key)} {value}` });
  const maps = (value, count = 6) => ({ shape: [4, 4, count], data: new Float32Array(16 * count).fill(value) });
  const program = { layer: "Conv2D", padding: [[0, 0], [0, 0]], strides: [1, 1], dilation: [1, 1], groups: 1 };
  const lab = (value, count = 6) => ({
    program, words, language: "en", image: maps(0.5, 1), channelNames: ["grey"], unusedRows: [], unusedColumns: [],
    kernel: { shape: [1, 1, 1, count], data: new Float32Array(count).fill(value) }, pointwise: null, kernelLimit: 1,
    mapNames: Array(count).fill("kernel"), feature: maps(value, count), activation: maps(value, count), pooled: null,
  });
  const selection = { map: 5, stage: "feature", row: 0, column: 0, pinned: false };
  const view = create(root, {});
  const canvas = (map) => view.canvasOf({ stage: "feature", map });
  const colour = (map) => Array.from(canvas(map).getContext("2d").getImageData(0, 0, 1, 1).data);
  const laidOut = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const label = () => root.querySelector('[data-stage="feature"][data-map="5"]').getAttribute("aria-label");
  return { root, view, lab, selection, colour, laidOut, label };
}"""


def in_page(modules: Any, script: str) -> Any:
    return modules.page.evaluate(f"async () => {{ const p = await ({SHOW})(); {script} }}")


def test_rows_on_screen_are_painted_first_and_the_others_when_asked_for(modules: Any):
    before, first, rest, label = in_page(
        modules,
        """
        p.view.update(p.lab(1), p.selection, "map"); p.view.paintRest(); await p.laidOut();
        const colours = () => [0, 1, 5].map(p.colour);
        const before = colours();
        p.view.update(p.lab(-1), p.selection, "map");
        const first = colours();
        p.view.paintRest();
        return [before, first, colours(), p.label()];
        """,
    )
    blue, red = before[0], first[0]
    assert blue != red
    assert before == [blue, blue, blue]
    assert first == [red, red, blue]
    assert rest == [red, red, red]
    assert "-1.0000" in label.replace("−", "-")


def test_rows_that_were_scrolled_to_are_those_on_screen(modules: Any):
    first = in_page(
        modules,
        """
        p.view.update(p.lab(1), p.selection, "map"); p.view.paintRest(); await p.laidOut();
        p.root.scrollTop = 10_000; await p.laidOut();
        p.view.update(p.lab(-1), p.selection, "map");
        return [0, 5].map(p.colour);
        """,
    )
    assert first[0] != first[1]


def test_fewer_maps_and_more_again_are_painted_right(modules: Any):
    counts = in_page(
        modules,
        """
        const at = (count) => ({ ...p.selection, map: count - 1 });
        const all = [];
        for (const [count, value] of [[6, 1], [3, -1], [6, -1], [8, 1]]) {
          p.view.update(p.lab(value, count), at(count), "map"); p.view.paintRest(); await p.laidOut();
          all.push([p.root.querySelectorAll('[data-stage="feature"]').length, p.root.querySelectorAll(".grid").length,
            new Set(Array.from({ length: count }, (_, map) => p.colour(map).join())).size]);
        }
        return all;
        """,
    )
    assert counts == [[6, 6, 1], [3, 3, 1], [6, 6, 1], [8, 8, 1]]
