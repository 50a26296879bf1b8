/** The picture as it was, with the part that is kept, and as the network sees it, with what was done to it in words. */
import { paintPicture } from "../shared/colours.js";
import { contextOf, element } from "../shared/element.js";
import { formatNumber } from "../shared/numbers.js";
import { say } from "../shared/words.js";

/**
 * @typedef {import("../shared/payload.js").Tensor} Pixels uint8 (rows, columns, channels)
 * @typedef {{name: string, original: number[], kept: {row: number, column: number, rows: number, columns: number},
 *   framing: string, range: string, channels: number, numbers: {lowest: number, mean: number, highest: number}}} Seen
 */

/**
 * Make the picture as it was, beside it as the network sees it.
 *
 * @param {import("../shared/words.js").Words} words
 * @param {string} language
 */
export function createPicture(words, language) {
  const before = createCanvas("original-picture");
  const after = createCanvas("seen-picture");
  const frame = element("span", { class: "kept-part", "aria-hidden": "true" });
  const steps = element("ol", { class: "seen-steps cl-muted" });
  const root = element(
    "section",
    { class: "seen", "aria-label": words.seen_title },
    element("h3", {}, words.seen_title),
    element(
      "div",
      { class: "seen-pictures" },
      element("span", { class: "original" }, before, frame),
      element("span", { class: "seen-arrow", "aria-hidden": "true" }, "→"),
      after,
    ),
    steps,
  );
  return {
    root,
    /** @param {Pixels} pixels @param {Pixels} original @param {Seen} seen */
    update(pixels, original, seen) {
      const { name, framing, kept } = seen;
      const [rows, columns] = pixels.shape;
      const [tall, wide] = seen.original;
      const told = sentences(seen, rows, columns);
      paint(before, original);
      paint(after, pixels);
      before.setAttribute("aria-label", say(words, "original", { name, rows: tall, columns: wide }));
      after.setAttribute("aria-label", `${name}. ${told.join(" ")}`);
      frame.hidden = framing !== "crop" || (kept.rows === tall && kept.columns === wide);
      const share = (/** @type {number} */ part, /** @type {number} */ whole) => `${(100 * part) / whole}%`;
      Object.assign(frame.style, {
        top: share(kept.row, tall),
        left: share(kept.column, wide),
        height: share(kept.rows, tall),
        width: share(kept.columns, wide),
      });
      steps.replaceChildren(...told.map((sentence) => element("li", {}, sentence)));
    },
  };

  /** @param {Seen} seen @param {number} rows @param {number} columns of the picture as it is seen */
  function sentences({ original: [tall, wide], kept, framing, range, channels, numbers }, rows, columns) {
    const number = (/** @type {number} */ value) => formatNumber(value, numbers.highest > 2 ? 0 : 2, language);
    return [
      say(words, `seen_${framing}`, { rows: tall, columns: wide, kept_rows: kept.rows, kept_columns: kept.columns }),
      say(words, channels === 1 ? "seen_resized_grey" : "seen_resized", { rows, columns }),
      say(words, "seen_numbers", {
        range,
        lowest: number(numbers.lowest),
        mean: number(numbers.mean),
        highest: number(numbers.highest),
      }),
    ];
  }
}

const createCanvas = (/** @type {string} */ name) => element("canvas", { class: name, role: "img" });

/** @param {HTMLCanvasElement} canvas @param {Pixels} picture */
function paint(canvas, { data, shape: [rows, columns, channels] }) {
  canvas.width = columns;
  canvas.height = rows;
  const levels = Float32Array.from(data, (byte) => byte / 255);
  const pixels = new ImageData(columns, rows);
  paintPicture(pixels, columns, levels, rows, columns, channels);
  contextOf(canvas).putImageData(pixels, 0, 0);
}
