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
 * @typedef {{look: Look, colour: import("../shared/colours.js").Colour, text: string}} Cell what `paint`'s describer
 *   fills in for each cell.
 * @typedef {{rows: number[], columns: number[], font: number}} GridShape heights, widths and font size in CSS pixels.
 */

const LINE = 1;
const PADDING_GROUND = "#e5e7eb";
const PADDING_LINE = "#9ca3af";
const PADDING_INK = "#1f2937";

export class Grid {
  /** @param {string} name a class name for the style sheet and tests, e.g. "window". */
  constructor(name) {
    this.canvas = /** @type {HTMLCanvasElement} */ (element("canvas", { "aria-hidden": "true" }));
    this.sheet = element("div", { class: "grid-sheet" }, this.canvas);
    this.element = element("div", { class: `grid grid-${name}` }, this.sheet);
    // Drawn on a canvas that is not in the document: a browser lays the page out anew before it writes on one that is.
    this.drawing = /** @type {HTMLCanvasElement} */ (element("canvas"));
    this.name = name;
    this.context = contextOf(this.drawing);
    this.shown = contextOf(this.canvas);
    this.hatching = hatchingFor(this.context);
    /** @type {GridShape} */
    this.shape = { rows: [], columns: [], font: 11 };
    this.rowEdges = [0];
    this.columnEdges = [0];
    this.ratio = 0;
    this.painted = "";
    /** @type {Map<string, {box: HTMLElement, at: string}>} */
    this.marks = new Map();
  }

  /** Give the grid another shape. @param {GridShape} next @returns {boolean} whether it had to be cleared */
  resize(next) {
    const { context } = this;
    const nextRatio = globalThis.devicePixelRatio || 1;
    if (this.ratio === nextRatio && sameShape(this.shape, next)) return false;
    this.shape = next;
    this.ratio = nextRatio;
    this.painted = "";
    this.rowEdges = edges(this.shape.rows);
    this.columnEdges = edges(this.shape.columns);
    const [width, height] = [last(this.columnEdges), last(this.rowEdges)];
    this.canvas.width = this.drawing.width = Math.round(width * this.ratio);
    this.canvas.height = this.drawing.height = Math.round(height * this.ratio);
    this.canvas.style.width = this.element.style.width = `${width}px`;
    this.canvas.style.height = this.element.style.height = `${height}px`;
    // A canvas keeps these until it gets another size.
    context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    context.font = `${this.shape.font}px ${fontOf(this.canvas, this.name)}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    for (const kind of this.marks.keys()) this.mark(kind);
    return true;
  }

  /**
   * Paint every cell, unless all look as they do already.
   *
   * @param {(row: number, column: number, cell: Cell) => void} describe fills in the cell that it is given.
   */
  paint(describe) {
    const { context, shown } = this;
    const cells = this.shape.rows.map((_, row) =>
      this.shape.columns.map((_, column) => described(describe, row, column))
    );
    const look = JSON.stringify(cells);
    if (look === this.painted) return;
    this.painted = look;
    context.clearRect(0, 0, last(this.columnEdges), last(this.rowEdges));
    cells.forEach((line, row) =>
      line.forEach((cell, column) => {
        if (cell.look === "nothing") return;
        const [x, width] = [this.columnEdges[column], this.shape.columns[column]];
        paintCell(context, cell, { x, y: this.rowEdges[row], width, height: this.shape.rows[row] }, this.hatching);
      })
    );
    shown.clearRect(0, 0, this.canvas.width, this.canvas.height);
    if (this.canvas.width && this.canvas.height) shown.drawImage(this.drawing, 0, 0);
  }

  /**
   * Lay an outline of class `kind` round a block of cells; without a block, take it away.
   *
   * @param {string} kind
   * @param {number[]} block row, column, and how many rows and columns if not one
   */
  mark(kind, ...block) {
    const [row, column, rows = 1, columns = 1] = block;
    let placed = this.marks.get(kind);
    if (!placed) {
      placed = { box: element("div", { class: `mark mark-${kind}` }), at: "" };
      this.marks.set(kind, placed);
      (kind === "window" ? this.element : this.sheet).append(placed.box);
    }
    const at = block.length === 0 ? "" : `${row} ${column} ${rows} ${columns} ${last(this.columnEdges)}`;
    const { box } = placed;
    box.hidden = at === "";
    if (at === "" || at === placed.at) return;
    placed.at = at;
    box.style.left = `${this.columnEdges[column] - LINE}px`;
    box.style.top = `${this.rowEdges[row] - LINE}px`;
    box.style.width = `${this.columnEdges[column + columns] - this.columnEdges[column] + LINE}px`;
    box.style.height = `${this.rowEdges[row + rows] - this.rowEdges[row] + LINE}px`;
  }

  /** The cell under a pointer event, or null. @param {MouseEvent} event */
  cellAt(event) {
    const box = this.canvas.getBoundingClientRect();
    const column = this.columnEdges.findIndex((edge) => edge > event.clientX - box.left) - 1;
    const row = this.rowEdges.findIndex((edge) => edge > event.clientY - box.top) - 1;
    return row < 0 || column < 0 ? null : { row, column };
  }

  /**
   * Let the sheet arrive from (x, y) pixels away, as if the window had slid over it.
   *
   * @param {number} x
   * @param {number} y
   * @param {number} milliseconds
   */
  slide(x, y, milliseconds) {
    const steps = [{ transform: `translate(${x}px, ${y}px)` }, { transform: "none" }];
    this.sheet.animate(steps, { duration: milliseconds, easing: "ease-out" });
  }
}

/** @param {HTMLCanvasElement} canvas */
const contextOf = (canvas) => /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));

/**
 * The font of a kind of grid, by the root that it stands in.
 *
 * @type {WeakMap<Node, Map<string, string>>}
 */
const fonts = new WeakMap();

/**
 * Ask once only: to answer, the browser works out anew all styles that have changed.
 *
 * @param {Element} node
 * @param {string} name
 */
function fontOf(node, name) {
  const root = node.getRootNode();
  const known = fonts.get(root) ?? new Map();
  const font = known.get(name) || getComputedStyle(node).fontFamily;
  fonts.set(root, known.set(name, font));
  return font;
}

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
