/**
 * Flatten → dense: every pixel of the maps before is one entry of a vector and has one weight; all the products and
 * the bias add up to the unit's number. The weights of a map are arranged as the map is.
 */

import { limitOf } from "../../../shared/colours.js";
import { formatNumber } from "../../../shared/numbers.js";
import { arranged } from "./contributions.js";
import { indexOf } from "./moved_scene.js";
import { mapOf, mapsOf, outputPicture, scaleOf, unitName, unitTitle, valueAt } from "../window/reading.js";

/** Decimals of one product in words. */
const DIGITS = 4;

/**
 * The maps whose pixels a dense layer sees as a vector, or null where it sees a vector that never was maps.
 *
 * @param {import("../window/reading.js").Side} side
 * @param {import("../window/reading.js").Node} node a dense layer
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
 * @param {import("../window/reading.js").Tensor} maps (rows, columns, channels)
 * @param {import("../window/reading.js").Tensor} kernel (rows · columns · channels, units): entries in the order of flatten
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

/** @param {import("./scene.js").Context} context @param {import("../window/reading.js").Tensor} output */
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
    rows: rest ? [...lines, restRow(text, rest, [rows, columns], partScale)] : lines,
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

function restRow(text, rest, [rows, columns], scale) {
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
