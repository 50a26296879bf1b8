/**
 * The activation: its formula with the value in it, and its graph; softmax with the terms of all maps. Each formula is
 * built once, with places for numbers that follow the value. Sources are those of `cnn_core/arithmetic/activation.py`.
 *
 * @typedef {{nodes: Node[], holds?: (value: number) => boolean, slots: [MathMLElement, (value: number) => number][]}}
 *   Form `holds` says for which values a branch applies; without it, always.
 */
import { createActivationCurve, respond, sampled } from "../maps/activation_curve.js";
import { createCheckLine } from "./steps.js";
import { element } from "../shared/element.js";
import { addingUp, formatNumber } from "../shared/numbers.js";
import { between, fraction, math, number, operator, power, row, symbol } from "../written/written.js";

/** @type {import("../maps/activation_curve.js").Look} */
const CURVE = {
  name: "curve",
  width: 132,
  height: 88,
  plot: { left: 8, right: 124, top: 8, bottom: 80 },
  axes: { left: 0, right: 132, top: 0, bottom: 88 },
  radius: 4.5,
  attributes: { width: 132, height: 88 },
};
const POINTS = 66;

/**
 * @param {object} options
 * @param {(key: string, values?: object) => string} options.text
 * @param {string} options.language
 * @param {string} options.name of the activation
 * @param {number} options.maps how many feature maps there are
 */
export function createActivationStep({ text, language, name, maps }) {
  const formula = name === "softmax" ? softmaxFormula(maps, language) : elementwiseFormula(name, language);
  const check = createCheckLine(text, language);
  const step = element(
    "section",
    { class: "step step-activation", dataset: { stage: "activation" } },
    element(
      "h4",
      {},
      text("step_activation"),
      " ",
      element("span", { class: "step-kind" }, text(`activation_${name}`)),
    ),
    element("div", { class: "step-line" }, formula.elements),
    element("p", { class: "step-note" }, text(`activation_note_${name}`)),
    check.element,
  );

  function paint(explanation, digits, limits, preview) {
    formula.paint(explanation, digits, limits);
    check.paint(explanation.activation, preview);
  }

  return { element: step, paint };
}

function elementwiseFormula(name, language) {
  const result = number("", { class: "result" });
  const forms = formsOf(name).map((form) => ({ ...form, row: row(...form.nodes) }));
  const holder = row();
  const curve = createActivationCurve(CURVE);
  let limit = 0;
  const formula = math([holder, operator("="), result], "block");

  function paint({ feature, activation }, digits, limits) {
    const value = feature.ours;
    const form = forms.find(({ holds }) => !holds || holds(value));
    if (holder.firstChild !== form.row) holder.replaceChildren(form.row);
    for (const [node, of] of form.slots) node.textContent = formatNumber(of(value), digits.feature, language);
    result.textContent = formatNumber(activation.ours, digits.activation, language);
    if (limits.feature !== limit) curve.draw(sampled((x) => respond(name, x), limits.feature, POINTS), limits.feature);
    limit = limits.feature;
    curve.paint(value, activation.ours);
  }

  return { elements: [element("span", { class: "step-formula" }, formula), curve.root], paint };
}

/** A fraction whose denominator may run over several lines, which MathML's cannot. */
function longFraction(above, below) {
  const parts = [element("div", {}, above), element("div", { class: "softmax-below" }, below)];
  return element("div", { class: "softmax" }, parts);
}

/** eˣ / (eˣ¹ + eˣ² + …), then the same with the powers worked out. */
function softmaxFormula(maps, language) {
  const exponents = Array.from({ length: maps }, () => number());
  const numerator = number();
  const powers = exponents.map((exponent) =>
    element("span", { class: "softmax-term" }, math([power(symbol("e"), exponent)]))
  );
  const values = powers.map(() => element("span", { class: "cl-number softmax-term" }));
  const [top, sum, result] = [number(), number(), number("", { class: "result" })];
  const plus = (terms) => terms.flatMap((term, index) => (index ? [" + ", term] : [term]));
  const elements = [
    longFraction(math([power(symbol("e"), numerator)]), plus(powers)),
    longFraction(math([top]), plus(values)),
    math([fraction(top.cloneNode(), sum), operator("="), result], "block"),
  ];
  const last = elements[2].querySelector("mfrac").firstChild;

  function paint({ vector, selection, activation }, digits) {
    const raised = vector.map(Math.exp);
    const total = raised.reduce((subtotal, value) => subtotal + value, 0);
    const written = addingUp(raised, total, digits.feature, digits.feature, language);
    vector.forEach((value, map) => {
      exponents[map].textContent = formatNumber(value, digits.feature, language);
      values[map].textContent = written.terms[map];
      const chosen = map === selection.map;
      powers[map].classList.toggle("softmax-chosen", chosen);
      values[map].classList.toggle("softmax-chosen", chosen);
    });
    numerator.textContent = exponents[selection.map].textContent;
    top.textContent = last.textContent = written.terms[selection.map];
    sum.textContent = written.total;
    result.textContent = formatNumber(activation.ours, digits.activation, language);
  }

  const equals = () => element("span", { class: "operator" }, "=");
  const lines = elements.map((one, index) => element("div", { class: "step-signed" }, index ? equals() : null, one));
  return { elements: lines, paint };
}

const same = (value) => value;
const negated = (value) => -value;

/**
 * The forms of one elementwise activation, by branch.
 *
 * @param {string} name
 * @returns {Form[]}
 */
export function formsOf(name) {
  const make = FORMS[name];
  if (!make) throw new Error(`A written activation is one of ${Object.keys(FORMS).join(", ")}. Received: ${name}.`);
  return make();
}

const FORMS = {
  linear: () => [filled((x) => named(x, x()))],
  relu: () => [filled((x) => [symbol("max"), between("(", row(number(0), operator(","), x()), ")")])],
  leaky_relu: () => branches((x) => named(x, x()), (x) => named(x, number(0.2), operator("·"), between("(", x(), ")"))),
  elu: () => branches((x) => named(x, x()), (x) => named(x, power(symbol("e"), x()), operator("−"), number(1))),
  gelu: () => [
    filled((x) => {
      const half = fraction(number(1), number(2));
      const error = row(symbol("erf"), between("(", fraction(x(), row(operator("√"), number(2))), ")"));
      return [
        half,
        operator("·"),
        between("(", x(), ")"),
        operator("·"),
        between("(", row(number(1), operator("+"), error), ")"),
      ];
    }),
  ],
  silu: () => [filled((x) => [fraction(x(), onePlusExponential(x))])],
  sigmoid: () => [filled((x) => [fraction(number(1), onePlusExponential(x))])],
  tanh: () => [filled((x) => [symbol("tanh"), between("(", x(), ")")])],
};

/** f(x) = … for a function whose formula alone would not show that it is one. */
function named(x, ...formula) {
  return [symbol("f"), between("(", x(), ")"), operator("="), ...formula];
}

function onePlusExponential(x) {
  return row(number(1), operator("+"), power(symbol("e"), x(negated)));
}

function branches(positive, negative) {
  return [filled(positive, (value) => value > 0), filled(negative, (value) => value <= 0)];
}

function filled(build, holds) {
  const slots = [];
  const slot = (of = same) => {
    const node = number();
    slots.push([node, of]);
    return node;
  };
  return { nodes: build(slot), slots, holds };
}
