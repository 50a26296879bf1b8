/** One picture, enlarged: what it is, and its pixels as the numbers that a network gets. */

import { around, element, listen } from "../shared/element.js";
import { say } from "../shared/words.js";
import { paint, pixelOf } from "../maps/pixels.js";

/**
 * @typedef {import("../shared/payload.js").Tensor} Tensor
 * @typedef {[row: number, column: number]} Place
 * @typedef {{images: Tensor, index: number}} Shown
 */
/** @type {Record<string, [number, number]>} */
const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
/** @type {Record<number, string[]>} the words of the channels, by how many there are */
const NAMES = { 1: ["grey"], 3: ["red", "green", "blue"] };

/**
 * @param {Object<string, string>} words
 * @param {{onAct: (action: string) => void}} callbacks
 * @param {AbortSignal} signal
 */
export function createEnlarged(words, { onAct }, signal) {
  const { root, canvas, cursor, title, detail, pixel, actions } = createParts();
  /** @type {Shown | null} */
  let shown = null;
  /** @type {Place | null} */
  let place = null;

  listen(canvas, "pointermove", (event) => point(under(event, canvas)), signal);
  listen(canvas, "pointerdown", (event) => point(under(event, canvas)), signal);
  listen(canvas, "pointerleave", () => point(null), signal);
  listen(canvas, "keydown", (event) => {
    const step = Object.hasOwn(STEPS, event.key) ? STEPS[event.key] : null;
    if (!step || !shown) return;
    event.preventDefault();
    point(place ? inside(place[0] + step[0], place[1] + step[1], canvas) : [0, 0]);
  }, signal);
  listen(actions, "click", (event) => {
    const action = around(event, "[data-action]")?.dataset.action;
    if (action) onAct(action);
  }, signal);

  /** @param {Place | null} next */
  function point(next) {
    place = next;
    cursor.hidden = !place;
    pixel.textContent = place && shown ? numbers(words, shown, place) : words.pixel_hint;
    if (!place || !shown) return;
    layOver(cursor, place, shown.images.shape);
  }

  return {
    root,
    /**
     * Show another picture; the pixel that was pointed at stays pointed at.
     *
     * @param {Tensor} images
     * @param {number} index
     * @param {import("./view.js").GridEntry} picture
     */
    draw(images, index, picture) {
      shown = { images, index };
      const [, rows, columns] = images.shape;
      paint(canvas, images, index);
      canvas.setAttribute("aria-label", say(words, "enlarged", { name: picture.label }));
      title.textContent = picture.label;
      detail.textContent = picture.detail;
      point(place && place[0] < rows && place[1] < columns ? place : null);
    },
    /** Offer what can be done with the picture. @param {import("./view.js").GridAction[]} offered */
    offer(offered) {
      if (actions.childElementCount === offered.length) return;
      actions.replaceChildren(
        ...offered.map(({ name, word }) =>
          element("button", { type: "button", class: "cl-button cl-button-small", dataset: { action: name } }, word)
        ),
      );
    },
  };
}

function createParts() {
  const canvas = element("canvas", {
    class: "grid-large",
    tabindex: 0,
    role: "application",
    "aria-describedby": "grid-pixel",
  });
  const cursor = element("div", { class: "grid-cursor", "aria-hidden": "true", hidden: true });
  const title = element("p", { class: "grid-title" });
  const detail = element("p", { class: "grid-detail cl-muted" });
  const pixel = element("p", { class: "grid-pixel", id: "grid-pixel", role: "status" });
  const actions = element("div", { class: "cl-buttons" });
  const sheet = element("div", { class: "grid-sheet" }, canvas, cursor);
  const root = element(
    "div",
    { class: "grid-enlarged" },
    sheet,
    element("div", { class: "grid-facts" }, title, detail, pixel, actions),
  );
  return { root, canvas, cursor, title, detail, pixel, actions };
}

/** Lay the cursor over a pixel. @param {HTMLElement} cursor @param {Place} place @param {number[]} shape of the pictures */
function layOver({ style }, place, [, rows, columns]) {
  style.top = `${(100 * place[0]) / rows}%`;
  style.left = `${(100 * place[1]) / columns}%`;
  style.height = `${100 / rows}%`;
  style.width = `${100 / columns}%`;
}

/** @param {PointerEvent} event @param {HTMLCanvasElement} canvas */
function under(event, canvas) {
  const box = canvas.getBoundingClientRect();
  const row = Math.floor(((event.clientY - box.top) / box.height) * canvas.height);
  const column = Math.floor(((event.clientX - box.left) / box.width) * canvas.width);
  return inside(row, column, canvas);
}

/** @param {number} row @param {number} column @param {HTMLCanvasElement} canvas @returns {Place} */
function inside(row, column, canvas) {
  return [Math.max(0, Math.min(canvas.height - 1, row)), Math.max(0, Math.min(canvas.width - 1, column))];
}

/** @param {import("../shared/words.js").Words} words @param {Shown} shown @param {Place} place */
function numbers(words, { images, index }, [row, column]) {
  const values = pixelOf(images, index, row, column);
  const named = values.map((value, channel) => `${words[NAMES[values.length][channel]]} ${value}`);
  return `${say(words, "pixel", { row: row + 1, column: column + 1 })}: ${named.join(" · ")}`;
}
