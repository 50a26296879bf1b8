/** Pictures as bytes, (pictures, rows, columns, channels), on canvases. */
import { contextOf } from "../shared/element.js";

/**
 * One picture as ImageData.
 *
 * @param {import("../shared/payload.js").Tensor} images uint8, 1 channel (grey) or 3 (red, green, blue)
 * @param {number} index which of them
 * @returns {ImageData}
 */
export function imageOf({ data, shape: [, rows, columns, channels] }, index) {
  const image = new ImageData(columns, rows);
  const [green, blue] = channels === 3 ? [1, 2] : [0, 0];
  let source = index * rows * columns * channels;
  for (let position = 0; position < image.data.length; position += 4, source += channels) {
    image.data[position] = data[source];
    image.data[position + 1] = data[source + green];
    image.data[position + 2] = data[source + blue];
    image.data[position + 3] = 255;
  }
  return image;
}

/**
 * The values of one pixel, one for each channel.
 *
 * @param {import("../shared/payload.js").Tensor} images
 * @param {number} index which of them
 * @param {number} row
 * @param {number} column
 * @returns {number[]} 0 to 255
 */
export function pixelOf({ data, shape: [, rows, columns, channels] }, index, row, column) {
  const start = ((index * rows + row) * columns + column) * channels;
  return Array.from(data.subarray(start, start + channels));
}

/**
 * Paint one picture on a canvas, a pixel on a pixel.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {import("../shared/payload.js").Tensor} images
 * @param {number} index
 */
export function paint(canvas, images, index) {
  const image = imageOf(images, index);
  canvas.width = image.width;
  canvas.height = image.height;
  contextOf(canvas).putImageData(image, 0, 0);
}
