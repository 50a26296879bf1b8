/** How large the cells are, and how their numbers are written. Pure functions; sizes in CSS pixels. */

export const SMALLEST_CELL = 26;
const LARGEST_CELL = 54;
/** Large kernels keep to about this width where they would fill the page otherwise. */
const PREFERRED_WIDTH = 374;
/** Below this size kernels go under one another rather than getting smaller side by side. */
const COMFORTABLE_CELL = 34;
const GAP_BETWEEN_KERNELS = 20;
const DIGIT_WIDTH = 0.61; // of the font size, for a monospaced font
const MOST_DECIMALS = 3;

/**
 * The size of a cell so that as many kernels as possible stand side by side, with readable cells.
 * @param {number} width available @param {number} columns of one kernel @param {number} kernels
 * @returns {number} in [26, 54]
 */
export function cellSize(width, columns, kernels) {
  const largest = Math.min(LARGEST_CELL, Math.max(COMFORTABLE_CELL, Math.floor(PREFERRED_WIDTH / columns)));
  let size = 0;
  for (let side = kernels; side >= 1 && size < COMFORTABLE_CELL; side -= 1) {
    size = Math.floor((width - GAP_BETWEEN_KERNELS * (side - 1)) / (side * columns));
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
 * A number in at most `room` characters: without needless zeros, in narrow cells without the zero before the point.
 * "~0" stands for a number that is not zero but would be written so.
 * @param {number} value @param {number} room at least 4
 */
export function cellText(value, room) {
  for (let decimals = MOST_DECIMALS; decimals > 0; decimals -= 1) {
    const text = shortened(rounded(value, decimals), room);
    if (text.length <= room) return text === "0" && value !== 0 ? "~0" : text;
  }
  return rounded(value, 0);
}

/** A number as it is edited: all digits that a float32 carries. @param {number} value */
export function editText(value) {
  return withMinus(String(Number(value.toPrecision(6))));
}

/** A sum of kernel numbers, to three decimals: the rounding noise of float32 does not show. @param {number} total */
export function sumText(total) {
  return rounded(total, MOST_DECIMALS);
}

function rounded(value, decimals) {
  return withMinus(String(Number(value.toFixed(decimals))));
}

function shortened(text, room) {
  return room > 4 ? text : text.replace(/^(−?)0\./, "$1.");
}

function withMinus(text) {
  return text === "-0" ? "0" : text.replace(/^-/, "−");
}
