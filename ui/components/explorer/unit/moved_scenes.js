/** The scenes of layers that pool, move, join or pass on what comes in. */
import { poolWindow } from "../../arithmetic/pooling.js";
import { borderOf, outputPicture, pair, poolingOf, scaleOf, sizeOf, unitName, unitTitle, valueAt } from "../reading.js";

// The scene of one map that becomes another: before → rule → after, the same cell on both unless told otherwise.

/**
 * @param {import("./scene.js").Context} context
 * @param {import("../reading.js").Tensor} output
 * @param {import("../reading.js").Tensor} input
 * @param {{middle?: object | null, notes?: string[], channel?: number,
 *   box?: (row: number, column: number) => import("../../maps/tile.js").Box | null,
 *   target?: (row: number, column: number) => {row: number, column: number, unit?: number}}} [rule] where another cell
 *   of the input than the same one belongs to a cell of the output, and the other way round
 * @returns {import("./scene.js").Scene}
 */
export function pairScene(
  context,
  output,
  input,
  { middle = null, notes = [], channel = context.unit, box, target } = {},
) {
  const { side, node, scale, single, text, words } = context;
  const [name] = node.inputs;
  const same = (row, column) => ({ row, column, rows: 1, columns: 1 });
  const before = { tensor: input, channel: single ? 0 : channel, scale: scaleOf(side, name, channel, scale) };
  return {
    rows: [{
      name: unitName(side, name, channel, words),
      title: unitTitle(side, name, channel, words),
      input: before,
      kernel: null,
      part: null,
    }],
    sign: "",
    bias: null,
    output: outputPicture(context, output),
    size: [output.shape[0], output.shape[1]],
    marks: (row, column) => ({ input: (box ?? same)(row, column), output: same(row, column) }),
    target: (row, column, stage) => (stage === "input" && target ? target(row, column) : { row, column }),
    sums: null,
    middle,
    heads: { input: text("before"), output: text("after") },
    notes,
  };
}

// Pooling: the window on the map before, its winner or its mean, and the map after.

export function poolingScene(context, output, [input]) {
  const { node, text } = context;
  const channel = context.single ? 0 : context.unit;
  const pooling = poolingOf(node, input.shape);
  const [rows, columns] = output.shape;
  const origin = (index, axis) => index * pooling.strides[axis] - pooling.padding[axis][0];
  const nearest = (index, axis, count) => {
    const place = Math.floor((index + pooling.padding[axis][0]) / pooling.strides[axis]);
    return Math.min(Math.max(place, 0), count - 1);
  };
  const global = node.kind === "global_pooling";
  const winner = global && pooling.kind !== "average"
    ? poolWindow(pooling, input, channel, 0, 0).cells.find((cell) => cell.winner)
    : null;
  const window = (row, column) => ({
    row: origin(row, 0),
    column: origin(column, 1),
    rows: pooling.size[0],
    columns: pooling.size[1],
  });
  return pairScene(context, output, input, {
    middle: { kind: "window", pooling, tensor: input, channel, global },
    notes: [text(`about_${global ? "global_" : ""}pooling_${pooling.kind}`)],
    box: winner ? () => ({ row: winner.row, column: winner.column, rows: 1, columns: 1 }) : window,
    target: (row, column) => ({ row: nearest(row, 0, rows), column: nearest(column, 1, columns) }),
  });
}

// Layers without weights that move or rescale numbers: before → after, with the rule; and maps that stand alone.

/** Padding, cropping, enlarging, rescaling, and what leaves its input as it is. */
export function movedScene(context, output, [input]) {
  const { node, text } = context;
  const move = MOVES[node.kind] ?? stay;
  const { source, target, values = {} } = move(node);
  const [rows, columns] = input.shape;
  const box = (row, column) => {
    const cell = source(row, column);
    const inside = cell.row >= 0 && cell.column >= 0 && cell.row < rows && cell.column < columns;
    return inside ? { ...cell, rows: 1, columns: 1 } : null;
  };
  const within = (index, count) => Math.min(Math.max(index, 0), count - 1);
  return pairScene(context, output, input, {
    middle: ruleOf(context, node),
    notes: [text(`about_${node.kind}`, values)],
    box,
    target: (row, column) => {
      const cell = target(row, column);
      return { row: within(cell.row, output.shape[0]), column: within(cell.column, output.shape[1]) };
    },
  });
}

const stay = () => ({ source: (row, column) => ({ row, column }), target: (row, column) => ({ row, column }) });

const shifted = (node, sign) => {
  const [[top, bottom], [left, right]] = borderOf(node);
  return {
    source: (row, column) => ({ row: row - sign * top, column: column - sign * left }),
    target: (row, column) => ({ row: row + sign * top, column: column + sign * left }),
    values: { top, bottom, left, right },
  };
};

const MOVES = {
  zero_padding: (node) => shifted(node, 1),
  cropping: (node) => shifted(node, -1),
  upsampling: (node) => {
    const [down, across] = pair(node.settings.size, 2);
    return {
      source: (row, column) => ({ row: Math.floor(row / down), column: Math.floor(column / across) }),
      target: (row, column) => ({ row: row * down, column: column * across }),
      values: { rows: down, columns: across, interpolation: node.settings.interpolation ?? "nearest" },
    };
  },
};

/** x · scale + offset, for the layers that compute it. */
function ruleOf({ side, unit }, node) {
  const one = (value) => (Array.isArray(value) ? (value.flat(Infinity)[unit] ?? value.flat(Infinity)[0]) : value);
  if (node.kind === "rescaling") {
    return { kind: "rescaling", scale: one(node.settings.scale) ?? 1, offset: one(node.settings.offset) ?? 0 };
  }
  if (node.kind !== "normalization") return null;
  const read = (which) => one(node.settings[which]) ?? side.weight(node.name, which)?.data[unit];
  const [mean, variance] = [read("mean"), read("variance")];
  return mean === undefined || variance === undefined ? null : { kind: "standardization", mean, variance };
}

/**
 * Find where an entry of a flattened vector lies on the maps: by row, by column, all maps of a cell side by side.
 *
 * @param {number} index
 * @param {number[]} shape (rows, columns, channels)
 * @returns {{row: number, column: number, channel: number}}
 */
export function placeOf(index, [, columns, channels]) {
  const cell = Math.floor(index / channels);
  return { row: Math.floor(cell / columns), column: cell % columns, channel: index % channels };
}

/** The index in the vector of a cell of a map. @param {number} row @param {number} column @param {number} channel @param {number[]} shape */
export const indexOf = (row, column, channel, [, columns, channels]) => (row * columns + column) * channels + channel;

/** Flatten: the pixel of a map, and its place in the vector. */
export function flattenScene(context, output, [input]) {
  const { side, node, text, unit } = context;
  const shape = sizeOf(side.node(node.inputs[0]));
  const { row, column, channel } = placeOf(unit, shape);
  const scene = pairScene(context, output, input, {
    channel,
    middle: { kind: "place", row, column, channel, shape, unit },
    notes: [text("about_flatten")],
    box: () => ({ row, column, rows: 1, columns: 1 }),
    target: (down, across) => ({ row: 0, column: 0, unit: indexOf(down, across, channel, shape) }),
  });
  return { ...scene, heads: { input: text("before"), output: text("entry", { number: unit + 1 }) } };
}

/**
 * A map whose arithmetic is not written out here: the map, and why.
 *
 * @param {import("./scene.js").Context} context
 * @param {import("../reading.js").Tensor} output
 * @returns {import("./scene.js").Scene}
 */
export function aloneScene(context, output) {
  const { node, text, words } = context;
  const keys = [`reason_${node.reason}`, node.kind !== "concatenate" && `about_${node.kind}`, "about_other"];
  const reason = keys.find((key) => words[`unit.${key}`]);
  const values = MOVES[node.kind]?.(node).values;
  return {
    rows: [],
    sign: "",
    bias: null,
    output: outputPicture(context, output),
    size: [output.shape[0], output.shape[1]],
    marks: (row, column) => ({ output: { row, column, rows: 1, columns: 1 } }),
    target: (row, column) => ({ row, column }),
    sums: null,
    middle: null,
    heads: { input: "", output: sizeOf(node)[0] > 1 ? text("map_head") : text("output") },
    notes: [text(reason, { ...values, layer: node.className })],
  };
}

// Layers with several inputs: maps that are added or multiplied cell by cell, and maps that are put side by side.

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
    size: [output.shape[0], output.shape[1]],
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
 * Find the input that a unit of a concatenation comes from.
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
    size: [output.shape[0], output.shape[1]],
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
