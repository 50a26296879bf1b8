/** The formula of batch normalization with the numbers of a unit and of one cell in it. */

import { between, fraction, math, number, operator, power, row, symbol } from "../../../written/mathml.js";
import { exact } from "../../../written/written.js";
import { element } from "../../../shared/element.js";
import { normalized } from "./normalization_scene.js";

/** @param {object} _ @param {import("../middle.js").Say} say */
export function createNormalization(_, { text, language }) {
  const slots = Object.fromEntries(
    ["gamma", "x", "mean", "variance", "epsilon", "beta"].map((name) => [name, number()]),
  );
  const result = number("", { class: "result" });
  const letters = formula(
    symbol("γ"),
    symbol("x"),
    symbol("μ"),
    power(symbol("σ"), number("2")),
    symbol("ε"),
    symbol("β"),
  );
  const { gamma, x, mean, variance, epsilon, beta } = slots;
  const filled = formula(gamma, x, mean, variance, epsilon, beta);
  const learned = element("p", { class: "cl-muted" }, text("normalization_parts"));
  const holder = element(
    "div",
    { class: "unit-formula" },
    math([letters], "block"),
    math([filled, operator("="), result], "block"),
    learned,
  );
  let numbers = null;

  function set(middle) {
    numbers = middle;
    for (const name of ["gamma", "mean", "variance", "beta", "epsilon"]) {
      slots[name].textContent = bracketed(middle[name], name);
    }
  }

  /** Negative numbers after an operator stand in brackets. */
  function bracketed(value, name) {
    const written = name === "epsilon" ? String(value) : exact(Number(value.toPrecision(4)), language);
    return value < 0 && name !== "gamma" ? `(${written})` : written;
  }

  function paint(_row, _column, { before, value }) {
    slots.x.textContent = exact(Number(before.toPrecision(5)), language);
    const own = normalized(before, numbers);
    const close = Math.abs(own - value) <= 1e-3 * Math.max(1, Math.abs(value));
    result.textContent = exact(Number((close ? value : own).toPrecision(5)), language);
    return text("normalization_spoken", { x: slots.x.textContent, value: result.textContent });
  }

  return { element: holder, set, paint };
}

function formula(gamma, x, mean, variance, epsilon, beta) {
  // Not every system has a mathematical font, from which <msqrt> takes its sign.
  const root = row(operator("√"), between("(", row(variance, operator("+"), epsilon), ")"));
  const scaled = fraction(row(x, operator("−"), mean), root);
  return row(gamma, operator("·"), scaled, operator("+"), beta);
}
