/** One kernel as a small grid of coloured cells, one pixel a weight. */
import { css, weightColour } from "../shared/colours.js";

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Float32Array} weights row by row
 * @param {number} rows
 * @param {number} columns
 * @param {number} limit of the colour scale
 */
export function paintKernelGrid(canvas, weights, rows, columns, limit) {
  canvas.width = columns;
  canvas.height = rows;
  const context = canvas.getContext("2d");
  weights.forEach((weight, cell) => {
    context.fillStyle = css(weightColour(weight, limit));
    context.fillRect(cell % columns, Math.floor(cell / columns), 1, 1);
  });
}
