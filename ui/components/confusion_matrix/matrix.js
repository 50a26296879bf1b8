/** The matrix as a table whose cells are one Tab stop. */

import { around, element, focusedIn, listen } from "../shared/element.js";
import { clamp } from "../shared/numbers.js";
import { cellsOf, figure, limitOf, paintOf, spoken } from "./cells.js";

/** Names of so many letters stand upright above their columns. */
const SHORT = 3;
/** @type {Record<string, [number, number]>} */
const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

/**
 * @typedef {import("./view.js").Header} Header
 * @typedef {import("./cells.js").Cell} Cell
 * @typedef {import("./cells.js").Counts} Counts
 *
 * @param {{onOpen: (row: number, column: number) => void, onPoint: (text: string) => void}} callbacks
 * @param {AbortSignal} signal
 */
export function createMatrix({ onOpen, onPoint }, signal) {
  const root = element("table", { class: "confusion-matrix", role: "grid" });
  /** @type {[number, number]} */
  let stop = [0, 0];
  let size = 0;
  const at = (/** @type {[number, number]} */ [row, column]) => root.tBodies[0]?.rows[row]?.cells[column + 1];
  const cellOf = (/** @type {EventTarget | null} */ target) => around({ target }, "[role=gridcell]");
  /** @type {(cell: HTMLElement) => [number, number]} */
  const placeOf = ({ dataset }) => [Number(dataset.row), Number(dataset.column)];

  listen(root, "click", ({ target }) => {
    const cell = cellOf(target);
    if (!cell) return;
    cell.focus();
    onOpen(...placeOf(cell));
  }, signal);
  listen(root, "keydown", (event) => {
    const cell = cellOf(event.target);
    if (!cell) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      onOpen(...placeOf(cell));
      return;
    }
    const next = nextCell(event, placeOf(cell), size);
    if (!next) return;
    event.preventDefault();
    at(next).focus();
  }, signal);
  listen(root, "focusin", ({ target }) => {
    const cell = cellOf(target);
    if (cell) moveStop(placeOf(cell));
  }, signal);
  for (const type of ["pointerover", "focusin"]) {
    listen(root, type, ({ target }) => onPoint(cellOf(target)?.getAttribute("aria-label") ?? ""), signal);
  }

  /** @param {[number, number]} place */
  function moveStop(place) {
    at(stop)?.setAttribute("tabindex", "-1");
    stop = place;
    at(stop)?.setAttribute("tabindex", "0");
  }

  return {
    root,
    /** Draw a matrix; a cell that had the focus keeps it. @param {Header} header @param {Counts} counts */
    draw(header, counts) {
      const focused = cellOf(focusedIn(root));
      const cells = cellsOf(counts);
      const limit = limitOf(cells, header.shares);
      size = header.names.length;
      root.setAttribute("aria-label", header.words[header.shares ? "label_shares" : "label_counts"]);
      root.replaceChildren(head(header), body(header, cells, limit));
      moveStop(stop[0] < size && stop[1] < size ? stop : [0, 0]);
      if (focused) at(stop).focus();
      return limit;
    },
  };
}

/** @param {Header} header */
function head({ names, words }) {
  const corner = element(
    "td",
    { class: "confusion-corner" },
    element("span", { class: "confusion-axis" }, words.answered),
    element("span", { class: "confusion-axis" }, words.shown),
  );
  const short = names.every((name) => name.length <= SHORT);
  const columns = names.map((name) =>
    element("th", { scope: "col", title: name, class: short && "confusion-short" }, element("span", {}, name))
  );
  return element("thead", {}, element("tr", {}, corner, columns));
}

/** @param {Header} header @param {Cell[]} cells @param {number} limit */
function body(header, cells, limit) {
  const size = header.names.length;
  const rows = header.names.map((name, row) =>
    element(
      "tr",
      {},
      element("th", { scope: "row", title: name }, element("span", {}, name)),
      cells.slice(row * size, (row + 1) * size).map((cell) => cellElement(cell, header, limit)),
    )
  );
  return element("tbody", {}, rows);
}

/** @param {Cell} cell @param {Header} header @param {number} limit */
function cellElement(cell, header, limit) {
  const { row, column, count } = cell;
  const opened = header.opened?.[0] === row && header.opened?.[1] === column;
  const names = ["confusion-cell", row === column && "confusion-right", !count && "confusion-empty"];
  return element("td", {
    role: "gridcell",
    tabindex: -1,
    class: names,
    style: paintOf(cell, header.shares, limit),
    dataset: { row, column },
    "aria-label": spoken(cell, header),
    "aria-selected": String(opened),
  }, figure(cell, header.shares, header.language));
}

/**
 * Find where a key leads: arrows by one cell, Home and End to the ends of a row, with Ctrl to its corners.
 *
 * @param {{key: string, ctrlKey?: boolean}} event
 * @param {[number, number]} cell row and column that have the focus
 * @param {number} size rows, and columns
 * @returns {[number, number] | null} null if the key does not move
 */
export function nextCell({ key, ctrlKey = false }, [row, column], size) {
  const last = size - 1;
  if (key === "Home") return [ctrlKey ? 0 : row, 0];
  if (key === "End") return [ctrlKey ? last : row, last];
  if (!Object.hasOwn(STEPS, key)) return null;
  const [down, right] = STEPS[key];
  return [clamp(row + down, 0, last), clamp(column + right, 0, last)];
}
