/** The moved picture, each of its pixels a square. */
import { paintPicture } from "../shared/colours.js";
import { contextOf, element } from "../shared/element.js";

/** @param {Object<string, string>} words */
export function createPicture(words) {
  const canvas = element("canvas", { class: "movement-picture", role: "img" });
  return {
    root: element(
      "figure",
      { class: "movement-figure" },
      canvas,
      element("figcaption", { class: "cl-muted" }, words.picture_caption),
    ),
    /** @param {import("../shared/payload.js").Tensor} pictures @param {number} index @param {string} said */
    paint({ data, shape: [, rows, columns, channels] }, index, said) {
      canvas.width = columns;
      canvas.height = rows;
      const size = rows * columns * channels;
      const levels = Float32Array.from(data.subarray(index * size, (index + 1) * size), (byte) => byte / 255);
      const pixels = new ImageData(columns, rows);
      paintPicture(pixels, columns, levels, rows, columns, channels);
      contextOf(canvas).putImageData(pixels, 0, 0);
      canvas.setAttribute("aria-label", said);
    },
  };
}
