/**
 * Activation functions as mathematics: each builds its formula once, with places for numbers that follow the value.
 * Sources are those of `cnn_core/arithmetic/activation.py`.
 *
 * @typedef {{nodes: Node[], holds?: (value: number) => boolean, slots: [MathMLElement, (value: number) => number][]}} Form
 *   `holds` says for which values a branch applies; without it, always.
 */

import { between, fraction, number, operator, power, row, symbol } from "../written/mathml.js";

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
