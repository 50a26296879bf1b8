/**
 * How each layer of a small network is drawn: as a column of maps, as a strip of cells, or as rows of classes. Pure
 * functions on a Side.
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

/** Whether an output is a vector: one number a unit. */
export const isVector = (shape) => shape.slice(0, -1).every((size) => size === 1);

/** Which nodes hold one number a class, and which classes are shown. */
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
 * Which classes are shown: all of a few, in their order; of many those with the highest scores, highest first.
 *
 * @param {ArrayLike<number>} scores
 * @returns {number[]}
 */
export function shownClasses(scores) {
  const order = Array.from(scores, (_, index) => index);
  if (order.length <= ALL_CLASSES) return order;
  return order.sort((one, other) => scores[other] - scores[one]).slice(0, TOP_CLASSES);
}
