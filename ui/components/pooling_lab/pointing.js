/**
 * Pointer and keys over a set of tiles that share one selected cell.
 *
 * The pointer selects the cell below it until a click pins one; arrow keys move the cell, PageUp and PageDown by ten
 * rows, Home and End to the ends, with Shift to the next tile; Enter pins, Escape lets go. One tile is a tab stop.
 *
 * @typedef {{tile: number, row: number, column: number, pinned: boolean}} Selection
 */
import { around, listen } from "../shared/element.js";
import { cellAt, moved } from "../maps/tile.js";

/** @type {Record<string, string>} */
const NEXT_TILE = { ArrowLeft: "ArrowUp", ArrowRight: "ArrowDown" };

/**
 * @param {HTMLElement} root holds the tiles' buttons, which carry their number as `data-tile`
 * @param {{
 *   selection(): Selection, shape(): number[], count: number,
 *   cell(tile: number, place: {row: number, column: number}): {row: number, column: number},
 *   select(selection: Selection): void, focus(tile: number): void,
 * }} view `shape` is that of the selected cells, `count` the number of tiles; `cell` turns a place on a tile into a cell
 * @returns {{destroy(): void}}
 */
export function createPointing(root, view) {
  const abort = new AbortController();
  let frame = 0;

  /** @param {Pick<PointerEvent, "clientX" | "clientY">} event @param {HTMLElement} button */
  function selectionAt(event, button) {
    const tile = Number(button.dataset.tile);
    const canvas = /** @type {HTMLCanvasElement} */ (button.querySelector("canvas"));
    return { tile, ...view.cell(tile, cellAt(event, canvas, canvas.height, canvas.width)) };
  }

  /** @param {PointerEvent} event */
  function move(event) {
    const button = around(event, "[data-tile]");
    if (!button || event.pointerType === "touch" || view.selection().pinned) return;
    const place = { clientX: event.clientX, clientY: event.clientY };
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => view.select({ ...selectionAt(place, button), pinned: false }));
  }

  /** @param {PointerEvent} event */
  function click(event) {
    const button = around(event, "[data-tile]");
    if (!button) return;
    cancelAnimationFrame(frame);
    const before = view.selection();
    const next = event.detail === 0 ? before : selectionAt(event, button); // detail 0: pressed by key
    const same = next.tile === before.tile && next.row === before.row && next.column === before.column;
    view.select({ ...next, pinned: !(before.pinned && same) });
  }

  /** @param {KeyboardEvent} event */
  function key(event) {
    if (!around(event, "[data-tile]") || event.ctrlKey || event.metaKey || event.altKey) return;
    const { tile, ...cell } = view.selection();
    const [rows, columns] = view.shape();
    const pressed = event.shiftKey ? (NEXT_TILE[event.key] ?? event.key) : event.key;
    const lab = { tiles: { shape: [rows, columns, view.count] } };
    const found = moved({ ...cell, map: tile, stage: "tiles" }, pressed, event.shiftKey, lab, ["tiles"]);
    if (!found) return;
    event.preventDefault();
    view.select({ tile: found.map, row: found.row, column: found.column, pinned: found.pinned });
    view.focus(found.map);
  }

  listen(root, "pointermove", move, abort.signal);
  listen(root, "click", click, abort.signal);
  listen(root, "keydown", key, abort.signal);
  return {
    destroy() {
      cancelAnimationFrame(frame);
      abort.abort();
    },
  };
}
