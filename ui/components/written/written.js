/**
 * How the numbers of an explanation are written: one number of decimals for everything that is added, chosen for the
 * whole map so that it does not jump from cell to cell, and rounded so that every sum adds up as shown. And a tiny
 * builder of MathML for formulas, which browsers lay out as mathematics and screen readers read as such.
 *
 * @typedef {{cells: {product: number}[], sum: number, contribution: number}} Term products that are added
 * @typedef {{products: string[], sum: string, contribution: string}} WrittenTerm
 * @typedef {{channels: WrittenTerm[], rest: string, bias: string, feature: string}} WrittenSums
 * @typedef {Node | string} Part of a formula
 */
import { addingUp, formatNumber } from "../shared/numbers.js";

/** Decimals of the exact line and of a cell's full digits. */
const EXACT_DIGITS = 6;

/**
 * Decimals for numbers up to `limit`: two, or as many as give its two leading digits; fewer from 100 on.
 *
 * @param {number} limit
 */
export function digitsFor(limit) {
  const magnitude = Math.floor(Math.log10(limit));
  return Math.min(Math.max(1 - magnitude, magnitude >= 2 ? 1 : 2), EXACT_DIGITS);
}

/** Weights that are all whole numbers are written as such. @param {Float64Array[]} kernels @param {number} limit */
export function digitsForWeights(kernels, limit) {
  return kernels.every((weights) => weights.every((weight) => Number.isInteger(weight))) ? 0 : digitsFor(limit);
}

/**
 * The sums of an explanation as they are written.
 *
 * @param {{channels: Term[], bias: number, beyond: number, feature: {ours: number}, separable: boolean}} explanation
 * @param {number} shown how many channels stand by themselves; the others are one term, `rest`.
 * @param {number} digits
 * @param {string} language
 * @returns {WrittenSums}
 */
export function writeSums(explanation, shown, digits, language) {
  const { channels, bias, beyond, feature } = explanation;
  const rest = channels.slice(shown).reduce((sum, channel) => sum + channel.contribution, beyond);
  const terms = [...channels.slice(0, shown).map((channel) => channel.contribution), rest, bias];
  const total = addingUp(terms, feature.ours, digits, digits, language);
  const write = explanation.separable ? writeDepthwise : writeChannel;
  const written = channels.slice(0, shown).map((channel, index) =>
    write(channel, total.terms[index], digits, language)
  );
  const [others, biases] = total.terms.slice(-2);
  return { channels: written, rest: others, bias: biases, feature: total.total };
}

/**
 * @param {Term} channel
 * @param {string} contribution as written
 * @param {number} digits
 * @param {string} language
 * @returns {WrittenTerm}
 */
function writeChannel(channel, contribution, digits, language) {
  const products = channel.cells.map((cell) => cell.product);
  const shown = parse(contribution);
  const written = addingUp(towards(products, channel.sum, shown), shown, digits, digits, language);
  return { products: written.terms, sum: contribution, contribution };
}

/**
 * Separable: the products add up to the depthwise sum, and that times the pointwise weight is what counts.
 *
 * @type {typeof writeChannel}
 */
function writeDepthwise(channel, contribution, digits, language) {
  const products = channel.cells.map((cell) => cell.product);
  const written = addingUp(products, channel.sum, digits, digits, language);
  return { products: written.terms, sum: written.total, contribution };
}

/**
 * The products moved, each by less than one unit of the last decimal, so that their sum is the one that is shown.
 *
 * @param {number[]} products
 * @param {number} sum
 * @param {number} shown
 */
function towards(products, sum, shown) {
  const moved = products.filter((product) => product !== 0).length;
  return products.map((product) => (product === 0 ? 0 : product + (shown - sum) / moved));
}

/** The number that a text of `formatNumber` shows. @param {string} text */
export function parse(text) {
  return Number(text.replace("−", "-").replaceAll(",", ""));
}

/**
 * Terms and total of an average, as written.
 *
 * @param {number[]} values
 * @param {number} sum
 * @param {number} digits
 * @param {string} language
 */
export function writeAverage(values, sum, digits, language) {
  return addingUp(values, sum, digits, digits, language);
}

/**
 * Full digits, for the exact line, a cell under the pointer and the table; trailing zeros left out.
 *
 * @param {number} value
 * @param {string} language
 */
export function exact(value, language) {
  const text = formatNumber(value, EXACT_DIGITS, language);
  return text.includes("×") ? text : text.replace(/\.?0+$/, "");
}

/**
 * How numbers up to `limit` are written in cells that hold `characters`: plainly, or all without the leading zero when
 * "−0.42" would be too long. What is exactly zero is written "0".
 *
 * @param {number} limit
 * @param {number} digits
 * @param {number} characters
 * @param {boolean} signed whether negative numbers are among them
 * @returns {(value: number, text: string) => string}
 */
export function cellWriter(limit, digits, characters, signed) {
  const whole = Math.max(Math.floor(Math.log10(limit)) + 1, 1);
  const longest = whole + (digits ? digits + 1 : 0) + (signed ? 1 : 0);
  const plain = longest <= characters;
  return (value, text) => (value === 0 ? "0" : plain ? text : text.replace(/^(−?)0\./, "$1."));
}

const MATHML = "http://www.w3.org/1998/Math/MathML";

/**
 * Make a MathML element.
 *
 * @param {string} tag such as "mfrac"
 * @param {Object<string, string>} attributes
 * @param {...Part} children
 * @returns {MathMLElement}
 */
export function mathml(tag, attributes, ...children) {
  const node = document.createElementNS(MATHML, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

/** A number. @param {string | number} [text] @param {Object<string, string>} [attributes] */
export const number = (text = "", attributes = {}) => mathml("mn", attributes, String(text));
/** A letter or the name of a function. @param {string} text */
export const symbol = (text) => mathml("mi", {}, text);
/** @param {string} text */
export const words = (text) => mathml("mtext", {}, text);
/** @param {...Part} children */
export const row = (...children) => mathml("mrow", {}, ...children);
/** @param {Part} above @param {Part} below */
export const fraction = (above, below) => mathml("mfrac", {}, above, below);
/** @param {Part} base @param {Part} exponent */
export const power = (base, exponent) => mathml("msup", {}, base, exponent);

/**
 * An operator such as "+"; brackets get `stretchy` from the browser.
 *
 * @param {string} text
 * @param {Object<string, string>} [attributes]
 */
export const operator = (text, attributes = {}) => mathml("mo", attributes, text);

/**
 * `inside` between brackets that grow with it: "(" ")", "⌊" "⌋".
 *
 * @param {string} left
 * @param {Part} inside
 * @param {string} right
 */
export function between(left, inside, right) {
  return row(operator(left, { form: "prefix" }), inside, operator(right, { form: "postfix" }));
}

/**
 * ⌊inside⌋. Many systems have no mathematical font whose brackets grow, so the style sheet draws them (class "floor");
 * the signs themselves stay for screen readers and for copying.
 *
 * @param {Part} inside
 */
export function floor(inside) {
  /** @param {string} text @param {"prefix" | "postfix"} form */
  const sign = (text, form) => operator(text, { class: "floor-sign", form, stretchy: "false" });
  return mathml("mrow", { class: "floor" }, sign("⌊", "prefix"), inside, sign("⌋", "postfix"));
}

/**
 * A formula in the line of text; `display` "block" gives full-size fractions.
 *
 * @param {Part[]} children
 * @param {"inline" | "block"} [display]
 */
export function math(children, display = "inline") {
  return mathml("math", { display }, ...children);
}
