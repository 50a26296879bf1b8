/** Layers with several inputs: maps that are added or multiplied cell by cell, and maps that are put side by side. */

import { aloneScene } from "./moved_scene.js";
import { outputPicture, scaleOf, sizeOf, unitTitle, valueAt } from "../window/reading.js";

/** Add and multiply; an input of one cell or one channel counts everywhere. */
export function mergeScene(context, output, inputs) {
  const { side, node, unit, scale, single, text, words } = context;
  const channelOf = (index) => Math.min(unit, inputs[index].shape[2] - 1);
  const rows = node.inputs.map((name, index) => ({
    name: side.label(name),
    title: `${side.label(name)}, ${unitTitle(side, name, Math.min(unit, side.unitCount(name) - 1), words)}`,
    input: {
      tensor: spread(inputs[index], output.shape),
      channel: channelOf(index),
      scale: scaleOf(side, name, channelOf(index), scale),
    },
    kernel: null,
    part: null,
  }));
  const cell = (row, column) => ({ row, column, rows: 1, columns: 1 });
  return {
    rows,
    sign: node.kind === "add" ? "+" : "×",
    bias: null,
    output: outputPicture(context, output),
    size: output.shape.slice(0, 2),
    marks: (row, column) => ({ input: cell(row, column), output: cell(row, column) }),
    target: (row, column) => ({ row, column }),
    sums: (row, column) => ({
      terms: rows.map(({ input }) => valueAt(input.tensor, row, column, input.channel)),
      total: valueAt(output, row, column, single ? 0 : unit),
    }),
    middle: null,
    heads: { input: text("inputs"), output: text("output") },
    notes: [text(`about_${node.kind}`)],
  };
}

/** One cell as a map of equal cells. */
function spread(tensor, [rows, columns]) {
  const [own, across, channels] = tensor.shape;
  if (own === rows && across === columns) return tensor;
  const data = new Float32Array(rows * columns * channels);
  for (let index = 0; index < data.length; index += 1) {
    const cell = Math.floor(index / channels);
    const [row, column] = [Math.min(Math.floor(cell / columns), own - 1), Math.min(cell % columns, across - 1)];
    data[index] = valueAt(tensor, row, column, index % channels);
  }
  return { data, shape: [rows, columns, channels] };
}

/**
 * Which input a unit of a concatenation comes from.
 *
 * @param {number[]} counts channels of each input
 * @param {number} unit
 * @returns {{index: number, channel: number}}
 */
export function originOf(counts, unit) {
  let channel = unit;
  for (let index = 0; index < counts.length; index += 1) {
    if (channel < counts[index]) return { index, channel };
    channel -= counts[index];
  }
  throw new Error(
    `A unit of a concatenation is below ${counts.reduce((sum, count) => sum + count, 0)}. Received: ${unit}.`,
  );
}

/** Concatenate along the channels: the map itself, and which of the inputs it came from; along rows the map alone. */
export function concatenateScene(context, output, inputs) {
  const { side, node, unit, scale, single, text, words } = context;
  const counts = node.inputs.map((name) => sizeOf(side.node(name))[2]);
  if (counts.reduce((sum, count) => sum + count, 0) !== sizeOf(node)[2]) return aloneScene(context, output);
  const { index, channel } = originOf(counts, unit);
  const name = node.inputs[index];
  const title = unitTitle(side, name, channel, words);
  const input = { tensor: inputs[index], channel: single ? 0 : channel, scale: scaleOf(side, name, channel, scale) };
  const first = counts.slice(0, index).reduce((sum, count) => sum + count, 0);
  const cell = (row, column) => ({ row, column, rows: 1, columns: 1 });
  return {
    rows: [{ name: title, title, input, kernel: null, part: null }],
    sign: "",
    bias: null,
    output: outputPicture(context, output),
    size: output.shape.slice(0, 2),
    marks: (row, column) => ({ input: cell(row, column), output: cell(row, column) }),
    target: (row, column) => ({ row, column }),
    sums: null,
    middle: { kind: "segments", names: node.inputs.map((input) => side.label(input)), counts, index, unit },
    heads: { input: side.label(name), output: text("output") },
    notes: [
      text("about_concatenate", {
        layer: side.label(name),
        channel: channel + 1,
        first: first + 1,
        last: first + counts[index],
      }),
    ],
  };
}
