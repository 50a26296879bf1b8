/** Layers without weights that move or rescale numbers: before → after, with the rule; and maps that stand alone. */

import { borderOf } from "../window/layer_program.js";
import { pairScene } from "./pair_scene.js";
import { outputPicture, pair, sizeOf } from "../window/reading.js";

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
 * Where an entry of a flattened vector lies on the maps: row by row, column by column, all maps of a cell side by side.
 *
 * @param {number} index
 * @param {number[]} shape (rows, columns, channels)
 * @returns {{row: number, column: number, channel: number}}
 */
export function placeOf(index, [, columns, channels]) {
  const cell = Math.floor(index / channels);
  return { row: Math.floor(cell / columns), column: cell % columns, channel: index % channels };
}

/** The index in the vector of a cell of a map. */
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

/** A map whose arithmetic is not written out here: the map, and why. */
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
    size: output.shape.slice(0, 2),
    marks: (row, column) => ({ output: { row, column, rows: 1, columns: 1 } }),
    target: (row, column) => ({ row, column }),
    sums: null,
    middle: null,
    heads: { input: "", output: sizeOf(node)[0] > 1 ? text("map_head") : text("output") },
    notes: [text(reason, { ...values, layer: node.className })],
  };
}
