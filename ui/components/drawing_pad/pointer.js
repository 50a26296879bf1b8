/** Strokes drawn with a mouse, a finger or a stylus. */

import { listen } from "../shared/element.js";

/**
 * @typedef {{down: (point: Point) => void, move: (point: Point) => void, up: () => void}} Pen
 * @typedef {{x: number, y: number}} Point in pixels of the paper
 *
 * @param {HTMLCanvasElement} canvas
 * @param {Pen} pen
 * @param {AbortSignal} signal
 */
export function drawByPointer(canvas, pen, signal) {
  /** @type {number | null} */
  let pointer = null;
  listen(canvas, "pointerdown", (event) => {
    if (pointer !== null || event.button !== 0) return;
    pointer = event.pointerId;
    canvas.setPointerCapture(pointer);
    pen.down(pointOf(canvas, event));
  }, signal);
  listen(canvas, "pointermove", (event) => {
    if (event.pointerId !== pointer) return;
    // Between two frames a fast pointer reports several places; drawing all of them keeps curves round.
    const events = event.getCoalescedEvents?.() ?? [];
    for (const part of events.length ? events : [event]) pen.move(pointOf(canvas, part));
  }, signal);
  const lift = (/** @type {PointerEvent} */ event) => {
    if (event.pointerId !== pointer) return;
    pointer = null;
    pen.up();
  };
  listen(canvas, "pointerup", lift, signal);
  listen(canvas, "pointercancel", lift, signal);
}

/** @param {HTMLCanvasElement} canvas @param {PointerEvent} event @returns {Point} */
function pointOf(canvas, event) {
  const box = canvas.getBoundingClientRect();
  const scale = canvas.width / box.width;
  return { x: (event.clientX - box.left) * scale, y: (event.clientY - box.top) * scale };
}
