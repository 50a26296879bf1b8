/** How the unit view reads a side: every output as maps, every unit by its name. Pure functions. */

import { say } from "../../../shared/words.js";

/**
 * @typedef {{data: ArrayLike<number>, shape: number[]}} Tensor row-major, channels last
 * @typedef {{name: string, layer: string, className: string, kind: string, inputs: string[], shape: number[],
 *   parameters: number, receptiveField: [number, number] | null, settings: Object<string, *>, untrained: boolean,
 *   ablated: number[], reason?: string}} Node
 * @typedef {object} Side one network with one picture, see network_view/side.js
 * @property {{nodes: Node[], output: string, classes: string[]}} graph
 * @property {string[]} [labels] the names of the classes in the visitor's language
 * @property {(name: string) => string} label what a node is called on screen
 * @property {(name: string) => Node} node
 * @property {(name: string) => Tensor | null} output
 * @property {(name: string, which: string) => Tensor | null} weight
 * @property {(name: string) => number} unitCount
 * @property {(name: string, unit: number) => {low: number, high: number, mean: number}} range
 * @property {(name: string, unit: number, scale: string) => number} limit
 * @property {object | null} [unitDetail]
 *
 * @typedef {{side: number, node: string, unit: number, row: number, column: number, pinned: boolean, window: boolean}} Selection
 * @typedef {{scale: string, words: Object<string, string>, language: string}} Options
 */

const COLOURS = ["red", "green", "blue"];

/**
 * A vector as maps of one cell, a sequence as maps of one row; maps stay as they are.
 *
 * @param {Tensor} tensor
 * @returns {Tensor} (rows, columns, channels) with the same data
 */
export function asMaps({ data, shape }) {
  return { data, shape: [...Array(Math.max(3 - shape.length, 0)).fill(1), ...shape] };
}

/** A node's output as maps, or null where the side does not have it. */
export function mapsOf(side, name) {
  const tensor = side.output(name);
  return tensor ? asMaps(tensor) : null;
}

/** A node's size as (rows, columns, channels). */
export const sizeOf = (node) => asMaps({ data: [], shape: node.shape }).shape;

/** One number of a tensor of maps. */
export const valueAt = ({ data, shape }, row, column, channel) => data[(row * shape[1] + column) * shape[2] + channel];

/** One map of a tensor, row by row. */
export function mapOf({ data, shape: [rows, columns, channels] }, channel) {
  return Float32Array.from({ length: rows * columns }, (_, cell) => data[cell * channels + channel]);
}

/**
 * A setting that Keras takes as one number or as two.
 *
 * @param {number | number[] | null | undefined} value
 * @param {number} fallback where it is not given
 * @returns {[number, number]} for rows and for columns
 */
export function pair(value, fallback = 1) {
  const [rows, columns = rows] = Array.isArray(value) ? value : [value ?? fallback];
  return [rows, columns];
}

/** A setting of amounts around a map, as [[top, bottom], [left, right]]. */
export function around(value) {
  return pair(value, 0).map((amount) => pair(amount, 0));
}

/**
 * The names of classes that the units of a node stand for: those of the scores and of the logits behind them.
 *
 * @param {Side} side
 * @param {string} name
 * @returns {string[] | null}
 */
export function classesOf(side, name) {
  const labels = side.labels?.length ? side.labels : side.graph.classes;
  const output = side.node(side.graph.output);
  const logits = ["softmax", "activation"].includes(output.kind) ? output.inputs[0] : null;
  const counts = labels?.length === side.unitCount(name);
  return counts && [side.graph.output, logits].includes(name) ? labels : null;
}

/**
 * What a unit is called: its colour on the picture, its class among the scores, else its number.
 *
 * @param {Side} side
 * @param {string} name
 * @param {number} unit
 * @param {Object<string, string>} words
 */
export function unitName(side, name, unit, words) {
  const count = side.unitCount(name);
  if (side.node(name).kind === "input" && count === 3) return words[`unit.${COLOURS[unit]}`];
  if (side.node(name).kind === "input" && count === 1) return words["unit.grey"];
  return classesOf(side, name)?.[unit] ?? String(unit + 1);
}

/** The unit's name in a sentence: "map 3", "unit 3", "red". */
export function unitTitle(side, name, unit, words) {
  const plain = unitName(side, name, unit, words);
  if (plain !== String(unit + 1)) return plain;
  const [rows, columns] = sizeOf(side.node(name));
  return say(words, rows * columns > 1 ? "unit.map" : "unit.entry", { number: unit + 1 });
}

const KINDS = { input: "grey", softmax: "probability" };

/**
 * How a unit is coloured: the picture's channels in greys, shares in oranges, everything else red–white–blue.
 *
 * @param {Side} side
 * @param {string} name
 * @param {number} unit
 * @param {string} scale
 * @returns {import("../../../shared/colours.js").Scale}
 */
export function scaleOf(side, name, unit, scale) {
  const [rows, columns] = sizeOf(side.node(name));
  // On a scale of its own a single number would always have the last colour.
  const shared = rows * columns === 1 && scale === "unit" ? "layer" : scale;
  return { kind: KINDS[side.node(name).kind] ?? "activation", limit: side.limit(name, unit, shared) || 1 };
}

/**
 * A unit of a node's output with its colours: logits in oranges from the smallest of them to the largest.
 *
 * @param {import("../scenes/scene.js").Context} context
 * @param {Tensor} tensor the node's output as maps
 * @returns {import("../scenes/scene.js").Picture}
 */
export function outputPicture({ side, node, unit, scale, single }, tensor) {
  const picture = { tensor, channel: single ? 0 : unit, scale: scaleOf(side, node.name, unit, scale) };
  if (single || node.kind !== "dense" || !classesOf(side, node.name)) return picture;
  const { data } = tensor;
  const [low, high] = [Math.min(...data), Math.max(...data)];
  const painted = { data: Float32Array.from(data, (value) => value - low), shape: tensor.shape };
  return { ...picture, painted, scale: { kind: "probability", limit: high - low || 1, low, high } };
}
