/**
 * The scenes of layers that add up weighted inputs: convolutions of all kinds, and dense layers.
 *
 * @typedef {import("../reading.js").Tensor} Tensor
 * @typedef {{channel: number, weights: ArrayLike<number>, factor: number, data: Float32Array}} Contribution
 *   `data` is input ∗ kernel × factor, row by row; the factor is the pointwise weight of a separable convolution, else 1
 */
import { featureMap } from "../../arithmetic/convolution.js";
import { slices } from "../../arithmetic/kernels.js";
import { inputBox, outputCellAt } from "../../maps/tile.js";
import { indexOf } from "./moved_scenes.js";
import { layerOf, mapOf, mapsOf, outputPicture, scaleOf, unitName, unitTitle, valueAt } from "../reading.js";
import { limitOf } from "../../shared/colours.js";
import { formatNumber } from "../../shared/numbers.js";

// Convolutions of all kinds: input ∗ kernel = intermediate map, for each channel; their sum and the bias.

/**
 * @param {import("./scene.js").Context} context
 * @param {import("../reading.js").Tensor} output
 * @returns {import("./scene.js").Scene | null}
 */
export function convolutionScene(context, output, [image]) {
  const { side, node, unit } = context;
  const layer = layerOf(side, node);
  if (!layer) return null;
  const { shown, rest } = arranged(contributions(layer, image, unit));
  return joinedScene(context, output, {
    layer,
    parts: shown,
    rest,
    inputOf: ({ channel }) => {
      return { tensor: image, channel, scale: scaleOf(side, node.inputs[0], channel, context.scale) };
    },
    kernelLimit: limitOf(layer.kernel.data) || 1,
    bias: layer.bias[unit] ?? null,
  });
}

/**
 * @param {import("./scene.js").Context} context
 * @param {import("../reading.js").Tensor} output the whole layer's, or the unit's map alone
 * @param {{layer: {program: import("../reading.js").Layer["program"], kernel: {shape: number[]}}, parts: Contribution[],
 *   rest: {count: number, data: ArrayLike<number>} | null,
 *   inputOf: (part: Contribution, index: number) => import("./scene.js").Picture,
 *   kernelLimit: number, bias: number | null, channel?: number}} given
 * @returns {import("./scene.js").Scene}
 */
export function joinedScene(
  context,
  output,
  { layer, parts, rest, inputOf, kernelLimit, bias, channel = context.unit },
) {
  const { node, text } = context;
  const [rows, columns] = output.shape;
  /** @type {ArrayLike<number>[]} */
  const maps = [...parts.map((part) => part.data), ...(rest ? [rest.data] : [])];
  /** @type {import("../../shared/colours.js").Scale} */
  const scale = { kind: "activation", limit: Math.max(...maps.map((data) => limitOf(data))) || 1 };
  const partOf = (data) => ({ tensor: { data, shape: [rows, columns, 1] }, channel: 0, scale });
  const kernelOf = ({ weights, factor }) => {
    const [kernelRows, kernelColumns] = layer.kernel.shape;
    return { weights, rows: kernelRows, columns: kernelColumns, limit: kernelLimit, factor };
  };
  const geometry = { ...layer, feature: { shape: output.shape } };
  return {
    rows: [
      ...parts.map((part, index) => ({
        ...named(context, part.channel),
        input: inputOf(part, index),
        kernel: kernelOf(part),
        part: partOf(part.data),
      })),
      ...(rest ? [restRow(text, rest, partOf)] : []),
    ],
    sign: "+",
    bias,
    output: outputPicture({ ...context, unit: channel }, output),
    size: [rows, columns],
    marks: (row, column) => {
      const cell = { row, column, rows: 1, columns: 1 };
      return { input: inputBox(geometry, cell), part: cell, output: cell };
    },
    target: (row, column, stage) => (stage === "input" ? outputCellAt(geometry, row, column) : { row, column }),
    sums: (row, column) => ({
      terms: [...maps.map((data) => data[row * columns + column]), bias ?? 0],
      total: valueAt(output, row, column, channel),
    }),
    middle: null,
    heads: { input: text("inputs"), output: text("output") },
    notes: [text(`about_${node.kind}`), ...(rest ? [text("strongest", { shown: parts.length })] : [])],
  };
}

function named({ side, node, words }, channel) {
  const [input] = node.inputs;
  return { name: unitName(side, input, channel, words), title: unitTitle(side, input, channel, words) };
}

function restRow(text, rest, partOf) {
  const name = text("rest", { count: rest.count });
  return { name, title: name, input: null, kernel: null, part: partOf(rest.data) };
}

// The intermediate maps of a convolution: what each input channel adds to a map. Their sum and the bias are the map.
// Pure functions.

/** So many inputs are shown one by one; of more only the strongest. */
export const MOST = 12;

/**
 * @param {import("../reading.js").Layer} layer
 * @param {Tensor} image (rows, columns, channels)
 * @param {number} map
 * @returns {Contribution[]} one for each kernel of the map, in order of the channels
 */
export function contributions({ program, kernel, pointwise }, image, map) {
  /** @type {import("../../arithmetic/convolution.js").Program} */
  const single = { ...program, layer: program.layer === "Conv2DTranspose" ? "Conv2DTranspose" : "Conv2D", groups: 1 };
  const [rows, columns] = kernel.shape;
  return slices(program, kernel, pointwise, map).map(({ channel, weights, pointwise: factor }) => {
    const scaled = factor === 1 ? weights : weights.map((weight) => weight * factor);
    const data = featureMap(
      single,
      { data: mapOf(image, channel), shape: [image.shape[0], image.shape[1], 1] },
      { data: scaled, shape: [rows, columns, 1, 1] },
      null,
      [],
      0,
    );
    return { channel, weights, factor, data };
  });
}

/** The mean size of a map's numbers: how much it adds. */
export function strength(data) {
  let sum = 0;
  for (const value of data) sum += Math.abs(value);
  return sum / data.length;
}

/**
 * All of a few; of many the strongest first, and the sum of the others.
 *
 * @template {{data: ArrayLike<number>}} Part
 * @param {Part[]} parts of equal size
 * @param {number} [most]
 * @returns {{shown: Part[], rest: {count: number, data: Float32Array} | null}}
 */
export function arranged(parts, most = MOST) {
  if (parts.length <= most) return { shown: parts, rest: null };
  const order = parts.map((part) => ({ part, strength: strength(part.data) }));
  order.sort((one, other) => other.strength - one.strength);
  const others = order.slice(most).map(({ part }) => part.data);
  return { shown: order.slice(0, most).map(({ part }) => part), rest: { count: others.length, data: sumOf(others) } };
}

/** The sum of maps, cell by cell. */
export function sumOf(maps) {
  const sums = new Float64Array(maps[0].length);
  for (const map of maps) {
    for (let cell = 0; cell < sums.length; cell += 1) sums[cell] += map[cell];
  }
  return Float32Array.from(sums);
}

// Flatten → dense: every pixel of the maps before is one entry of a vector and has one weight; all the products and
// the bias add up to the unit's number. The weights of a map are arranged as the map is.

/** Decimals of one product in words. */
const DIGITS = 4;

/**
 * The maps whose pixels a dense layer sees as a vector, or null where it sees a vector that never was maps.
 *
 * @param {import("../reading.js").Side} side
 * @param {import("../reading.js").Node} node a dense layer
 * @returns {string | null} the name of the node with the maps
 */
export function mapsBehind(side, node) {
  const flatten = side.node(node.inputs[0]);
  if (flatten.kind !== "flatten") return null;
  const maps = side.node(flatten.inputs[0]);
  return maps.shape.length === 3 && maps.shape[0] * maps.shape[1] > 1 ? maps.name : null;
}

/**
 * @typedef {{channel: number, values: Float32Array, weights: Float32Array, data: Float32Array, sum: number}} MapTerms
 *   one map, its weights and their products (`data`), row by row, and the sum of the products
 */

/**
 * The terms of one dense unit, map by map.
 *
 * @param {import("../reading.js").Tensor} maps (rows, columns, channels)
 * @param {import("../reading.js").Tensor} kernel (rows · columns · channels, units): entries in the order of flatten
 * @param {number} unit
 * @returns {MapTerms[]}
 */
export function termsByMap(maps, kernel, unit) {
  const [rows, columns, channels] = maps.shape;
  const units = kernel.shape[1];
  return Array.from({ length: channels }, (_, channel) => {
    const values = mapOf(maps, channel);
    const weights = Float32Array.from(
      { length: rows * columns },
      (_cell, cell) => kernel.data[(cell * channels + channel) * units + unit],
    );
    const data = values.map((value, cell) => value * weights[cell]);
    return { channel, values, weights, data, sum: data.reduce((sum, product) => sum + product, 0) };
  });
}

/**
 * @param {import("./scene.js").Context} context
 * @param {import("../reading.js").Tensor} output
 * @returns {import("./scene.js").Scene}
 */
export function denseScene(context, output) {
  const { side, node, unit, text } = context;
  const name = mapsBehind(side, node);
  const [maps, kernel] = [mapsOf(side, name), side.weight(node.name, "kernel")];
  if (!maps || !kernel) return null;
  const [rows, columns] = maps.shape;
  const { shown, rest } = arranged(termsByMap(maps, kernel, unit));
  const bias = side.weight(node.name, "bias")?.data[unit] ?? null;
  const partScale = { kind: "activation", limit: Math.max(...shown.map(({ data }) => limitOf(data))) || 1 };
  const weightScale = { kind: "weight", limit: Math.max(...shown.map(({ weights }) => limitOf(weights))) || 1 };
  const restSum = rest ? [rest.data.reduce((sum, product) => sum + product, 0)] : [];
  const lines = shown.map((term) => rowOf(context, name, maps, term, partScale, weightScale));
  return {
    rows: rest ? [...lines, restOfMaps(text, rest, [rows, columns], partScale)] : lines,
    sign: "+",
    bias,
    output: outputPicture(context, output),
    size: [rows, columns],
    marks: (row, column) => {
      const cell = { row, column, rows: 1, columns: 1 };
      return {
        input: cell,
        strip: { row: 0, column: row * columns + column, rows: 1, columns: 1 },
        weights: cell,
        part: cell,
        output: null,
      };
    },
    target: (
      row,
      column,
      stage,
    ) => (stage === "strip" ? { row: Math.floor(column / columns), column: column % columns } : { row, column }),
    sums: () => ({
      terms: [...shown.map(({ sum }) => sum), ...restSum, bias ?? 0],
      total: valueAt(output, 0, 0, unit),
    }),
    term: (index, row, column) =>
      termInWords(context, lines[index] ?? lines[0], shown[index] ?? shown[0], [row, column], maps.shape),
    middle: null,
    heads: { input: side.label(name), output: text("output") },
    notes: [text("about_flatten_dense"), ...(rest ? [text("strongest", { shown: shown.length })] : [])],
  };
}

function rowOf({ side, scale, words }, name, maps, { channel, values, weights, data }, partScale, weightScale) {
  const [rows, columns] = maps.shape;
  const colours = scaleOf(side, name, channel, scale);
  const picture = (numbers, shape, own) => ({
    tensor: { data: numbers, shape: [...shape, 1] },
    channel: 0,
    scale: own,
  });
  return {
    name: unitName(side, name, channel, words),
    title: unitTitle(side, name, channel, words),
    input: { tensor: maps, channel, scale: colours },
    strip: picture(values, [1, rows * columns], colours),
    weights: picture(weights, [rows, columns], weightScale),
    kernel: null,
    part: picture(data, [rows, columns], partScale),
  };
}

function restOfMaps(text, rest, [rows, columns], scale) {
  const name = text("rest", { count: rest.count });
  return {
    name,
    title: name,
    input: null,
    kernel: null,
    part: { tensor: { data: rest.data, shape: [rows, columns, 1] }, channel: 0, scale },
  };
}

function termInWords({ text, language }, { title }, { channel, values, weights, data }, [row, column], shape) {
  const cell = row * shape[1] + column;
  const write = (value) => formatNumber(value, DIGITS, language);
  const entry = indexOf(row, column, channel, shape) + 1;
  const product = `${write(values[cell])} × ${write(weights[cell])} = ${write(data[cell])}`;
  return text("dense_term", { name: title, row: row + 1, column: column + 1, entry, product });
}
