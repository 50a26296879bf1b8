/** What a stage costs and sees: parameters, multiply-accumulates, receptive field. */

import { element } from "../../shared/element.js";
import { math, number, operator, row } from "../../written/written.js";
import { multiplyProducts, parameterProducts, valueOf } from "./counts.js";

/**
 * @param {import("./sizes.js").Stage} stage
 * @param {{text: Function, format: Function}} voice
 * @param {import("./sizes.js").Lab} lab
 * @returns {HTMLElement} a description list
 */
export function costs(stage, voice, lab) {
  const convolution = stage.stage === "convolution";
  return element(
    "dl",
    { class: "sizes-costs" },
    count("parameters", stage.parameters, convolution ? parameterProducts(lab) : [], voice),
    count("multiply_accumulates", stage.multiply_accumulates, convolution ? multiplyProducts(lab) : [], voice),
    receptiveField(stage, voice),
  );
}

function count(key, value, products, { text, format }) {
  // A product that is not the number (a layer this file does not know) is left out rather than shown wrong.
  const explained = products.length > 0 && valueOf(products) === value;
  const total = element("span", { class: "cl-number sizes-total" }, format(value));
  const shown = explained ? [element("span", { class: "sizes-product" }, product(products, value, format))] : total;
  const names = products.map((factors) => factors.map(([name]) => text(`factor_${name}`)).join(" · ")).join(" + ");
  const note = explained ? names : value === 0 ? text(`no_${key}`) : null;
  return element(
    "div",
    { class: "sizes-cost", dataset: { cost: key } },
    element("dt", {}, text(key)),
    element("dd", {}, shown, note && element("p", { class: "sizes-note" }, note)),
  );
}

/** a · b · c + d = value, as MathML that may break after an operator. */
function product(products, value, format) {
  const terms = products.map((factors) =>
    row(
      ...factors.flatMap((
        [, factor],
        index,
      ) => (index ? [operator("·"), number(format(factor))] : [number(format(factor))])),
    )
  );
  const sum = terms.flatMap((term, index) => (index ? [operator("+"), term] : [term]));
  return [math([row(...sum)]), " ", math([row(operator("="), number(format(value), { class: "result" }))])];
}

function receptiveField(stage, { text, format }) {
  const [rows, columns] = stage.receptive_field.map(format);
  return element(
    "div",
    { class: "sizes-cost", dataset: { cost: "receptive_field" } },
    element("dt", {}, text("receptive_field")),
    element(
      "dd",
      {},
      element("span", { class: "cl-number sizes-total" }, `${rows} × ${columns}`),
      element("p", { class: "sizes-note" }, text("receptive_field_note")),
    ),
  );
}
