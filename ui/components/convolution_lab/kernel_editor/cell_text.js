/** How large the cells are, and how their numbers are written. Pure functions; sizes in CSS pixels. */

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
