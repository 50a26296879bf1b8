/**
 * The pieces of the editor's page: heading, switch, frames of the grids, legend, bias; and the buttons below the
 * kernels: which kernel they work on, the operations, copy and reset, and one line that explains the button under the
 * pointer or the focus. A button that can do nothing stays and says why. And the sentences that say what the sum of the
 * numbers means for the map.
 */
import {
  cellSize,
  decimalsFor,
  editText,
  flatAreas,
  fontSize,
  OPERATION_NAMES,
  roomFor,
  shortText,
  sum,
} from "./numbers.js";
import { legend } from "../../maps/legend.js";
import { element, listen, svg } from "../../shared/element.js";

/**
 * @typedef {(key: string, values?: object) => string} Text
 * @typedef {import("./numbers.js").Operation} Operation
 */

/**
 * "Kernels of map 2", the kernel's name and its size.
 *
 * @param {Text} text
 * @param {import("../../arithmetic/kernels.js").MapKernels} kernels
 */
export function heading(text, kernels) {
  const [title, name] = [element("span", {}), element("span", { class: "kernel-name" })];
  const size = element("span", { class: "kernel-size cl-number" }, `${kernels.rows} × ${kernels.columns}`);
  const paint = (map, kernelName) => {
    title.textContent = text(kernels.grids.length > 1 ? "title" : "title_one", { map: map + 1 });
    name.textContent = kernelName ?? "";
  };
  return { node: element("h3", { class: "kernel-title" }, title, name, size), paint };
}

/**
 * The switch "edit all channels together".
 *
 * @param {Text} text
 * @param {AbortSignal} signal
 * @param {(on: boolean) => void} choose
 */
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
 * @param {string} name @param {string} colour "red", "green", "blue" or "grey"
 * @param {import("./cell_grid.js").CellGrid} grid
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
export function kernelLegend(text) {
  const { root: node, set } = legend("weight");
  node.classList.add("kernel-legend");
  node.setAttribute("role", "img");
  const paint = (limit) => {
    const [low, high] = [shortText(-limit), shortText(limit)];
    set(low, high);
    node.setAttribute("aria-label", text("legend", { low, high }));
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

const PATHS = {
  normalise: "M12 3H4l4.5 5L4 13h8",
  flip_columns: "M8 2v12M5.5 5 2 8l3.5 3M10.5 5 14 8l-3.5 3",
  flip_rows: "M2 8h12M5 5.5 8 2l3 3.5M5 10.5 8 14l3-3.5",
  rotate: "M13 8a5 5 0 1 1-1.6-3.7M13.2 1.8v3.4H9.8",
  negate: "M8 2v6M5 5h6M5 12.5h6",
  zero: "M8 2.5c2 0 3.2 2.2 3.2 5.5S10 13.5 8 13.5 4.8 11.3 4.8 8 6 2.5 8 2.5Z",
  copy: "M6 6h7.5v7.5H6zM10 6V2.5H2.5V10H6",
  reset: "M3 8a5 5 0 1 0 1.6-3.7M2.8 1.8v3.4h3.4",
};

/** @param {keyof typeof PATHS} name */
export function icon(name) {
  return svg(
    "svg",
    { class: "kernel-icon", viewBox: "0 0 16 16", "aria-hidden": "true" },
    svg("path", { d: PATHS[name] }),
  );
}

/**
 * @param {object} options
 * @param {(key: string, values?: object) => string} options.text the editor's words
 * @param {string[]} options.names of the kernels
 * @param {boolean} options.severalMaps
 * @param {AbortSignal} options.signal
 * @param {object} actions
 * @param {(name: Operation, target: number|null) => void} actions.operate
 * @param {(source: number) => void} actions.copy
 * @param {(all: boolean) => void} actions.reset
 * @returns {{node: HTMLElement, update: (together: boolean, blockedBy: (name: Operation, target: number|null) =>
 *   string|null) => void}}
 */
export function createControls({ text, names, severalMaps, signal }, actions) {
  let target = null;
  let refresh = () => {};
  const hint = element("p", { class: "kernel-hint" }, text("hint"));
  const explain = explainer(hint, text, signal);
  const choice = targetChoice(text, names, signal, (chosen) => {
    target = chosen;
    refresh();
  });
  const operations = OPERATION_NAMES.map((name) =>
    button(name, text(name), signal, () => actions.operate(name, target))
  );
  const copy = button("copy", text("copy"), signal, () => actions.copy(target));
  const resets = [button("reset", text("reset"), signal, () => actions.reset(false))];
  if (severalMaps) resets.push(button("reset", text("reset_all"), signal, () => actions.reset(true)));
  operations.forEach((node, index) => explain(node, OPERATION_NAMES[index]));
  explain(copy, "copy");
  resets.forEach((node, index) => explain(node, index ? "reset_all" : "reset"));

  const update = (together, blockedBy) => {
    refresh = () => update(together, blockedBy);
    choice.hidden = together || names.length === 1;
    copy.hidden = choice.hidden || target === null;
    OPERATION_NAMES.forEach((name, index) => block(operations[index], blockedBy(name, together ? null : target)));
  };
  const node = element(
    "div",
    { class: "kernel-controls" },
    choice,
    element("div", { class: "cl-buttons" }, operations, copy, resets),
    hint,
  );
  return { node, update };
}

function button(name, label, signal, press) {
  const node = element("button", { class: "cl-button cl-button-small", type: "button" }, icon(name), label);
  listen(node, "click", press, signal);
  return node;
}

/** Mark a button as one that can do nothing now, with the code of the reason. */
function block(node, reason) {
  node.dataset.blocked = reason ?? "";
  if (reason) node.setAttribute("aria-disabled", "true");
  else node.removeAttribute("aria-disabled");
}

/** Show the explanation of a button, or why it can do nothing, while it is pointed at or has the focus. */
function explainer(hint, text, signal) {
  return (node, name) => {
    const show = () => {
      hint.textContent = text(node.dataset.blocked || `${name}_hint`);
    };
    const clear = () => {
      hint.textContent = text("hint");
    };
    for (const type of ["pointerenter", "focus"]) listen(node, type, show, signal);
    for (const type of ["pointerleave", "blur"]) listen(node, type, clear, signal);
  };
}

/** "Apply to: all channels, red, …" as radio buttons. */
function targetChoice(text, names, signal, choose) {
  const group = `kernel-target-${Math.random().toString(36).slice(2)}`;
  const option = (label, index) => {
    const input = element("input", { type: "radio", name: group, checked: index === null });
    listen(input, "change", () => choose(index), signal);
    return element("label", { class: "kernel-target" }, input, element("span", {}, label));
  };
  return element(
    "fieldset",
    { class: "kernel-targets" },
    element("legend", {}, text("apply_to")),
    option(text("all_channels"), null),
    names.map(option),
  );
}

/**
 * The factor by which the layer multiplies a flat grey area, before the bias: the sum of all kernel numbers, each
 * kernel weighted by its pointwise number if there is one. For Conv2DTranspose it is the sum that one pixel is spread
 * with.
 * @param {import("./editing.js").Draft} draft
 */
export function flatGain({ kernels: { grids, pointwise } }) {
  return grids.reduce((total, values, index) => total + sum(values) * (pointwise ? pointwise[index] : 1), 0);
}

/**
 * The sentences for the sum and its meaning.
 * @param {import("./editing.js").Draft} draft @param {string} layer
 * @returns {{key: string, values: object}[]}
 */
export function meaningOf(draft, layer) {
  const { rows, columns, grids, pointwise } = draft.kernels;
  const gain = flatGain(draft);
  const key = pointwise ? "sum_weighted" : grids.length > 1 ? "sum_all" : "sum_one";
  const meaning = layer === "Conv2DTranspose" ? "spread" : flatAreas(gain);
  return [{ key, values: { sum: shortText(gain) } }, { key: meaning, values: { sum: shortText(gain), rows, columns } }];
}
