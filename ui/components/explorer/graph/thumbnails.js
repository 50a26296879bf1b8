/** The small pictures of a large network's nodes: the picture, the strongest map of a layer, or a vector in lines. */
import { limitOf, paintMap, paintPicture } from "../../shared/colours.js";
import { element } from "../../shared/element.js";
import { say } from "../../shared/words.js";
import { isVector } from "../overview/columns.js";

/** Rows and columns that a thumbnail has at most, see cnn_core/explorer/result.py. */
const THUMBNAIL = 24;

/**
 * @typedef {{data: ArrayLike<number>, rows: number, columns: number}} Thumbnail
 */

/**
 * What a node shows, or null where nothing was sent.
 *
 * @param {import("../side.js").Side} side
 * @param {string} name
 * @returns {Thumbnail | null}
 */
export function thumbnailOf(side, name) {
  const sent = side.array(`thumb:${name}`);
  if (sent) return { data: sent.data, rows: sent.shape[0], columns: sent.shape[1] ?? 1 };
  const node = side.node(name);
  const output = node.kind !== "input" && isVector(node.shape) ? side.output(name) : null;
  if (!output) return null;
  const columns = Math.ceil(Math.sqrt(output.data.length));
  return { data: output.data, rows: Math.ceil(output.data.length / columns), columns };
}

/** Which unit answers most, in words; "" where nobody said. */
export function strongestText(side, { name, shape }) {
  const strongest = side.strongest[name];
  if (strongest === undefined) return "";
  return say(side.words, isVector(shape) ? "graph.strongest_entry" : "graph.strongest", { number: strongest + 1 });
}

/** How many entries of a long vector one cell of its thumbnail stands for, in words; "" where each has a cell. */
export function foldedText(side, { name, shape }) {
  const sent = isVector(shape) ? side.array(`thumb:${name}`) : null;
  if (!sent) return "";
  const each = Math.ceil(side.unitCount(name) / THUMBNAIL ** 2);
  return say(side.words, "graph.folded", { count: each });
}

/**
 * The limits of the thumbnails' colours, of what is drawn.
 *
 * @param {import("../side.js").Side} side
 * @param {Map<string, Thumbnail | null>} thumbnails
 * @param {string} scale
 * @returns {(name: string) => number}
 */
export function limitsOf(side, thumbnails, scale) {
  const own = new Map(Array.from(thumbnails, ([name, thumbnail]) => [name, thumbnail ? limitOf(thumbnail.data) : 0]));
  const belongs = (name, other) =>
    scale === "global" || (scale === "block" && side.node(name).block === side.node(other).block);
  const shared = new Map();
  return (name) => {
    if (scale === "unit" || scale === "layer" || side.node(name).kind === "softmax") return own.get(name) || 1;
    const key = scale === "global" ? "all" : side.node(name).block;
    if (!shared.has(key)) {
      const group = [...own.keys()].filter((other) => belongs(name, other) && side.node(other).kind !== "softmax");
      shared.set(key, Math.max(0, ...group.map((other) => own.get(other))));
    }
    return shared.get(key) || 1;
  };
}

/** Draw a thumbnail into a box of the stage's canvas, with sharp cells. */
export function drawThumbnail(context, { data, rows, columns }, { kind, limit }, box, ratio) {
  const cells = /** @type {HTMLCanvasElement} */ (element("canvas", { width: columns, height: rows }));
  const image = new ImageData(columns, rows);
  const whole = data.length === rows * columns
    ? data
    : Float32Array.from({ length: rows * columns }, (_, index) => data[index] ?? 0);
  paintMap(image, columns, whole, rows, columns, 1, 0, { kind, limit });
  cells.getContext("2d").putImageData(image, 0, 0);
  enlarge(context, cells, box, ratio);
}

/** Draw the picture as the network sees it. */
export function drawPicture(context, { data, shape }, box, ratio) {
  const [rows, columns, channels] = shape;
  const cells = /** @type {HTMLCanvasElement} */ (element("canvas", { width: columns, height: rows }));
  const image = new ImageData(columns, rows);
  paintPicture(image, columns, Float32Array.from(data, (byte) => byte / 255), rows, columns, channels);
  cells.getContext("2d").putImageData(image, 0, 0);
  enlarge(context, cells, box, ratio);
}

function enlarge(context, cells, { x, y, width, height }, ratio) {
  const share = Math.min(width / cells.width, height / cells.height);
  const [wide, high] = [cells.width * share, cells.height * share];
  context.imageSmoothingEnabled = share * ratio < 1;
  context.drawImage(
    cells,
    (x + (width - wide) / 2) * ratio,
    (y + (height - high) / 2) * ratio,
    wide * ratio,
    high * ratio,
  );
}
