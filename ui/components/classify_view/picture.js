/** The picture as the network sees it, on a canvas, with its size and its numbers in words. */
import { paintPicture } from "../shared/colours.js";
import { element } from "../shared/element.js";
import { say } from "../shared/words.js";

/** @param {Object<string, string>} words */
export function createPicture(words) {
  const canvas = /** @type {HTMLCanvasElement} */ (element("canvas", { class: "seen-picture", role: "img" }));
  const caption = element("figcaption", { class: "cl-muted" });
  return {
    root: element("figure", { class: "seen" }, canvas, caption),
    /** @param {{data: Uint8Array, shape: number[]}} pixels @param {{name: string, range: string}} told */
    update({ data, shape: [rows, columns, channels] }, { name, range }) {
      const text = say(words, "seen", { rows, columns, range });
      canvas.width = columns;
      canvas.height = rows;
      canvas.setAttribute("aria-label", `${name}. ${text}`);
      caption.textContent = text;
      const levels = Float32Array.from(data, (byte) => byte / 255);
      const pixels = new ImageData(columns, rows);
      paintPicture(pixels, columns, levels, rows, columns, channels);
      canvas.getContext("2d").putImageData(pixels, 0, 0);
    },
  };
}
