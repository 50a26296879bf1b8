/**
 * The columns of a small network: what each of them draws, and where a unit lies in it; and their motion from one
 * layout to the next.
 *
 * @typedef {import("../side.js").Side} Side
 * @typedef {object} Column
 * @property {string} name the node's
 * @property {"picture" | "maps" | "strip" | "logits" | "scores"} role
 * @property {number[]} units which units are drawn, in order; a strip draws all of them as its cells
 * @property {number} count how many units the node has
 * @property {number} aspect columns of a map divided by its rows
 * @property {boolean} fan whether many edges end here, which takes room
 * @property {number} block
 */

// The drawing of each layer of a small network: as a column of maps, as a strip of cells, or as rows of classes. Pure
// functions on a Side.

/** So many classes are shown one below the other; of more, only those with the highest scores. */
export const ALL_CLASSES = 20;
export const TOP_CLASSES = 10;
/** The name of the column that shows the picture in its true colours; no node can have it. */
export const PICTURE = "";

const FANS = new Set(["convolution", "separable", "transposed", "dense", "flatten", "reshape", "other", "concatenate"]);

/**
 * @param {Side} side
 * @returns {Column[]} in computing order
 */
export function columnsOf(side) {
  const classes = classColumns(side);
  const columns = side.nodes.map((node) => columnOf(side, node, classes));
  const colours = side.nodes[0].kind === "input" && side.unitCount(side.nodes[0].name) === 3 && side.picture;
  return colours ? [pictureColumn(side), ...columns] : columns;
}

function pictureColumn(side) {
  const [rows, columns] = side.picture.shape;
  return {
    name: PICTURE,
    role: "picture",
    units: [0],
    count: 1,
    aspect: columns / rows,
    fan: false,
    block: side.nodes[0].block,
  };
}

function columnOf(side, node, classes) {
  const count = side.unitCount(node.name);
  const role = classes.roles[node.name] ?? (isVector(node.shape) ? "strip" : "maps");
  const units = role === "logits" || role === "scores"
    ? classes.units
    : Array.from({ length: count }, (_, unit) => unit);
  const [rows, columns] = [node.shape[node.shape.length - 3] ?? 1, node.shape[node.shape.length - 2] ?? 1];
  return { name: node.name, role, units, count, aspect: columns / rows, fan: FANS.has(node.kind), block: node.block };
}

/** Return true if an output is a vector: one number a unit. */
export const isVector = (shape) => shape.slice(0, -1).every((size) => size === 1);

/** Find the nodes that hold one number a class, and the classes that are shown. */
function classColumns(side) {
  const output = side.node(side.graph.output);
  const vector = isVector(output.shape) && side.output(output.name);
  if (!vector) return { roles: {}, units: [] };
  const roles = { [output.name]: "scores" };
  const before = logitsOf(side);
  if (before) roles[before] = "logits";
  return { roles, units: shownClasses(vector.data) };
}

/**
 * The node whose numbers the softmax or sigmoid at the end turns into scores.
 *
 * @param {Side} side
 * @returns {string | null}
 */
export function logitsOf(side) {
  const output = side.node(side.graph.output);
  if (!["softmax", "activation"].includes(output.kind)) return null;
  return isVector(side.node(output.inputs[0]).shape) ? output.inputs[0] : null;
}

/**
 * Choose the classes that are shown: all of a few, in their order; of many those with the highest scores, from the top.
 *
 * @param {ArrayLike<number>} scores
 * @returns {number[]}
 */
export function shownClasses(scores) {
  const order = Array.from(scores, (_, index) => index);
  if (order.length <= ALL_CLASSES) return order;
  return order.sort((one, other) => scores[other] - scores[one]).slice(0, TOP_CLASSES);
}

// Small pieces of both layouts. Pure functions.

/**
 * The room before a column: at least so many pixels, and which share of what is left over.
 *
 * @param {Column[]} columns
 * @param {number} index
 * @param {boolean} [compact] whether names need the room more than edges do
 * @returns {{least: number, share: number}}
 */
export function gapBefore(columns, index, compact = false) {
  if (index === 0) return { least: 0, share: 0 };
  const { role, fan } = columns[index];
  const before = columns[index - 1].role;
  if (role === "scores") return before === "logits" ? { least: 12, share: 0 } : { least: 24, share: 1.2 };
  if (fan) return { least: role === "maps" ? 34 : 22, share: compact ? 1.2 : role === "maps" ? 2.6 : 1.4 };
  return { least: before === "picture" ? (compact ? 34 : 22) : compact ? 18 : 26, share: 1 };
}

/** The largest box of an aspect within a square, in its middle. */
export function fitted(square, aspect) {
  const size = square.width;
  const width = aspect >= 1 ? size : Math.max(3, size * aspect);
  const height = aspect >= 1 ? Math.max(3, size / aspect) : size;
  return roundedBox({ x: square.x + (size - width) / 2, y: square.y + (square.height - height) / 2, width, height });
}

export function roundedBox({ x, y, width, height }) {
  return {
    x: Math.round(x),
    y: Math.round(y),
    width: Math.max(1, Math.round(width)),
    height: Math.max(1, Math.round(height)),
  };
}

/**
 * Neighbouring columns of one block.
 *
 * @template {{block: number}} T
 * @param {T[]} placed
 * @returns {{block: number, first: T, last: T}[]}
 */
export function between(placed) {
  const found = [];
  for (const column of placed) {
    const open = found[found.length - 1];
    if (open && open.block === column.block) open.last = column;
    else found.push({ block: column.block, first: column, last: column });
  }
  return found;
}

/**
 * The place of one cell of a strip.
 *
 * @param {import("./layout.js").Placed} column
 * @param {number} unit
 * @param {boolean} vertical whether layers are bands, so that strips run from left to right
 * @returns {import("./layout.js").Box}
 */
export function entryBox({ box, count, lines }, unit, vertical) {
  const along = Math.ceil(count / lines);
  const [place, line] = [unit % along, Math.floor(unit / along)];
  if (vertical) {
    const [width, height] = [box.width / along, box.height / lines];
    return { x: box.x + place * width, y: box.y + line * height, width, height };
  }
  const [width, height] = [box.width / lines, box.height / along];
  return { x: box.x + line * width, y: box.y + place * height, width, height };
}

/** Find the cell of a strip that lies at a point. */
export function entryAt({ box, count, lines }, x, y, vertical) {
  const along = Math.ceil(count / lines);
  const share = (position, start, size, number) =>
    Math.min(number - 1, Math.max(0, Math.floor(((position - start) / size) * number)));
  const place = vertical ? share(x, box.x, box.width, along) : share(y, box.y, box.height, along);
  const line = vertical ? share(y, box.y, box.height, lines) : share(x, box.x, box.width, lines);
  return Math.min(count - 1, line * along + place);
}

// Movement from one layout to another: boxes slide, and at the end everything stands exactly where it belongs.

const LENGTH = 320;

/** Return true if the visitor asked the system for less movement. */
export const isReduced = () => globalThis.matchMedia("(prefers-reduced-motion: reduce)").matches;

/**
 * @param {(share: number) => void} step called once a frame with 0 … 1, eased, and last with 1
 * @param {number} [length] milliseconds
 * @returns {() => void} stops at once, without a last step
 */
export function slide(step, length = LENGTH) {
  let frame = 0;
  const start = performance.now();
  const next = (now) => {
    const share = Math.min(1, Math.max(0, (now - start) / length));
    step(share < 1 ? share * share * (3 - 2 * share) : 1);
    if (share < 1) frame = requestAnimationFrame(next);
  };
  frame = requestAnimationFrame(next);
  return () => cancelAnimationFrame(frame);
}

/**
 * The columns of one layout on their way to another; columns that only one of them has stay out.
 *
 * @param {import("./layout.js").Layout} from
 * @param {import("./layout.js").Layout} to
 * @param {number} share
 */
export function onTheWay(from, to, share) {
  return to.columns.flatMap((column) => {
    const before = from.columns.find(({ name }) => name === column.name);
    if (before?.cells.length !== column.cells.length) return [];
    return [{ ...column, cells: column.cells.map((cell, index) => mixed(before.cells[index], cell, share)) }];
  });
}

function mixed(one, other, share) {
  const mix = (key) => one[key] + (other[key] - one[key]) * share;
  return { x: mix("x"), y: mix("y"), width: mix("width"), height: mix("height") };
}

/**
 * Scroll to a part of the view, once what slides has come to rest: an element to the top, where its `scroll-margin` says
 * how much room stays above it, and a drawn shape to the middle.
 *
 * @param {() => Element} find asked when that is so
 * @returns {() => void} gives up, if that has not happened yet
 */
export function bringIntoSight(find) {
  const reduced = isReduced();
  const scroll = () => {
    const place = find();
    place.scrollIntoView({
      block: place instanceof SVGElement ? "center" : "start",
      behavior: reduced ? "auto" : "smooth",
    });
  };
  const timer = setTimeout(scroll, reduced ? 0 : LENGTH);
  return () => clearTimeout(timer);
}
