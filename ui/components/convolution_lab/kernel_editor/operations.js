/**
 * What can be done to the numbers of one kernel. Pure functions: values go in as rows × columns numbers, row by row,
 * and come back as a new Float32Array of the same length; nothing is changed in place.
 *
 * @typedef {ArrayLike<number>} Numbers
 * @typedef {"normalise"|"flip_columns"|"flip_rows"|"rotate"|"negate"|"zero"} Operation
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
 * Divide by the sum of the absolute values, so that they add up to 1: an input in [0, 1] then gives an output in [-1, 1].
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
