/**
 * How the numbers of an explanation are written: one number of decimals for everything that is added, chosen for the
 * whole map so that it does not jump from cell to cell, and rounded so that every sum adds up as shown.
 */

import { limitOf } from "../shared/colours.js";
import { addingUp, formatNumber } from "../shared/numbers.js";

/** Decimals of the exact line and of a cell's full digits. */
const EXACT_DIGITS = 6;

/**
 * The largest magnitudes that a map's formula can show; they set colours and decimals.
 *
 * @param {import("../formula/explanation.js").Lab} lab
 * @param {Float64Array[]} kernels the map's kernel, a slice for each term.
 * @param {number} map
 */
export function limitsOf(lab, kernels, map) {
  const input = Math.max(limitOfInput(lab.image.data), lab.imageKind === "maps" ? 0 : 1);
  const largest = Math.max(...kernels.map((weights) => limitOf(weights)));
  const feature = limitOf(lab.feature.data, lab.feature.shape[2], map);
  const activation = limitOf(lab.activation.data, lab.activation.shape[2], map);
  const weight = lab.kernelLimit || largest || 1;
  return { input, weight, product: input * largest || 1, feature: feature || 1, activation: activation || 1 };
}

const inputLimits = new WeakMap();

/** A picture does not change while its kernels are dragged, so its limit is found once. */
function limitOfInput(data) {
  if (!inputLimits.has(data)) inputLimits.set(data, limitOf(data));
  return inputLimits.get(data);
}

/**
 * Decimals for numbers up to `limit`: two, or as many as give its two leading digits; fewer from 100 on.
 *
 * @param {number} limit
 */
export function digitsFor(limit) {
  const magnitude = Math.floor(Math.log10(limit));
  return Math.min(Math.max(1 - magnitude, magnitude >= 2 ? 1 : 2), EXACT_DIGITS);
}

/** Weights that are all whole numbers are written as such. */
export function digitsForWeights(kernels, limit) {
  return kernels.every((weights) => weights.every(Number.isInteger)) ? 0 : digitsFor(limit);
}

/**
 * The sums of an explanation as they are written.
 *
 * @param {import("../formula/explanation.js").Explanation} explanation
 * @param {number} shown how many channels stand by themselves; the others are one term, `rest`.
 * @param {number} digits
 * @param {string} language
 * @returns {{channels: {products: string[], sum: string, contribution: string}[], rest: string, bias: string,
 *   feature: string}}
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
  return { channels: written, rest: total.terms.at(-2), bias: total.terms.at(-1), feature: total.total };
}

function writeChannel(channel, contribution, digits, language) {
  const products = channel.cells.map((cell) => cell.product);
  const shown = parse(contribution);
  const written = addingUp(towards(products, channel.sum, shown), shown, digits, digits, language);
  return { products: written.terms, sum: contribution, contribution };
}

/** Separable: the products add up to the depthwise sum, and that times the pointwise weight is what counts. */
function writeDepthwise(channel, contribution, digits, language) {
  const products = channel.cells.map((cell) => cell.product);
  const written = addingUp(products, channel.sum, digits, digits, language);
  return { products: written.terms, sum: written.total, contribution };
}

/** The products moved, each by less than one unit of the last decimal, so that their sum is the one that is shown. */
function towards(products, sum, shown) {
  const moved = products.filter((product) => product !== 0).length;
  return products.map((product) => (product === 0 ? 0 : product + (shown - sum) / moved));
}

/** The number that a text of `formatNumber` shows. */
export function parse(text) {
  return Number(text.replace("−", "-").replaceAll(",", ""));
}

/** Terms and total of an average, as written. */
export function writeAverage(values, sum, digits, language) {
  return addingUp(values, sum, digits, digits, language);
}

/** Full digits, for the exact line, a cell under the pointer and the table; trailing zeros left out. */
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
