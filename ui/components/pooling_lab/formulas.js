/** The activation functions as formulas of x. Sources are those of `cnn_core/arithmetic/activation.py`. */
import { between, fraction, math, mathml, number, operator, power, row, symbol } from "../written/written.js";

const x = () => symbol("x");
const e = () => symbol("e");
const minusX = () => row(operator("−", { form: "prefix" }), x());
// The radical as a sign: without a mathematical font browsers leave that of <msqrt> out, and brackets do not grow.
const rootOfTwo = () => row(operator("√", { form: "prefix" }), number(2));
const plus = () => operator("+");

/**
 * The formula of an activation, "f(x) = …".
 *
 * @param {string} name as in Keras; "softmax" stands for the first of the two channels (x, −x)
 * @returns {MathMLElement}
 */
export function formulaOf(name) {
  const make = FORMULAS[name];
  if (!make) throw new Error(`A written activation is one of ${Object.keys(FORMULAS).join(", ")}. Received: ${name}.`);
  return math([row(symbol("f"), between("(", x(), ")"), operator("="), ...make())], "block");
}

/** @type {Record<string, () => MathMLElement[]>} */
const FORMULAS = {
  linear: () => [x()],
  relu: () => [symbol("max"), between("(", row(number(0), operator(","), x()), ")")],
  leaky_relu: () => cases([x()], [number(0.2), x()]),
  elu: () => cases([x()], [power(e(), x()), operator("−"), number(1)]),
  gelu: () => {
    const error = row(symbol("erf"), between("(", fraction(x(), rootOfTwo()), ")"));
    return [fraction(x(), number(2)), between("(", row(number(1), plus(), error), ")")];
  },
  silu: () => [fraction(x(), row(number(1), plus(), power(e(), minusX())))],
  sigmoid: () => [fraction(number(1), row(number(1), plus(), power(e(), minusX())))],
  tanh: () => [symbol("tanh"), x()],
  softmax: () => [fraction(power(e(), x()), row(power(e(), x()), plus(), power(e(), minusX())))],
};

/**
 * One form for x > 0, another for the rest; the style sheet draws the brace as a line.
 *
 * @param {MathMLElement[]} positive
 * @param {MathMLElement[]} rest
 */
function cases(positive, rest) {
  const line = (/** @type {MathMLElement[]} */ form, /** @type {string} */ relation) =>
    mathml(
      "mtr",
      {},
      mathml("mtd", {}, ...form),
      mathml("mtd", {}, between("(", row(x(), operator(relation), number(0)), ")")),
    );
  return [mathml("mtable", { class: "cases" }, line(positive, ">"), line(rest, "≤"))];
}
