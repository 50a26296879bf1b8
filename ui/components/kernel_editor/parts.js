/** The pieces of the editor's page that only show: heading, switch, frames of the grids, legend, bias. */

import { legendStops } from "../shared/colours.js";
import { element, listen } from "../shared/element.js";
import { cellSize, cellText, editText, fontSize, roomFor, sumText } from "./cell_text.js";
import { sum } from "./operations.js";

/** @typedef {(key: string, values?: object) => string} Text */

const WIDEST_NUMBER = 8;

/** "Kernels of map 2 (Sobel x)" and "3 × 3". @param {Text} text */
export function headingOf(text, lab, kernels, map) {
  const name = lab.mapNames[map];
  const title = text(kernels.grids.length > 1 ? "title" : "title_one", { map: map + 1 });
  return element("h3", { class: "kernel-title" }, title,
    name && element("span", { class: "kernel-name" }, name),
    element("span", { class: "kernel-size cl-number" }, `${kernels.rows} × ${kernels.columns}`));
}

/** The switch "edit all channels together". @param {Text} text @param {AbortSignal} signal @param {(on: boolean) => void} choose */
export function togetherSwitch(text, signal, choose) {
  const input = element("input", { type: "checkbox", role: "switch" });
  listen(input, "change", () => choose(input.checked), signal);
  const node = element("label", { class: "kernel-switch", title: text("together_hint") }, input, element("span", {}, text("together")));
  return { node, paint: (on) => { input.checked = on; } };
}

/**
 * A kernel with its channel's name and its sum.
 * @param {string} name @param {"red"|"green"|"blue"|"grey"} colour @param {import("./cell_grid.js").CellGrid} grid
 */
export function kernelFigure(name, colour, grid) {
  const total = element("span", { class: "kernel-sum cl-number" });
  const caption = element("figcaption", {}, element("span", { class: ["kernel-channel", colour], "aria-hidden": "true" }), name, total);
  const node = element("figure", { class: "kernel-figure" }, caption, element("div", { class: "kernel-scroll" }, grid.node));
  const paint = (values, limit, room) => {
    total.textContent = `Σ ${sumText(sum(values))}`;
    grid.paint(values, limit, room);
  };
  return { node, paint };
}

/**
 * The pointwise row: one weight for each depthwise kernel, and the hint which numbers serve every map.
 * @param {Text} text @param {string[]} names @param {import("./cell_grid.js").CellGrid} grid
 */
export function pointwiseFigure(text, names, grid) {
  const size = cellSize(Infinity, 1, 1);
  const columns = names.map((name) => element("span", {}, name));
  const node = element("figure", { class: "kernel-figure kernel-pointwise", style: { "--cell": `${size}px`, "--cell-font": `${fontSize(size)}px` } },
    element("figcaption", {}, text("pointwise")),
    element("div", { class: "kernel-scroll" },
      element("div", { class: "kernel-columns", "aria-hidden": "true", style: { "--columns": names.length } }, columns), grid.node),
    element("p", { class: "kernel-note" }, text("shared")));
  return { node, paint: (values, limit) => grid.paint(values, limit, roomFor(size)) };
}

/** The legend of all grids, from −limit to limit. @param {Text} text */
export function legend(text) {
  const [low, high] = [element("span", {}), element("span", {})];
  const bar = element("span", { class: "cl-legend-bar", style: { background: `linear-gradient(to right, ${legendStops("weight")})` } });
  const node = element("div", { class: "cl-legend kernel-legend", role: "img" }, low, bar, high);
  const paint = (limit) => {
    low.textContent = cellText(-limit, WIDEST_NUMBER);
    high.textContent = cellText(limit, WIDEST_NUMBER);
    node.setAttribute("aria-label", text("legend", { low: low.textContent, high: high.textContent }));
  };
  return { node, paint };
}

/** The bias: one setting for all filters, so it is shown here and set there. @param {Text} text */
export function biasLine(text) {
  const number = element("span", { class: "cl-number kernel-bias-number" });
  const node = element("p", { class: "kernel-bias" }, element("span", {}, text("bias")), number, element("span", { class: "kernel-note" }, text("bias_hint")));
  return { node, paint: (bias) => { number.textContent = editText(bias); } };
}
