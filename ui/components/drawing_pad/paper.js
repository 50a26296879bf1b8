/** The paper: a canvas of a fixed number of pixels that remembers its last states. */
import { contextOf } from "../shared/element.js";

const UNDO_STEPS = 20;

/**
 * @typedef {import("./pointer.js").Point} Point
 * @typedef {(from: Point, to: Point, ink: string, thickness: number) => void} Line `thickness` in pixels of the paper
 * @typedef {ReturnType<typeof createPaper>} Paper
 */

/**
 * @param {HTMLCanvasElement} canvas square, with its width set
 * @param {string} colour of the empty paper
 */
export function createPaper(canvas, colour) {
  const { width: size } = canvas;
  const context = contextOf(canvas, { willReadFrequently: true });
  /** @type {ImageData[]} */
  const states = [];
  context.lineCap = "round";
  fill();

  function fill() {
    context.fillStyle = colour;
    context.fillRect(0, 0, size, size);
  }

  function remember() {
    states.push(context.getImageData(0, 0, size, size));
    if (states.length > UNDO_STEPS) states.shift();
  }

  return {
    size,
    /** Call once before a change, so that `undo` can take it back. */
    remember,
    /** A straight stroke; from a point to itself it is a dot. @type {Line} */
    line(from, to, ink, thickness) {
      stroke(context, [from, to], ink, thickness);
    },
    clear() {
      remember();
      fill();
    },
    invert() {
      remember();
      context.putImageData(invert(context.getImageData(0, 0, size, size)), 0, 0);
    },
    /**
     * Lay the centre square of a picture over the whole paper; its transparent parts are paper.
     *
     * @param {ImageBitmap} picture
     */
    cover(picture) {
      remember();
      fill();
      drawCentre(context, picture, size);
    },
    /** What is on the paper from the beginning: nothing to take back. @param {CanvasImageSource} picture */
    start(picture) {
      context.drawImage(picture, 0, 0, size, size);
    },
    /** @returns {boolean} whether there was something to take back */
    undo() {
      const state = states.pop();
      if (state) context.putImageData(state, 0, 0);
      return Boolean(state);
    },
    canUndo: () => states.length > 0,
    /** @returns {string} the paper as a PNG in a data URL */
    url: () => canvas.toDataURL("image/png"),
  };
}

/** @param {CanvasRenderingContext2D} context @param {[Point, Point]} line @param {string} ink @param {number} thickness */
function stroke(context, [from, to], ink, thickness) {
  context.strokeStyle = ink;
  context.lineWidth = thickness;
  context.beginPath();
  context.moveTo(from.x, from.y);
  context.lineTo(to.x, to.y);
  context.stroke();
}

/**
 * Draw the centre square of a picture over the whole paper.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {ImageBitmap} picture
 * @param {number} size of the paper
 */
function drawCentre(context, picture, size) {
  const side = Math.min(picture.width, picture.height);
  context.imageSmoothingQuality = "high";
  const [left, top] = [(picture.width - side) / 2, (picture.height - side) / 2];
  context.drawImage(picture, left, top, side, side, 0, 0, size, size);
}

/** Turn the colours of an image over, and leave its transparency. @param {ImageData} image */
function invert(image) {
  image.data.forEach((level, index) => {
    if (index % 4 !== 3) image.data[index] = 255 - level;
  });
  return image;
}
