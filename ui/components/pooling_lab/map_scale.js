/** How a map is coloured here: in greys where it is the picture itself, else red–white–blue; and the legend for it. */
import { legend } from "../maps/legend.js";
import { limitOf, paintMap } from "../shared/colours.js";
import { contextOf } from "../shared/element.js";
import { formatNumber } from "../shared/numbers.js";
import { rangeOfMap } from "../maps/scales.js";
import { digitsFor } from "../written/written.js";

/**
 * @typedef {import("../shared/colours.js").Scale} Scale
 * @typedef {import("../maps/scales.js").Tensor} Tensor
 */

/** The scale of a grey picture. @type {Scale} */
export const GREY = Object.freeze({ kind: "grey", limit: 1 });

/**
 * The scale of one or several maps; a map of zeros gets the limit 1.
 *
 * @param {boolean} grey whether they show the picture itself
 * @param {...ArrayLike<number>} maps
 * @returns {Scale}
 */
export function scaleOf(grey, ...maps) {
  return grey ? GREY : { kind: "activation", limit: Math.max(...maps.map((data) => limitOf(data))) || 1 };
}

/**
 * Paint one map of a tensor on a canvas, one pixel a cell.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {{data: ArrayLike<number>, shape: number[]}} tensor (rows, columns, maps)
 * @param {number} map
 * @param {Scale} scale
 */
export function paintCanvas(canvas, { data, shape: [rows, columns, maps] }, map, scale) {
  canvas.width = columns;
  canvas.height = rows;
  const context = contextOf(canvas);
  const pixels = context.createImageData(columns, rows);
  paintMap(pixels, columns, data, rows, columns, maps, map, scale);
  context.putImageData(pixels, 0, 0);
}

/** A legend: lowest and highest number of a scale, and its colours between them. */
export function createLegend() {
  const { root, set: write } = legend("activation");
  const set = (/** @type {Scale} */ { kind, limit }, /** @type {string} */ language) => {
    const digits = digitsFor(limit);
    const [low, high] = kind === "grey"
      ? ["0", "1"]
      : [-limit, limit].map((end) => formatNumber(end, digits, language));
    write(low, high, kind);
  };
  return { root, set };
}

/** "−0.42 … 1.30" of one map. @param {Tensor} tensor @param {number} map @param {string} language */
export function rangeText(tensor, map, language) {
  const { minimum, maximum } = rangeOfMap(tensor, map);
  return `${formatNumber(minimum, 2, language)} … ${formatNumber(maximum, 2, language)}`;
}
