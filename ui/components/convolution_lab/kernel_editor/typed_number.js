/** From what a person types to a kernel number, or to the reason why not. Pure functions. */

import { LIMIT } from "./operations.js";

const DECIMAL = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d{1,3})?$/i;

/**
 * Read a typed number: a decimal with a point or a comma, or a fraction such as 1/9.
 * @param {string} text
 * @returns {{value: number} | {problem: "refused_text"|"refused_range"}}
 */
export function typedNumber(text) {
  const parts = text.trim().replaceAll("−", "-").replaceAll(",", ".").split("/").map((part) => part.trim());
  if (parts.length > 2 || !parts.every((part) => DECIMAL.test(part))) return { problem: "refused_text" };
  const value = parts.length === 2 ? Number(parts[0]) / Number(parts[1]) : Number(parts[0]);
  if (Number.isNaN(value)) return { problem: "refused_text" };
  return Math.abs(value) > LIMIT ? { problem: "refused_range" } : { value };
}

/**
 * `value` moved by `change`, kept within the limits and on `decimals` places, so that steps do not pile up rounding errors.
 * @param {number} value @param {number} change @param {number} decimals
 */
export function moved(value, change, decimals) {
  const scale = 10 ** decimals;
  const rounded = Math.round((value + change) * scale) / scale;
  return Math.min(LIMIT, Math.max(-LIMIT, rounded === 0 ? 0 : rounded));
}
