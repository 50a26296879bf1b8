/**
 * What the knobs of a layer can be set to, and what they are set to. Pure functions on nodes of a graph.
 *
 * @typedef {import("../side.js").Node} Node
 * @typedef {"strides" | "padding" | "dilation_rate" | "activation" | "pooling" | "pool_size" | "pool_strides"} Field
 */

/** How many places a knob of numbers has. */
const NUMBERS = { strides: 4, dilation_rate: 4, pool_size: 6, pool_strides: 6 };
const NAMES = {
  padding: ["valid", "same"],
  activation: ["linear", "relu", "leaky_relu", "elu", "gelu", "silu", "sigmoid", "tanh"],
  pooling: ["max", "average", "min"],
};
/** Where Keras's own name of a setting is another one. */
const SETTINGS = { pool_strides: "strides" };

/** Fields in the order in which they are drawn. */
export const FIELDS = Object.freeze(
  /** @type {Field[]} */ ([
    "strides",
    "padding",
    "dilation_rate",
    "activation",
    "pooling",
    "pool_size",
    "pool_strides",
  ]),
);

/**
 * What a knob of a node is set to, as text; a pair of equal numbers is one.
 *
 * @param {Node} node
 * @param {Field} field
 * @returns {string} "" where the node has no such setting
 */
export function valueOf(node, field) {
  const value = node.settings[SETTINGS[field] ?? field] ?? (field === "pool_strides" ? node.settings.pool_size : "");
  if (!Array.isArray(value)) return String(value);
  return value.every((part) => part === value[0]) ? String(value[0]) : value.join(" × ");
}

/**
 * What a knob can be set to; what it is set to is always among it.
 *
 * @param {Field} field
 * @param {string[]} present values that must be offered too
 * @returns {string[]}
 */
export function offered(field, present) {
  const usual = NAMES[field] ?? Array.from({ length: NUMBERS[field] }, (_, index) => String(index + 1));
  return [...usual, ...new Set(present.filter((value) => value && !usual.includes(value)))];
}

/** A knob's text as the server takes it: numbers as numbers. @param {Field} field @param {string} text */
export const sent = (field, text) => (field in NUMBERS ? Number(text) : text);

/** What an option is called: numbers and Keras's "valid" and "same" as they are. @param {string} value */
export const optionLabel = (value, words) => words[`knobs.option_${value}`] ?? value;
