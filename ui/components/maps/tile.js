/**
 * The tiles of maps: frames with outlines over them, the selection of a cell on them by pointer and keys, and the boxes
 * that belong to it.
 *
 * @typedef {import("../arithmetic/convolution.js").Program} Program
 * @typedef {import("../arithmetic/pooling.js").Pooling} Pooling
 * @typedef {{shape: number[]}} Sized
 * @typedef {{row: number, column: number}} Cell
 * @typedef {(first: number, last: number, program: Program, size: number, axis: number) => [number, number]} Span
 * @typedef {{map: number, stage: "feature"|"activation"|"pooled", row: number, column: number, pinned: boolean}} Selection
 * @typedef {{row: number, column: number, rows: number, columns: number}} Box cells from (row, column); may reach into the padding
 * @typedef {{input: Box, feature: Box, activation: Box, pooled: Box|null}} Marks
 */
import { element } from "../shared/element.js";

// One tile: the frame of a map, a channel or the picture, with outlines over it and a caption below.

/**
 * @typedef {{
 *   root: HTMLElement, button: HTMLElement, frame: HTMLElement, caption: HTMLElement,
 *   outline(box: Box|null, rows: number, columns: number, kind?: string): void,
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
      layOver(outlineBox, box, rows, columns);
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

/**
 * Lay an element over the cells of a box.
 *
 * @param {HTMLElement} target
 * @param {Box} box
 * @param {number} rows
 * @param {number} columns
 */
function layOver(target, box, rows, columns) {
  const { style } = target;
  style.left = `${(100 * box.column) / columns}%`;
  style.top = `${(100 * box.row) / rows}%`;
  style.width = `${(100 * box.columns) / columns}%`;
  style.height = `${(100 * box.rows) / rows}%`;
}

/** @param {Box} box @param {number} rows @param {number} columns @param {string} title */
function stripe(box, rows, columns, title) {
  const shaded = element("div", { class: "unused", title });
  layOver(shaded, box, rows, columns);
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
 * Find the cell of a tile that a pointer event hits.
 *
 * @param {{clientX: number, clientY: number}} event of a pointer
 * @param {HTMLElement} frame
 * @param {number} rows
 * @param {number} columns
 * @returns {Cell}
 */
export function cellAt(event, frame, rows, columns) {
  const bounds = frame.getBoundingClientRect();
  const inside = (/** @type {number} */ position, /** @type {number} */ size) =>
    Math.min(Math.max(Math.floor(position * size), 0), size - 1);
  return {
    row: inside((event.clientY - bounds.top) / bounds.height, rows),
    column: inside((event.clientX - bounds.left) / bounds.width, columns),
  };
}

// The places of a selected cell, and of the windows behind it, on each stage. Pure functions.

/**
 * The boxes to outline for a selection.
 *
 * @param {{program: Program & {pooling: Pooling}, kernel: Sized, activation: Sized, pooled: Sized | null}} lab
 * @param {Selection} selection
 * @returns {Marks}
 */
export function marks(lab, selection) {
  const { program } = lab;
  const cell = { row: selection.row, column: selection.column, rows: 1, columns: 1 };
  if (selection.stage === "pooled" && lab.pooled) {
    const pooledWindow = poolBox(program.pooling, lab.activation.shape, cell);
    return {
      pooled: cell,
      activation: pooledWindow,
      feature: pooledWindow,
      input: inputBox(lab, clip(pooledWindow, lab.activation.shape)),
    };
  }
  return { pooled: null, activation: cell, feature: cell, input: inputBox(lab, cell) };
}

/**
 * The box of input cells that the output cells of `box` see.
 *
 * @param {{program: Program, kernel: Sized}} lab
 * @param {Box} box
 * @returns {Box}
 */
export function inputBox(lab, box) {
  const { program, kernel } = lab;
  const axis = program.layer === "Conv2DTranspose" ? transposedSpan : span;
  const [top, bottom] = axis(box.row, box.row + box.rows - 1, program, kernel.shape[0], 0);
  const [left, right] = axis(box.column, box.column + box.columns - 1, program, kernel.shape[1], 1);
  return { row: top, column: left, rows: bottom - top + 1, columns: right - left + 1 };
}

/** First and last input index that the output indices first … last see, along one axis. @type {Span} */
const span = (first, last, program, kernelSize, axis) => {
  const [stride, dilation, before] = [program.strides[axis], program.dilation[axis], program.padding[axis][0]];
  return [first * stride - before, last * stride - before + (kernelSize - 1) * dilation];
};

/** The input indices whose stamped kernels reach the output indices, of a transposed convolution. @type {Span} */
const transposedSpan = (first, last, program, kernelSize, axis) => {
  const [stride, dilation, before] = [program.strides[axis], program.dilation[axis], program.padding[axis][0]];
  const reach = (kernelSize - 1) * dilation;
  return [Math.ceil((first + before - reach) / stride), Math.floor((last + before) / stride)];
};

/**
 * The pooling window of one pooled cell.
 *
 * @param {Pooling} pooling
 * @param {number[]} shape
 * @param {Cell} cell
 * @returns {Box}
 */
function poolBox(pooling, shape, cell) {
  if (pooling.kind.startsWith("global")) return { row: 0, column: 0, rows: shape[0], columns: shape[1] };
  return {
    row: cell.row * pooling.strides[0] - pooling.padding[0][0],
    column: cell.column * pooling.strides[1] - pooling.padding[1][0],
    rows: pooling.size[0],
    columns: pooling.size[1],
  };
}

/** The part of a box that lies on a map. @param {Box} box @param {number[]} shape @returns {Box} */
export function clip(box, shape) {
  const row = Math.max(box.row, 0);
  const column = Math.max(box.column, 0);
  return {
    row,
    column,
    rows: Math.min(box.row + box.rows, shape[0]) - row,
    columns: Math.min(box.column + box.columns, shape[1]) - column,
  };
}

/**
 * The output cell whose window has its centre nearest to an input cell: what pointing at the picture selects.
 *
 * @param {{program: Program, kernel: Sized, feature: Sized}} lab
 * @param {number} row
 * @param {number} column
 * @returns {Cell}
 */
export function outputCellAt(lab, row, column) {
  const { program, kernel, feature } = lab;
  const nearest = (/** @type {number} */ index, /** @type {number} */ axis) => {
    const [stride, before] = [program.strides[axis], program.padding[axis][0]];
    const half = ((kernel.shape[axis] - 1) * program.dilation[axis]) / 2;
    const output = program.layer === "Conv2DTranspose"
      ? index * stride + half - before
      : (index + before - half) / stride;
    return Math.min(Math.max(Math.round(output), 0), feature.shape[axis] - 1);
  };
  return { row: nearest(row, 0), column: nearest(column, 1) };
}

// The effect of a key on the selection on the maps. Pure.
//
// Arrow keys move the cell by one, PageUp and PageDown by ten rows, Home and End to the first and the last cell;
// with Shift the arrow keys move to the next map (up, down) or the next stage (left, right); Escape lets go of a pin.

/** @type {Object<string, [number, number]>} rows and columns */
const STEPS = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  PageUp: [-10, 0],
  PageDown: [10, 0],
};

/**
 * @template {Omit<Selection, "stage"> & {stage: string}} Picked
 * @param {Picked} selection
 * @param {string} key as in KeyboardEvent.key
 * @param {boolean} shift
 * @param {object} lab with a tensor for each stage
 * @param {string[]} stages the stages on screen, in order
 * @returns {Picked | null} null where the key means nothing here
 */
export function moved(selection, key, shift, lab, stages) {
  if (key === "Escape") return selection.pinned ? { ...selection, pinned: false } : null;
  const [rows, columns, maps] = shapeOf(lab, selection.stage);
  if (key === "Home") return { ...selection, row: 0, column: 0 };
  if (key === "End") return { ...selection, row: rows - 1, column: columns - 1 };
  const step = STEPS[key];
  if (!step) return null;
  if (shift) return toOtherMap(selection, step, lab, stages, maps);
  return {
    ...selection,
    row: within(selection.row + step[0], rows),
    column: within(selection.column + step[1], columns),
  };
}

/** @param {object} lab @param {string} stage */
const shapeOf = (lab, stage) => /** @type {Object<string, Sized>} */ (lab)[stage].shape;

/**
 * The same relative place on a neighbouring map.
 *
 * @template {Omit<Selection, "stage"> & {stage: string}} Picked
 * @param {Picked} selection
 * @param {[number, number]} step
 * @param {object} lab
 * @param {string[]} stages
 * @param {number} maps
 * @returns {Picked}
 */
function toOtherMap(selection, [down, right], lab, stages, maps) {
  const stage = stages[within(stages.indexOf(selection.stage) + Math.sign(right), stages.length)];
  const [fromRows, fromColumns] = shapeOf(lab, selection.stage);
  const [rows, columns] = shapeOf(lab, stage);
  return {
    ...selection,
    stage,
    map: within(selection.map + Math.sign(down), maps),
    row: within(Math.floor((selection.row * rows) / fromRows), rows),
    column: within(Math.floor((selection.column * columns) / fromColumns), columns),
  };
}

/** @param {number} index @param {number} count */
function within(index, count) {
  return Math.min(Math.max(index, 0), count - 1);
}
