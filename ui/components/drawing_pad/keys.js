/** Strokes drawn by keyboard: arrow keys move a cursor; the pen is down while Space is held, or from Enter to Enter. */

import { listen } from "../shared/element.js";

/** @type {Record<string, [right: number, down: number]>} */
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const STEP = 8;

/**
 * @param {HTMLCanvasElement} canvas that can have the focus
 * @param {import("./pointer.js").Pen} pen
 * @param {{moved: (point: import("./pointer.js").Point, down: boolean) => void, clear: () => void, undo: () => void}} actions
 * @param {AbortSignal} signal
 */
export function drawByKeys(canvas, pen, actions, signal) {
  const point = { x: canvas.width / 2, y: canvas.height / 2 };
  /** The key that holds the pen down. @type {string | null} */
  let down = null;

  const lower = (/** @type {string} */ key) => {
    if (down) return;
    down = key;
    pen.down({ ...point });
    actions.moved(point, true);
  };
  const lift = () => {
    if (!down) return;
    down = null;
    pen.up();
    actions.moved(point, false);
  };
  const move = (/** @type {[right: number, down: number]} */ [x, y], /** @type {boolean} */ fine) => {
    const step = fine ? 1 : STEP;
    point.x = Math.min(Math.max(point.x + x * step, 0), canvas.width);
    point.y = Math.min(Math.max(point.y + y * step, 0), canvas.height);
    if (down) pen.move({ ...point });
    actions.moved(point, Boolean(down));
  };

  listen(canvas, "keydown", (event) => {
    const { key } = event;
    if (Object.hasOwn(STEPS, key)) move(STEPS[key], event.shiftKey);
    else if (key === " ") event.repeat || lower(" ");
    else if (key === "Enter") event.repeat || (down ? lift() : lower("Enter"));
    else if (key === "Escape" && down) lift();
    else if (key === "Delete" || key === "Backspace") actions.clear();
    else if (key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey)) actions.undo();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }, signal);
  listen(canvas, "keyup", (event) => event.key === " " && down === " " && lift(), signal);
  listen(canvas, "focus", () => canvas.matches(":focus-visible") && actions.moved(point, false), signal);
  listen(canvas, "blur", lift, signal);
}
