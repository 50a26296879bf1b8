/** The pieces of the editor's page that only show: heading, switch, frames of the grids, legend, bias. */

import { legendStops } from "../../shared/colours.js";
import { element, listen } from "../../shared/element.js";
import { cellSize, decimalsFor, editText, fontSize, roomFor, shortText } from "./cell_text.js";
import { sum } from "./operations.js";

/** @typedef {(key: string, values?: object) => string} Text */

/** "Kernels of map 2", the kernel's name and its size. @param {Text} text @param {import("../../arithmetic/kernels.js").MapKernels} kernels */
export function heading(text, kernels) {
  const [title, name] = [element("span", {}), element("span", { class: "kernel-name" })];
  const size = element("span", { class: "kernel-size cl-number" }, `${kernels.rows} × ${kernels.columns}`);
  const paint = (map, kernelName) => {
    title.textContent = text(kernels.grids.length > 1 ? "title" : "title_one", { map: map + 1 });
    name.textContent = kernelName ?? "";
  };
  return { node: element("h3", { class: "kernel-title" }, title, name, size), paint };
}

/** The switch "edit all channels together". @param {Text} text @param {AbortSignal} signal @param {(on: boolean) => void} choose */
export function togetherSwitch(text, signal, choose) {
  const input = element("input", { type: "checkbox", role: "switch" });
  listen(input, "change", () => choose(input.checked), signal);
  const node = element(
    "label",
    { class: "kernel-switch", title: text("together_hint") },
    input,
    element("span", {}, text("together")),
  );
  return {
    node,
    paint: (on) => {
      input.checked = on;
    },
  };
}

/**
 * A kernel with its channel's name and its sum.
 * @param {string} name @param {"red"|"green"|"blue"|"grey"} colour @param {import("./cell_grid.js").CellGrid} grid
 */
export function kernelFigure(name, colour, grid) {
  const total = element("span", { class: "kernel-sum cl-number" });
  const caption = element(
    "figcaption",
    {},
    element("span", { class: ["kernel-channel", colour], "aria-hidden": "true" }),
    name,
    total,
  );
  const node = element(
    "figure",
    { class: "kernel-figure" },
    caption,
    element("div", { class: "kernel-scroll" }, grid.node),
  );
  const paint = (values, limit, writing) => {
    total.textContent = `Σ ${shortText(sum(values))}`;
    grid.paint(values, limit, writing);
  };
  return { node, grid, paint };
}

/**
 * The pointwise row: one weight for each depthwise kernel, and the hint which numbers serve every map.
 * @param {Text} text @param {string[]} names @param {import("./cell_grid.js").CellGrid} grid
 */
export function pointwiseFigure(text, names, grid) {
  const size = cellSize(Infinity, 1, 1);
  const columns = names.map((name) => element("span", {}, name));
  const node = element(
    "figure",
    { class: "kernel-figure kernel-pointwise", style: { "--cell": `${size}px`, "--cell-font": `${fontSize(size)}px` } },
    element("figcaption", {}, text("pointwise")),
    element(
      "div",
      { class: "kernel-scroll" },
      element("div", { class: "kernel-columns", "aria-hidden": "true", style: { "--columns": names.length } }, columns),
      grid.node,
    ),
    element("p", { class: "kernel-note" }, text("shared")),
  );
  const room = roomFor(size);
  return {
    node,
    grid,
    paint: (values, limit) => grid.paint(values, limit, { room, decimals: decimalsFor([values], room) }),
  };
}

/** The legend of all grids, from −limit to limit. @param {Text} text */
export function legend(text) {
  const [low, high] = [element("span", {}), element("span", {})];
  const bar = element("span", {
    class: "cl-legend-bar",
    style: { background: `linear-gradient(to right, ${legendStops("weight")})` },
  });
  const node = element("div", { class: "cl-legend kernel-legend", role: "img" }, low, bar, high);
  const paint = (limit) => {
    low.textContent = shortText(-limit);
    high.textContent = shortText(limit);
    node.setAttribute("aria-label", text("legend", { low: low.textContent, high: high.textContent }));
  };
  return { node, paint };
}

/** The bias: one setting for all filters, so it is shown here and set there. @param {Text} text */
export function biasLine(text) {
  const number = element("span", { class: "cl-number kernel-bias-number" });
  const node = element(
    "p",
    { class: "kernel-bias" },
    element("span", {}, text("bias")),
    number,
    element("span", { class: "kernel-note" }, text("bias_hint")),
  );
  return {
    node,
    paint: (bias) => {
      number.textContent = editText(bias);
    },
  };
}
