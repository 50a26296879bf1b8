/**
 * One grid of numbered, coloured cells on a canvas, with outlines laid over it.
 *
 * Cells are painted, not laid out, so that a repaint of a thousand cells costs a few milliseconds. Every colour used
 * here stands on its own in the light and the dark theme. What the canvas shows is also in the view's table and
 * sentence; the canvas itself is hidden from screen readers.
 */

import { css, textColour } from "../shared/colours.js";
import { element } from "../shared/element.js";

/**
 * @typedef {"value" | "dimmed" | "padding" | "nothing"} Look
 *   value: a colour with its number; dimmed: the colour alone, faint; padding: hatched; nothing: left blank.
 * @typedef {{look: Look, colour: import("../shared/colours.js").Colour, text: string}} Cell what `paint`'s describer fills in for each cell.
 * @typedef {{rows: number[], columns: number[], font: number}} GridShape heights, widths and font size in CSS pixels.
 */

const LINE = 1;
const PADDING_GROUND = "#e5e7eb";
const PADDING_LINE = "#9ca3af";
const PADDING_INK = "#1f2937";

/**
 * Create a grid.
 *
 * @param {string} name a class name for the style sheet and tests, e.g. "window".
 */
export function createGrid(name) {
  const canvas = /** @type {HTMLCanvasElement} */ (element("canvas", { "aria-hidden": "true" }));
  const sheet = element("div", { class: "grid-sheet" }, canvas);
  const holder = element("div", { class: `grid grid-${name}` }, sheet);
  const shown = contextOf(canvas);
  // Drawn on a canvas that is not in the document: a browser lays the page out anew before it writes on one that is.
  const drawing = /** @type {HTMLCanvasElement} */ (element("canvas"));
  const context = contextOf(drawing);
  const hatching = hatchingFor(context);
  /** @type {GridShape} */
  let shape = { rows: [], columns: [], font: 11 };
  let rowEdges = [0];
  let columnEdges = [0];
  let ratio = 0;
  let painted = "";
  /** @type {Map<string, {box: HTMLElement, at: string}>} */
  const marks = new Map();

  /** Give the grid another shape. @param {GridShape} next @returns {boolean} whether it had to be cleared */
  function resize(next) {
    const nextRatio = globalThis.devicePixelRatio || 1;
    if (ratio === nextRatio && sameShape(shape, next)) return false;
    shape = next;
    ratio = nextRatio;
    painted = "";
    rowEdges = edges(shape.rows);
    columnEdges = edges(shape.columns);
    const [width, height] = [last(columnEdges), last(rowEdges)];
    canvas.width = drawing.width = Math.round(width * ratio);
    canvas.height = drawing.height = Math.round(height * ratio);
    canvas.style.width = holder.style.width = `${width}px`;
    canvas.style.height = holder.style.height = `${height}px`;
    // A canvas keeps these until it gets another size.
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.font = `${shape.font}px ${getComputedStyle(canvas).fontFamily}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    for (const kind of marks.keys()) mark(kind);
    return true;
  }

  /**
   * Paint every cell, unless all look as they do already.
   *
   * @param {(row: number, column: number, cell: Cell) => void} describe fills in the cell that it is given.
   */
  function paint(describe) {
    const cells = shape.rows.map((_, row) => shape.columns.map((_, column) => described(describe, row, column)));
    const look = JSON.stringify(cells);
    if (look === painted) return;
    painted = look;
    context.clearRect(0, 0, last(columnEdges), last(rowEdges));
    cells.forEach((line, row) =>
      line.forEach((cell, column) => {
        if (cell.look === "nothing") return;
        const [x, width] = [columnEdges[column], shape.columns[column]];
        paintCell(context, cell, { x, y: rowEdges[row], width, height: shape.rows[row] }, hatching);
      })
    );
    shown.clearRect(0, 0, canvas.width, canvas.height);
    if (canvas.width && canvas.height) shown.drawImage(drawing, 0, 0);
  }

  /**
   * Lay an outline of class `kind` round a block of cells; without a block, take it away.
   *
   * @param {string} kind
   * @param {number[]} block row, column, and how many rows and columns if not one
   */
  function mark(kind, ...block) {
    const [row, column, rows = 1, columns = 1] = block;
    let placed = marks.get(kind);
    if (!placed) {
      placed = { box: element("div", { class: `mark mark-${kind}` }), at: "" };
      marks.set(kind, placed);
      (kind === "window" ? holder : sheet).append(placed.box);
    }
    const at = block.length === 0 ? "" : `${row} ${column} ${rows} ${columns} ${last(columnEdges)}`;
    const { box } = placed;
    box.hidden = at === "";
    if (at === "" || at === placed.at) return;
    placed.at = at;
    box.style.left = `${columnEdges[column] - LINE}px`;
    box.style.top = `${rowEdges[row] - LINE}px`;
    box.style.width = `${columnEdges[column + columns] - columnEdges[column] + LINE}px`;
    box.style.height = `${rowEdges[row + rows] - rowEdges[row] + LINE}px`;
  }

  /** The cell under a pointer event, or null. @param {MouseEvent} event */
  function cellAt(event) {
    const box = canvas.getBoundingClientRect();
    const column = columnEdges.findIndex((edge) => edge > event.clientX - box.left) - 1;
    const row = rowEdges.findIndex((edge) => edge > event.clientY - box.top) - 1;
    return row < 0 || column < 0 ? null : { row, column };
  }

  /**
   * Let the sheet arrive from (x, y) pixels away, as if the window had slid over it.
   *
   * @param {number} x
   * @param {number} y
   * @param {number} milliseconds
   */
  function slide(x, y, milliseconds) {
    const steps = [{ transform: `translate(${x}px, ${y}px)` }, { transform: "none" }];
    sheet.animate(steps, { duration: milliseconds, easing: "ease-out" });
  }

  return { element: holder, resize, paint, mark, cellAt, slide };
}

/** @param {HTMLCanvasElement} canvas */
const contextOf = (canvas) => /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));

/** @param {number[]} numbers at least one */
const last = (numbers) => numbers[numbers.length - 1];

/** @param {(row: number, column: number, cell: Cell) => void} describe @param {number} row @param {number} column */
function described(describe, row, column) {
  /** @type {Cell} */
  const cell = { look: "nothing", colour: [0, 0, 0], text: "" };
  describe(row, column, cell);
  return cell;
}

/** @param {GridShape} one @param {GridShape} other */
function sameShape(one, other) {
  return one.font === other.font && one.rows.join() === other.rows.join() &&
    one.columns.join() === other.columns.join();
}

/** Where each cell begins, and the last one ends. @param {number[]} lengths */
function edges(lengths) {
  const result = [0];
  for (const length of lengths) result.push(last(result) + length);
  return result;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Cell} cell
 * @param {{x: number, y: number, width: number, height: number}} box
 * @param {CanvasPattern} hatching
 */
function paintCell(context, cell, { x, y, width, height }, hatching) {
  const padding = cell.look === "padding";
  context.globalAlpha = cell.look === "dimmed" || (padding && !cell.text) ? 0.45 : 1;
  context.fillStyle = padding ? hatching : css(cell.colour);
  context.fillRect(x, y, width - LINE, height - LINE);
  context.globalAlpha = 1;
  if (!cell.text) return;
  context.fillStyle = padding ? PADDING_INK : textColour(cell.colour);
  context.fillText(cell.text, x + (width - LINE) / 2, y + height / 2, width - LINE - 1);
}

/** @param {CanvasRenderingContext2D} context */
function hatchingFor(context) {
  const tile = /** @type {HTMLCanvasElement} */ (element("canvas", { width: "8", height: "8" }));
  const pen = contextOf(tile);
  pen.fillStyle = PADDING_GROUND;
  pen.fillRect(0, 0, 8, 8);
  pen.strokeStyle = PADDING_LINE;
  pen.lineWidth = 1.2;
  for (const start of [-8, 0, 8]) {
    pen.beginPath();
    pen.moveTo(start - 1, 9);
    pen.lineTo(start + 9, -1);
    pen.stroke();
  }
  return /** @type {CanvasPattern} */ (context.createPattern(tile, "repeat"));
}
