/**
 * The reader of a side: outputs as maps, units by their names, settings as the browser's arithmetic takes them. Pure
 * functions.
 */
import { short } from "./overview/captions.js";
import { isVector, PICTURE } from "./overview/columns.js";
import { percent } from "../shared/numbers.js";
import { say } from "../shared/words.js";

// The unit view's reading of a side: every output as maps, every unit by its name. Pure functions.

/**
 * @typedef {import("./side.js").Tensor} Tensor
 * @typedef {import("./side.js").Node & {reason?: string}} Node
 * @typedef {object} Side one network with one picture, see side.js
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

/** One map of a tensor, row by row. @param {Tensor} tensor @param {number} channel */
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
 * Name a unit: its colour on the picture, its class among the scores, else its number.
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
 * Choose the colours of a unit: the picture's channels in greys, shares in oranges, everything else red–white–blue.
 *
 * @param {Side} side
 * @param {string} name
 * @param {number} unit
 * @param {string} scale
 * @returns {import("../shared/colours.js").Scale}
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
 * @param {import("./unit/scene.js").Context} context
 * @param {Tensor} tensor the node's output as maps
 * @returns {import("./unit/scene.js").Picture}
 */
export function outputPicture({ side, node, unit, scale, single }, tensor) {
  const picture = { tensor, channel: single ? 0 : unit, scale: scaleOf(side, node.name, unit, scale) };
  if (single || node.kind !== "dense" || !classesOf(side, node.name)) return picture;
  const { data } = tensor;
  const [low, high] = [Math.min(...Array.from(data)), Math.max(...Array.from(data))];
  const painted = { data: Float32Array.from(data, (value) => value - low), shape: tensor.shape };
  return { ...picture, painted, scale: { kind: "probability", limit: high - low || 1, low, high } };
}

// A layer's settings as the browser's arithmetic takes them: "same" as amounts, one number as two. Pure functions.

const LAYERS = { depthwise: "DepthwiseConv2D", separable: "SeparableConv2D", transposed: "Conv2DTranspose" };
/** @type {import("../arithmetic/windows.js").Padding} */
const NOTHING = [[0, 0], [0, 0]];

/**
 * @typedef {import("../arithmetic/convolution.js").Program} Program
 * @typedef {{program: Program, kernel: Tensor, pointwise: Tensor | null, bias: ArrayLike<number>}} Layer
 */

/** Return true if a node is a convolution: a dense layer is one with a kernel of 1 × 1, over maps or one cell. */
export const isConvolution = ({ kind }) =>
  ["convolution", "depthwise", "separable", "transposed", "dense"].includes(kind);

/**
 * The amounts of padding along one axis, as TensorFlow splits them (`cnn_core/arithmetic/windows.py`): an odd cell goes to the end.
 *
 * @param {number} size of the input
 * @param {number} window kernel or pool size
 * @param {number} stride
 * @param {string} padding "valid" or "same"
 * @param {number} [dilation]
 * @returns {[number, number]} before, after
 */
export function amounts(size, window, stride, padding, dilation = 1) {
  if (padding !== "same") return [0, 0];
  const span = (window - 1) * dilation + 1;
  const missing = Math.max((Math.ceil(size / stride) - 1) * stride + span - size, 0);
  return [Math.floor(missing / 2), Math.ceil(missing / 2)];
}

/**
 * A convolution of any kind, with its weights.
 *
 * @param {Side} side
 * @param {Node} node
 * @returns {Layer | null} null where the side does not have the weights
 */
export function layerOf(side, node) {
  const kernel = kernelOf(side, node);
  const pointwise = side.weight(node.name, "pointwise_kernel");
  if (!kernel || (node.kind === "separable" && !pointwise)) return null;
  const bias = side.weight(node.name, "bias")?.data ?? [];
  return { program: programOf(node, sizeOf(side.node(node.inputs[0])), kernel.shape), kernel, pointwise, bias };
}

function kernelOf(side, node) {
  const kernel = side.weight(node.name, "kernel") ?? side.weight(node.name, "depthwise_kernel");
  if (!kernel || node.kind !== "dense") return kernel;
  return { data: kernel.data, shape: [1, 1, ...kernel.shape] };
}

/**
 * @param {Node} node a convolution
 * @param {number[]} input (rows, columns, channels)
 * @param {number[]} kernel its shape, 4-D
 * @returns {Program}
 */
export function programOf(node, input, kernel) {
  const { settings } = node;
  const dense = node.kind === "dense";
  const strides = pair(dense ? 1 : settings.strides);
  const dilation = pair(dense ? 1 : settings.dilation_rate);
  const groups = settings.groups ?? 1;
  const layer = LAYERS[node.kind] ?? (groups > 1 ? "grouped" : "Conv2D");
  const [rows, columns] = sizeOf(node);
  // A transposed convolution crops what the convolution back to its input would be padded with.
  const sizes = node.kind === "transposed" ? [rows, columns] : input;
  const axis = (index) => amounts(sizes[index], kernel[index], strides[index], settings.padding, dilation[index]);
  return { layer, strides, dilation, groups, padding: [axis(0), axis(1)], output: [rows, columns] };
}

/**
 * A pooling, or a global one, over maps of a size.
 *
 * @param {Node} node
 * @param {number[]} input (rows, columns, channels)
 * @returns {import("../arithmetic/pooling.js").Pooling}
 */
export function poolingOf(node, input) {
  const { settings } = node;
  const [rows, columns] = input;
  if (node.kind === "global_pooling") {
    return { kind: settings.pooling, size: [rows, columns], strides: [1, 1], padding: NOTHING };
  }
  const size = pair(settings.pool_size, 2);
  const strides = pair(settings.strides ?? size);
  const axis = (index) => amounts(input[index], size[index], strides[index], settings.padding);
  return { kind: settings.pooling, size, strides, padding: [axis(0), axis(1)] };
}

/** [[top, bottom], [left, right]] of a zero padding or a cropping. */
export const borderOf = (node) => around(node.settings.padding ?? node.settings.cropping);

// The names of units and layers, on screen and for those who listen. Pure functions on a Side.

/**
 * @param {import("./side.js").Side} side
 * @param {{node: string, unit: number}} unit
 * @returns {string} "conv2d, map 3"
 */
export function nameOf(side, { node, unit }) {
  if (node === PICTURE) return side.words["overview.picture"];
  if (unit === null) return side.label(node);
  return say(side.words, "overview.unit", { layer: side.label(node), unit: unitTitle(side, node, unit, side.words) });
}

/**
 * Write what is known of a unit's numbers.
 *
 * @returns {string} "from −1.20 to 3.40, mean 0.31", for one number "value 1.25", for a class "probability 93.4 %"
 */
export function numbersOf(side, { node, unit }) {
  if (node === PICTURE || unit === null) return "";
  const range = side.range(node, unit);
  if (!range) return "";
  const { words, language } = side;
  if (side.node(node).kind === "softmax" && isVector(side.node(node).shape)) {
    return say(words, "overview.probability", { value: percent(range.high, language) });
  }
  if (isVector(side.node(node).shape)) return say(words, "overview.value", { value: short(range.high, language) });
  const [low, high, mean] = [range.low, range.high, range.mean].map((value) => short(value, language));
  return say(words, "overview.range", { low, high, mean });
}

/** Name, numbers and state of a unit in one sentence: its text alternative. */
export function described(side, target) {
  const state = stateOf(side, target);
  return [nameOf(side, target), numbersOf(side, target), ...state].filter(Boolean).join(", ");
}

/** Name what is out of the ordinary: switched off, untrained. */
export function stateOf(side, { node, unit }) {
  if (node === PICTURE) return [];
  const { ablated, untrained } = side.node(node);
  return [
    ablated?.includes(unit) && side.words["overview.ablated"],
    untrained && side.words["overview.untrained"],
  ].filter(Boolean);
}
