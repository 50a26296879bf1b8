/**
 * The sizes view: for every stage the output-size formula with this layer's numbers in it, which rows and columns no
 * window reaches, and what the stage costs.
 *
 * @typedef {object} Stage one entry of `lab.sizes`, made in Python by `cnn_core.convolution_lab.network.sizes`.
 * @property {"convolution" | "pooling"} stage
 * @property {string} layer class name, e.g. "Conv2D"
 * @property {import("./axis_equation.js").Axis[]} axes rows, then columns
 * @property {number} parameters
 * @property {number} multiply_accumulates
 * @property {[number, number]} receptive_field rows and columns of the picture that one cell depends on
 * @property {[number, number, number]} output rows, columns, maps
 *
 * @typedef {object} Lab needs `sizes`, `words`, `language` and, for the products, `program`, `image`, `kernel`,
 *   `pointwise`, `bias` and `feature` as every view of the lab gets them.
 */

import { element } from "../../shared/element.js";
import { formatNumber } from "../../shared/numbers.js";
import { say } from "../../shared/words.js";
import { axisPart } from "./axis_part.js";
import { costs } from "./costs.js";

/**
 * Create the view.
 *
 * @param {HTMLElement} root an empty element; the view's style sheet is `sizes/sizes.css`.
 * @returns {{update: (lab: Lab) => void, destroy: () => void}}
 */
export function create(root) {
  const view = element("div", { class: "cl-view sizes-view" });
  root.append(view);
  let shown = "";

  return {
    update(lab) {
      const wanted = JSON.stringify([lab.sizes, lab.language, lab.kernel.shape, lab.bias.length, lab.program]);
      if (wanted === shown) return;
      shown = wanted;
      view.replaceChildren(...(lab.sizes ?? []).map((stage) => card(stage, speech(lab), lab)));
    },
    destroy() {
      view.remove();
    },
  };
}

/** How this view speaks: its words, and numbers with at most three decimals in the visitor's language. */
function speech(lab) {
  return {
    text: (key, values) => say(lab.words, `sizes.${key}`, values),
    format: (value) => formatNumber(value, decimals(value), lab.language),
  };
}

function decimals(value) {
  const [, fraction = ""] = String(Math.round(value * 1000) / 1000).split(".");
  return fraction.length;
}

function card(stage, voice, lab) {
  const { text, format } = voice;
  const title = element("h3", { class: "sizes-title" }, text(stage.stage), " ", element("code", {}, stage.layer));
  const shape = element("span", { class: "cl-number sizes-shape" }, stage.output.map(format).join(" × "));
  return element(
    "section",
    { class: "sizes-card", dataset: { stage: stage.stage } },
    element("header", { class: "sizes-header" }, title, element("p", {}, shape, " ", text("shape"))),
    element("div", { class: "sizes-body" }, axes(stage, voice), costs(stage, voice, lab)),
  );
}

function axes(stage, voice) {
  if (stage.layer.startsWith("Global")) {
    const [rows, columns] = stage.axes.map((axis) => voice.format(axis.input));
    return element("p", { class: "sizes-axes" }, voice.text("global", { rows, columns }));
  }
  const groups = alike(...stage.axes) ? [stage.axes] : stage.axes.map((axis) => [axis]);
  return element("div", { class: "sizes-axes" }, ...groups.map((group) => axisPart(group, voice)));
}

function alike(rows, columns) {
  return JSON.stringify({ ...rows, axis: "" }) === JSON.stringify({ ...columns, axis: "" });
}
