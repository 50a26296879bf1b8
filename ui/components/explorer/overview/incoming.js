/**
 * Which units of which nodes a unit is computed from. Pure functions on a Side.
 *
 * @typedef {import("../side.js").Side} Side
 * @typedef {{node: string, unit: number | null}} Source `unit` null: all units of the node alike
 */
import { isVector } from "./columns.js";

/** Kinds whose unit n is computed from unit n of each input. */
const ONE_TO_ONE = new Set([
  "activation",
  "pooling",
  "global_pooling",
  "batch_normalization",
  "add",
  "multiply",
  "zero_padding",
  "cropping",
  "upsampling",
  "rescaling",
  "normalization",
  "identity",
]);

/**
 * @param {Side} side
 * @param {string} name
 * @param {number} unit
 * @returns {Source[]}
 */
export function incoming(side, name, unit) {
  const node = side.node(name);
  if (node.kind === "concatenate" && lastAxis(node)) return concatenated(side, node, unit);
  if (node.kind === "flatten") return flattened(side, node, unit);
  const channels = channelsOf(side, node, unit);
  return node.inputs.flatMap((input) => sourcesIn(side, input, channels));
}

function sourcesIn(side, input, channels) {
  const count = side.unitCount(input);
  if (channels === null) {
    if (isVector(side.node(input).shape)) return [{ node: input, unit: null }];
    return Array.from({ length: count }, (_, unit) => ({ node: input, unit }));
  }
  // A map of one channel is added to, or multiplied with, every map.
  return channels.map((channel) => ({ node: input, unit: count === 1 ? 0 : channel }));
}

/** The channels of its input that a unit sees; null for all of them. */
function channelsOf(side, node, unit) {
  const inputs = node.inputs.length ? side.unitCount(node.inputs[0]) : 0;
  const count = side.unitCount(node.name);
  if (ONE_TO_ONE.has(node.kind)) return [unit];
  if (node.kind === "depthwise") return [Math.floor((unit * inputs) / count)];
  const groups = node.kind === "convolution" ? (node.settings.groups ?? 1) : 1;
  if (groups === 1) return null;
  const size = inputs / groups;
  const first = Math.floor((unit * groups) / count) * size;
  return Array.from({ length: size }, (_, index) => first + index);
}

const lastAxis = (node) => [-1, node.shape.length, undefined, null].includes(node.settings.axis);

function concatenated(side, node, unit) {
  let first = 0;
  for (const input of node.inputs) {
    const count = side.unitCount(input);
    if (unit < first + count) return [{ node: input, unit: unit - first }];
    first += count;
  }
  return [];
}

/** Channels lie side by side, so that entry n comes from channel n modulo their number. */
function flattened(side, node, unit) {
  return node.inputs.map((input) => ({ node: input, unit: unit % side.unitCount(input) }));
}

/**
 * The kernel on the edge from one unit to another, as Keras keeps it.
 *
 * @param {Side} side
 * @param {string} name the node at the edge's end
 * @param {number} unit
 * @param {number} channel the unit at its start
 * @returns {{data: Float32Array, rows: number, columns: number} | null} null where no kernel lies on the edge, or it was
 *   not sent
 */
export function kernelBetween(side, name, unit, channel) {
  const node = side.node(name);
  const kernel = side.weight(name, node.kind === "depthwise" ? "depthwise_kernel" : "kernel") ??
    side.weight(name, "kernel");
  if (!kernel || kernel.shape.length !== 4) return null;
  const start = startOf(side, node, kernel.shape, unit, channel);
  if (start === null) return null;
  const [rows, columns, third, fourth] = kernel.shape;
  const data = Float32Array.from({ length: rows * columns }, (_, cell) => kernel.data[cell * third * fourth + start]);
  return { data, rows, columns };
}

/** Where in each cell of the 4-D kernel the weight between two units lies. */
function startOf(side, node, [, , third, fourth], unit, channel) {
  switch (node.kind) {
    case "convolution": {
      const sources = incoming(side, node.name, unit);
      const place = sources.findIndex((source) => source.unit === channel);
      return place < 0 || place >= third ? null : place * fourth + unit;
    }
    case "depthwise":
      return unit;
    case "transposed":
      return unit * fourth + channel;
    default:
      return null;
  }
}
