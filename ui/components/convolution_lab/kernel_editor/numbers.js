/**
 * The numbers of one kernel: what can be done to them, and, cell by cell, how large the cell is, how its number is
 * written, what a person types into it (a number, or the reason why it is none), and what a key means in it. Pure
 * functions: values go in as rows × columns numbers, row by row, and come back as a new Float32Array of the same
 * length; nothing is changed in place. Sizes in CSS pixels.
 *
 * @typedef {ArrayLike<number>} Numbers
 * @typedef {"normalise"|"flip_columns"|"flip_rows"|"rotate"|"negate"|"zero"} Operation
 * @typedef {{key: string, shiftKey: boolean, ctrlKey: boolean, metaKey: boolean, altKey: boolean}} Key
 * @typedef {{kind: "move", cell: number} | {kind: "step", change: number} | {kind: "commit"|"edit"|"restore"|"none"}}
 *   Action
 */

/** A kernel number lies in [-LIMIT, LIMIT]. */
export const LIMIT = 1000;

/** The operations in the order of their buttons. @type {Operation[]} */
export const OPERATION_NAMES = ["normalise", "flip_columns", "flip_rows", "rotate", "negate", "zero"];

/** Mirror left and right. @param {Numbers} values @param {number} rows @param {number} columns */
export function flipColumns(values, rows, columns) {
  return rearranged(rows, columns, (row, column) => values[row * columns + (columns - 1 - column)]);
}

/** Mirror top and bottom. @param {Numbers} values @param {number} rows @param {number} columns */
export function flipRows(values, rows, columns) {
  return rearranged(rows, columns, (row, column) => values[(rows - 1 - row) * columns + column]);
}

/**
 * Turn by 90° clockwise.
 * @param {Numbers} values @param {number} rows @param {number} columns
 * @throws {RangeError} when the kernel is not square: every kernel of a layer has the layer's rows and columns.
 */
export function rotate(values, rows, columns) {
  if (rows !== columns) {
    throw new RangeError(
      `Only a square kernel turns by 90°. Received: ${rows} × ${columns}. Make rows and columns equal.`,
    );
  }
  return rearranged(rows, columns, (row, column) => values[(rows - 1 - column) * columns + row]);
}

/**
 * Divide by the sum of the absolute values, so that they add up to 1: an input in [0, 1] then gives an output in
 * [-1, 1].
 * @param {Numbers} values
 * @throws {RangeError} when every number is 0.
 */
export function normalise(values) {
  const total = absoluteSum(values);
  if (total === 0) {
    throw new RangeError("A kernel is divided by the sum of its absolute values. Received: 0. Enter a number first.");
  }
  return Float32Array.from(values, (value) => value / total);
}

/** Change every sign; a zero stays a plain zero. @param {Numbers} values */
export function negate(values) {
  return Float32Array.from(values, (value) => (value === 0 ? 0 : -value));
}

/** All zeros. @param {Numbers} values */
export function zero(values) {
  return new Float32Array(values.length);
}

const FUNCTIONS = { normalise, flip_columns: flipColumns, flip_rows: flipRows, rotate, negate, zero };

/**
 * Apply an operation by its name.
 * @param {Operation} name @param {Numbers} values @param {number} rows @param {number} columns
 */
export function operate(name, values, rows, columns) {
  return FUNCTIONS[name](values, rows, columns);
}

/**
 * Why an operation has nothing to work on: the code of a sentence, or null when it works.
 * @param {Operation} name @param {Numbers} values @param {number} rows @param {number} columns
 * @returns {"blocked_rotate"|"blocked_normalise"|null}
 */
export function blockedBy(name, values, rows, columns) {
  if (name === "rotate" && rows !== columns) return "blocked_rotate";
  if (name === "normalise" && absoluteSum(values) === 0) return "blocked_normalise";
  return null;
}

/** The sum of the numbers, in float64. @param {Numbers} values */
export function sum(values) {
  return Array.prototype.reduce.call(values, (total, value) => total + value, 0);
}

/** The sum of the absolute values, in float64. @param {Numbers} values */
export function absoluteSum(values) {
  return Array.prototype.reduce.call(values, (total, value) => total + Math.abs(value), 0);
}

/** Whether all kernels hold the same numbers. @param {Numbers[]} kernels */
export function allEqual(kernels) {
  return kernels.every((values) => Array.prototype.every.call(values, (value, index) => value === kernels[0][index]));
}

/**
 * What a flat area of brightness 1 becomes under a kernel whose numbers add up to `total`: the code of a sentence.
 * @param {number} total @returns {"flat_zero"|"flat_kept"|"flat_inverted"|"flat_brighter"|"flat_darker"}
 */
export function flatAreas(total) {
  if (Math.abs(total) < 5e-4) return "flat_zero";
  if (Math.abs(total - 1) < 5e-4) return "flat_kept";
  if (total < 0) return "flat_inverted";
  return total > 1 ? "flat_brighter" : "flat_darker";
}

/** @param {number} rows @param {number} columns @param {(row: number, column: number) => number} from */
function rearranged(rows, columns, from) {
  const result = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) result[row * columns + column] = from(row, column);
  }
  return result;
}

export const SMALLEST_CELL = 26;
const LARGEST_CELL = 54;
/** Large kernels keep to about this width where they would fill the page otherwise. */
const PREFERRED_WIDTH = 374;
/** Below this size kernels go under one another rather than getting smaller side by side. */
const COMFORTABLE_CELL = 34;
const GAP_BETWEEN_KERNELS = 16;
const FRAME = 2;
const DIGIT_WIDTH = 0.61; // of the font size, for a monospaced font
const MOST_DECIMALS = 3;
const EXACT = 5e-5; // closer than this is the same number to three decimals

/**
 * The size of a cell so that as many kernels as possible stand side by side, with readable cells.
 * @param {number} width available @param {number} columns of one kernel @param {number} kernels
 * @returns {number} in [26, 54]
 */
export function cellSize(width, columns, kernels) {
  const largest = Math.min(LARGEST_CELL, Math.max(COMFORTABLE_CELL, Math.floor(PREFERRED_WIDTH / columns)));
  let size = 0;
  for (let side = kernels; side >= 1 && size < COMFORTABLE_CELL; side -= 1) {
    size = Math.floor(((width - GAP_BETWEEN_KERNELS * (side - 1)) / side - FRAME) / columns);
  }
  return Math.min(largest, Math.max(SMALLEST_CELL, size));
}

/** The font size in a cell of a size. @param {number} cell */
export function fontSize(cell) {
  return Math.min(15, Math.max(9, cell * 0.29));
}

/** How many characters a cell of a size has room for. @param {number} cell */
export function roomFor(cell) {
  return Math.floor((cell - 4) / (DIGIT_WIDTH * fontSize(cell)));
}

/**
 * The decimals with which the numbers of some kernels are written, the same in all of them: as few as say them exactly,
 * and at most 3 or as many as the cells have room for.
 * @param {ArrayLike<number>[]} kernels @param {number} room characters, at least 4
 */
export function decimalsFor(kernels, room) {
  const values = kernels.flatMap((numbers) => Array.from(numbers));
  const exact = (decimals) => values.every((value) => Math.abs(value - Number(value.toFixed(decimals))) < EXACT);
  const fits = (decimals) => values.every((value) => shortened(fixed(value, decimals), room).length <= room);
  let decimals = 0;
  while (decimals < MOST_DECIMALS && !exact(decimals) && fits(decimals + 1)) decimals += 1;
  return decimals;
}

/**
 * A number in a cell: whole numbers without decimals, in narrow cells no zero before the point, and "~0" for a number
 * that is not zero but would be written so.
 * @param {number} value @param {number} decimals @param {number} room characters
 */
export function cellText(value, decimals, room) {
  if (Math.abs(value) >= EXACT && Number(value.toFixed(decimals)) === 0) return "~0";
  return shortened(fixed(value, decimals), room);
}

/** A number as it is edited: all digits that a float32 carries. @param {number} value */
export function editText(value) {
  return withMinus(String(Number(value.toPrecision(6))));
}

/** A number to at most three decimals: a sum without the rounding noise of float32. @param {number} value */
export function shortText(value) {
  return rounded(value, MOST_DECIMALS);
}

function rounded(value, decimals) {
  return withMinus(String(Number(value.toFixed(decimals))));
}

/** With all its decimals, unless it is whole. */
function fixed(value, decimals) {
  return Math.abs(value - Math.round(value)) < EXACT ? rounded(value, 0) : withMinus(value.toFixed(decimals));
}

function shortened(text, room) {
  return room > 4 ? text : text.replace(/^(−?)0\./, "$1.");
}

function withMinus(text) {
  return text === "-0" ? "0" : text.replace("-", "−");
}

const DECIMAL = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d{1,3})?$/i;

/**
 * Read a typed number: a decimal with a point or a comma, or a fraction such as 1/9.
 * @param {string} text
 * @returns {{value?: number, problem?: "refused_text"|"refused_range"}} one of the two
 */
export function typedNumber(text) {
  const parts = text.trim().replaceAll("−", "-").replaceAll(",", ".").split("/").map((part) => part.trim());
  if (parts.length > 2 || !parts.every((part) => DECIMAL.test(part))) return { problem: "refused_text" };
  const value = parts.length === 2 ? Number(parts[0]) / Number(parts[1]) : Number(parts[0]);
  if (Number.isNaN(value)) return { problem: "refused_text" };
  return Math.abs(value) > LIMIT ? { problem: "refused_range" } : { value };
}

/**
 * `value` moved by `change`, kept within the limits and on `decimals` places, so that steps do not pile up rounding
 * errors.
 * @param {number} value @param {number} change @param {number} decimals
 */
export function moved(value, change, decimals) {
  const scale = 10 ** decimals;
  const rounded = Math.round((value + change) * scale) / scale;
  return Math.min(LIMIT, Math.max(-LIMIT, rounded === 0 ? 0 : rounded));
}

const SMALL_STEP = 0.1;
const LARGE_STEP = 1;
const STEPS = { PageUp: LARGE_STEP, PageDown: -LARGE_STEP };
const SHIFTED_STEPS = { ArrowUp: SMALL_STEP, ArrowDown: -SMALL_STEP };

/**
 * The action of a key in a cell. While a number is being typed, the keys that move the caret belong to the text.
 * @param {Key} event @param {number} cell @param {number} rows @param {number} columns @param {boolean} typing
 * @returns {Action}
 */
export function cellAction(event, cell, rows, columns, typing) {
  if (event.altKey || ((event.ctrlKey || event.metaKey) && !["Home", "End"].includes(event.key))) {
    return { kind: "none" };
  }
  if (event.key === "Enter") return { kind: typing ? "commit" : "edit" };
  if (event.key === "F2" && !typing) return { kind: "edit" };
  if (event.key === "Escape") return { kind: "restore" };
  const change = STEPS[event.key] ?? (event.shiftKey ? SHIFTED_STEPS[event.key] : undefined);
  if (change !== undefined) return { kind: "step", change };
  if (event.shiftKey || (typing && !["ArrowUp", "ArrowDown"].includes(event.key))) return { kind: "none" };
  const target = neighbour(event, cell, rows, columns);
  return target === null ? { kind: "none" } : { kind: "move", cell: target };
}

/** The cell a key leads to, or null for a key that does not move; at an edge it stays. */
function neighbour(event, cell, rows, columns) {
  const row = Math.floor(cell / columns);
  const column = cell % columns;
  const at = (newRow, newColumn) =>
    Math.min(rows - 1, Math.max(0, newRow)) * columns + Math.min(columns - 1, Math.max(0, newColumn));
  switch (event.key) {
    case "ArrowLeft":
      return at(row, column - 1);
    case "ArrowRight":
      return at(row, column + 1);
    case "ArrowUp":
      return at(row - 1, column);
    case "ArrowDown":
      return at(row + 1, column);
    case "Home":
      return event.ctrlKey || event.metaKey ? 0 : at(row, 0);
    case "End":
      return event.ctrlKey || event.metaKey ? rows * columns - 1 : at(row, columns - 1);
    default:
      return null;
  }
}
