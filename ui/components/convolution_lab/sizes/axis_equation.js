/** The output-size formula of one axis, in letters, in numbers, and its result. */

import { between, floor, fraction, math, mathml, number, operator, row, symbol } from "../../written/written.js";

/**
 * @typedef {object} Axis one axis of one stage, as `lab.sizes` has it.
 * @property {"rows" | "columns"} axis
 * @property {number} input @property {number} kernel @property {number} stride @property {number} dilation
 * @property {number} output
 * @property {[number, number]} [padding] cells added before and after (a sliding window)
 * @property {number} [quotient] steps of the window before the floor (a sliding window)
 * @property {[number, number]} [crop] cells cut off before and after (a transposed convolution)
 * @property {number} [full] size before they are cut off (a transposed convolution)
 * @property {number[]} unused indices of the input that no window reaches
 */

/**
 * The letters of the formula with their values, in the order in which they appear in it.
 *
 * @param {Axis} axis
 * @returns {[string, string, number][]} letter, key of its name, value
 */
export function letters(axis) {
  const sum = ([before, after]) => before + after;
  const input = ["n", "input", axis.input];
  const window = [["d", "dilation", axis.dilation], ["k", "kernel", axis.kernel]];
  const stride = ["s", "stride", axis.stride];
  if (axis.crop) return [input, stride, ...window, ["c", "crop", sum(axis.crop)]];
  return [input, ["p", "padding", sum(axis.padding)], ...window, stride];
}

/**
 * The formula as MathML: letters, then this layer's numbers, then the result.
 *
 * @param {Axis} axis
 * @param {(value: number) => string} format a whole number or a quotient in the visitor's language.
 * @returns {MathMLElement}
 */
export function equation(axis, format) {
  const general = new Map(letters(axis).map(([letter]) => [letter, () => symbol(letter)]));
  const numbers = new Map(letters(axis).map(([letter, , value]) => [letter, () => number(format(value))]));
  const formula = axis.crop ? transposed : sliding;
  const lines = [formula(general), formula(numbers), ...results(axis, format)];
  return math([
    mathml("mtable", { displaystyle: "true" }, ...lines.map((line, index) => tableRow(index ? "=" : "", line))),
  ], "block");
}

function tableRow(sign, line) {
  const cell = (child) => mathml("mtd", { style: "text-align: left; padding: 0.25em 0.15em" }, child);
  return mathml("mtr", {}, cell(operator(sign)), cell(line));
}

/** ⌊(n + p − d·(k − 1) − 1) / s⌋ + 1; `value` gives a fresh node for each letter. */
function sliding(value) {
  const [n, p, s] = ["n", "p", "s"].map((letter) => value.get(letter)());
  const reach = row(n, operator("+"), p, operator("−"), spread(value), operator("−"), number(1));
  return row(floor(fraction(reach, s)), operator("+"), number(1));
}

/** (n − 1)·s + max(d·(k − 1) + 1, s) − c */
function transposed(value) {
  const steps = row(
    between("(", row(value.get("n")(), operator("−"), number(1)), ")"),
    operator("·"),
    value.get("s")(),
  );
  const stamp = between("(", row(spread(value), operator("+"), number(1), operator(","), value.get("s")()), ")");
  return row(steps, operator("+"), symbol("max"), stamp, operator("−"), value.get("c")());
}

function spread(value) {
  const steps = between("(", row(value.get("k")(), operator("−"), number(1)), ")");
  return row(value.get("d")(), operator("·"), steps);
}

function results(axis, format) {
  const output = number(format(axis.output), { class: "result" });
  if (axis.crop) {
    const cut = number(format(axis.crop[0] + axis.crop[1]));
    return [row(number(format(axis.full)), operator("−"), cut), output];
  }
  const whole = Math.floor(axis.quotient);
  const exact = number(format(axis.quotient), { class: axis.quotient === whole ? "exact" : "floored" });
  const floored = row(floor(exact), operator("+"), number(1));
  return [floored, row(number(format(whole)), operator("+"), number(1), operator("="), output)];
}
