/**
 * The edges between the units on screen, as curves. Pure functions on a Side and a Layout.
 *
 * @typedef {import("../side.js").Side} Side
 * @typedef {import("./layout.js").Layout} Layout
 * @typedef {import("./layout.js").Placed} Placed
 * @typedef {{node: string, unit: number | null}} End `unit` null: a whole strip
 * @typedef {{from: End, to: End, start: [number, number], end: [number, number]}} Edge
 * @typedef {{node: string, unit: number | null}} Source `unit` null: all units of the node alike
 */
import { entryBox, isVector, PICTURE } from "./columns.js";

/**
 * Every edge that is drawn while nothing is lit.
 *
 * @param {Side} side
 * @param {Layout} layout
 * @returns {Edge[]}
 */
export function edgesOf(side, layout) {
  return layout.columns.flatMap((column) => {
    if (column.role === "picture") return [];
    if (column.role === "strip") return edgesIntoStrip(side, layout, column);
    if (column.role === "scores") return edgesIntoScores(side, layout, column);
    return column.units.flatMap((unit) => edgesInto(side, layout, column.name, unit));
  });
}

/**
 * The edges that end at one unit.
 *
 * @param {Side} side
 * @param {Layout} layout
 * @param {string} name
 * @param {number} unit
 * @returns {Edge[]}
 */
export function edgesInto(side, layout, name, unit) {
  const column = columnNamed(layout, name);
  const box = column && boxOf(layout, column, unit);
  if (!box) return [];
  const to = { node: name, unit };
  return sourcesOf(side, layout, name, unit).flatMap((from) => {
    const source = columnNamed(layout, from.node);
    const start = source && startOf(layout, source, from.unit, column, unit);
    return start ? [{ from, to, start, end: nearSide(layout, box) }] : [];
  });
}

/** Find what a unit is computed from; the colours of the picture are the units of the input. */
export function sourcesOf(side, layout, name, unit) {
  const pictured = side.node(name).kind === "input" && columnNamed(layout, PICTURE);
  if (pictured) return [{ node: PICTURE, unit: 0 }];
  return incoming(side, name, unit).flatMap((source) => {
    const column = source.unit === null && columnNamed(layout, source.node);
    return column && column.role !== "strip"
      ? column.units.map((each) => ({ node: source.node, unit: each }))
      : [source];
  });
}

/** Every score comes from every logit; drawn at rest is the one that it stands for, where it would not cross other scores. */
function edgesIntoScores(side, layout, column) {
  if (layout.vertical) return [];
  const edges = column.units.flatMap((unit) => edgesInto(side, layout, column.name, unit));
  return edges.filter(({ from, to }) => columnNamed(layout, from.node).role !== "logits" || from.unit === to.unit);
}

/** A strip is too fine for an edge a cell: each map before it has one, and a strip before it one in all. */
function edgesIntoStrip(side, layout, column) {
  const node = side.node(column.name);
  return node.inputs.flatMap((input) => {
    const source = columnNamed(layout, input);
    if (!source) return [];
    const ends = source.role === "maps" ? source.units : [null];
    return ends.map((unit, index) => ({
      from: { node: input, unit },
      to: { node: column.name, unit: null },
      start: startOf(layout, source, unit, column, 0),
      end: along(layout, column.box, (index + 0.5) / ends.length, false),
    }));
  });
}

const columnNamed = (layout, name) => layout.columns.find((column) => column.name === name);

/**
 * The place of one unit, or null where it is not drawn.
 *
 * @param {Layout} layout
 * @param {Placed} column
 * @param {number | null} unit null for a whole strip
 * @returns {import("./layout.js").Box | null}
 */
export function boxOf(layout, column, unit) {
  if (column.role === "strip") return unit === null ? column.box : entryBox(column, unit, layout.vertical);
  return column.cells[column.units.indexOf(unit)] ?? null;
}

/** Edges that leave a whole strip are spread along it, by the units where they end. @returns {[number, number]} */
function startOf(layout, source, unit, target, targetUnit) {
  if (source.role === "strip" && unit === null) {
    const place = target.role === "strip" ? 0.5 : (target.units.indexOf(targetUnit) + 0.5) / target.units.length;
    return along(layout, source.box, place, true);
  }
  if (unit === null) return along(layout, source.box, 0.5, true);
  const box = boxOf(layout, source, unit);
  return box && along(layout, box, 0.5, true);
}

const nearSide = (layout, box) => along(layout, box, 0.5, false);

/** A point on the side of a box where edges leave (far) or arrive (near). @returns {[number, number]} */
function along({ vertical }, box, share, far) {
  if (vertical) return [box.x + box.width * share, box.y + (far ? box.height : 0)];
  return [box.x + (far ? box.width : 0), box.y + box.height * share];
}

/**
 * Edges as the `d` of an SVG path.
 *
 * @param {Edge[]} edges
 * @param {boolean} vertical
 */
export function pathOf(edges, vertical) {
  return edges
    .map(({ start: [x0, y0], end: [x1, y1] }) => {
      if (vertical) return `M${x0} ${y0}C${x0} ${(y0 + y1) / 2} ${x1} ${(y0 + y1) / 2} ${x1} ${y1}`;
      return `M${x0} ${y0}C${(x0 + x1) / 2} ${y0} ${(x0 + x1) / 2} ${y1} ${x1} ${y1}`;
    })
    .join("");
}

/**
 * The edge nearest to a point, if one passes within a few pixels.
 *
 * @param {Edge[]} edges
 * @param {number} x
 * @param {number} y
 * @param {boolean} vertical
 * @param {number} [reach] pixels
 * @returns {Edge | null}
 */
export function edgeAt(edges, x, y, vertical, reach = 5) {
  let [best, distance] = [null, reach];
  const [main, cross] = vertical ? [1, 0] : [0, 1];
  const point = [x, y];
  const steps = new Map();
  for (const edge of edges) {
    const [from, to] = [edge.start[main], edge.end[main]];
    const share = (point[main] - from) / (to - from);
    if (!(share > 0 && share < 1)) continue;
    if (!steps.has(share)) steps.set(share, easing(share));
    const height = edge.start[cross] + (edge.end[cross] - edge.start[cross]) * steps.get(share);
    if (Math.abs(height - point[cross]) < distance) [best, distance] = [edge, Math.abs(height - point[cross])];
  }
  return best;
}

/** The share across that a curve has come when it has come so far along: its control points lie half way. */
function easing(share) {
  let [low, high] = [0, 1];
  for (let step = 0; step < 24; step += 1) {
    const middle = (low + high) / 2;
    if (1.5 * middle * (1 - middle) + middle ** 3 < share) low = middle;
    else high = middle;
  }
  return low * low * (3 - 2 * low);
}

// The sources of a unit: the units of other nodes that it is computed from. Pure functions on a Side.

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
  const start = kernelStart(side, node, kernel.shape, unit, channel);
  if (start === null) return null;
  const [rows, columns, third, fourth] = kernel.shape;
  const data = Float32Array.from({ length: rows * columns }, (_, cell) => kernel.data[cell * third * fourth + start]);
  return { data, rows, columns };
}

/** The place of the weight between two units in each cell of the 4-D kernel. */
function kernelStart(side, node, [, , third, fourth], unit, channel) {
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
