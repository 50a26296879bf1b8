/** One tile: the frame of a map, a channel or the picture, with outlines over it and a caption below. */
import { element } from "../shared/element.js";

/**
 * @typedef {{
 *   root: HTMLElement, button: HTMLElement, frame: HTMLElement, caption: HTMLElement,
 *   outline(box: import("./marks.js").Box|null, rows: number, columns: number, kind?: string): void,
 *   shade(rows: number, columns: number, unusedRows: number[], unusedColumns: number[], title: string): void,
 * }} Tile
 */

/**
 * @param {Object<string, string>} attributes of the tile's button; without a `data-stage` the tile cannot be pointed at
 * @returns {Tile}
 */
export function createTile(attributes) {
  const shading = element("div", { class: "shading", "aria-hidden": "true" });
  const outlineBox = element("div", { class: "outline", "aria-hidden": "true", hidden: "" });
  const frame = element("div", { class: "frame" }, shading, outlineBox);
  const caption = element("span", { class: "caption" });
  const button = element("button", { type: "button", class: "tile-button", ...attributes }, frame);
  const root = element("div", { class: "tile" }, button, caption);
  return {
    root,
    button,
    frame,
    caption,
    outline(box, rows, columns, kind = "window") {
      outlineBox.hidden = !box;
      if (!box) return;
      outlineBox.dataset.kind = kind;
      place(outlineBox, box, rows, columns);
    },
    shade(rows, columns, unusedRows, unusedColumns, title) {
      shading.replaceChildren(
        ...runs(unusedRows).map(([row, count]) =>
          stripe({ row, column: 0, rows: count, columns }, rows, columns, title)
        ),
        ...runs(unusedColumns).map(([column, count]) =>
          stripe({ row: 0, column, rows, columns: count }, rows, columns, title)
        ),
      );
    },
  };
}

/** Lay an element over the cells of a box. */
function place(target, box, rows, columns) {
  const { style } = target;
  style.left = `${(100 * box.column) / columns}%`;
  style.top = `${(100 * box.row) / rows}%`;
  style.width = `${(100 * box.columns) / columns}%`;
  style.height = `${(100 * box.rows) / rows}%`;
}

function stripe(box, rows, columns, title) {
  const shaded = element("div", { class: "unused", title });
  place(shaded, box, rows, columns);
  return shaded;
}

/**
 * Neighbouring indices as runs.
 *
 * @param {number[]} indices ascending
 * @returns {[number, number][]} first index and length of each run
 */
export function runs(indices) {
  /** @type {[number, number][]} */
  const found = [];
  for (const index of indices) {
    const last = found[found.length - 1];
    if (last && last[0] + last[1] === index) last[1] += 1;
    else found.push([index, 1]);
  }
  return found;
}

/**
 * Which cell of a tile a pointer event hits.
 *
 * @param {PointerEvent|MouseEvent} event
 * @param {HTMLElement} frame
 * @param {number} rows
 * @param {number} columns
 * @returns {{row: number, column: number}}
 */
export function cellAt(event, frame, rows, columns) {
  const bounds = frame.getBoundingClientRect();
  const inside = (position, size) => Math.min(Math.max(Math.floor(position * size), 0), size - 1);
  return {
    row: inside((event.clientY - bounds.top) / bounds.height, rows),
    column: inside((event.clientX - bounds.left) / bounds.width, columns),
  };
}
