/** Rows of a list are dragged by their grips to another place. Escape leaves everything as it was. */
import { listen } from "../shared/element.js";

/** @typedef {{id: number, root: HTMLElement, grip: HTMLElement | null}} Row */

/**
 * @param {HTMLElement} list
 * @param {{rows: () => Row[], onDrop: (id: number, place: number) => void}} callbacks
 *   `place`: where the row then stands among the others, from 0
 * @param {AbortSignal} signal
 */
export function createDrag(list, { rows, onDrop }, signal) {
  /** @type {{id: number, row: HTMLElement, place: number | null} | null} */
  let held = null;

  /** @param {number} height of the pointer */
  function mark(height) {
    if (!held) return;
    const own = held.id;
    const others = rows().filter(({ id }) => id !== own);
    const place = placeAt(height, others);
    for (const { root } of rows()) root.classList.remove("drop-before", "drop-after");
    const target = others[place] ?? others.at(-1);
    target?.root.classList.add(others[place] ? "drop-before" : "drop-after");
    target?.root.scrollIntoView({ block: "nearest" });
    held.place = place;
  }

  /** @param {boolean} drops */
  function end(drops) {
    if (!held) return;
    const { id, place, row } = held;
    held = null;
    for (const { root } of rows()) root.classList.remove("drop-before", "drop-after");
    row.classList.remove("layer-dragged");
    if (drops && place !== null) onDrop(id, place);
  }

  listen(list, "pointerdown", (event) => {
    const row = rows().find(({ grip }) => event.target instanceof Node && grip?.contains(event.target));
    if (!row || event.button !== 0) return;
    event.preventDefault();
    row.grip?.setPointerCapture(event.pointerId);
    row.root.classList.add("layer-dragged");
    held = { id: row.id, row: row.root, place: null };
  }, signal);
  listen(list, "pointermove", (event) => mark(event.clientY), signal);
  listen(list, "pointerup", () => end(true), signal);
  listen(list, "pointercancel", () => end(false), signal);
  listen(document, "keydown", (event) => event.key === "Escape" && end(false), signal);
}

/** Before how many rows a height lies. @param {number} y @param {Row[]} others */
function placeAt(y, others) {
  return others.filter(({ root }) => {
    const { top, height } = root.getBoundingClientRect();
    return top + height / 2 < y;
  }).length;
}
