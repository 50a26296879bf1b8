/** What a cell of the matrix shows, in figures, colour and words. */

import { css, probabilityColour, textColour } from "../shared/colours.js";
import { formatNumber } from "../shared/numbers.js";
import { say } from "../shared/words.js";

/**
 * @typedef {{data: Int32Array, shape: number[]}} Counts
 * @typedef {{row: number, column: number, count: number, share: number, total: number}} Cell `total` is of the row
 */

/**
 * All cells, row by row.
 *
 * @param {Counts} counts
 * @returns {Cell[]}
 */
export function cellsOf({ data, shape: [size] }) {
  const totals = Array.from(
    { length: size },
    (_, row) => data.slice(row * size, (row + 1) * size).reduce((sum, one) => sum + one, 0),
  );
  return Array.from(data, (count, place) => {
    const row = Math.floor(place / size);
    return { row, column: place % size, count, total: totals[row], share: totals[row] ? count / totals[row] : 0 };
  });
}

/** The value that gets the darkest colour: all of a row, or the most pictures of any cell. @param {Cell[]} cells @param {boolean} shares */
export function limitOf(cells, shares) {
  return shares ? 1 : Math.max(1, ...cells.map(({ count }) => count));
}

/**
 * The figure in a cell: per cent without the sign, or how many pictures.
 *
 * @param {Cell} cell @param {boolean} shares @param {string} language
 */
export function figure({ count, share, total }, shares, language) {
  if (shares && !total) return "–";
  return shares
    ? formatNumber(100 * share, share > 0 && share < 0.1 ? 1 : 0, language)
    : formatNumber(count, 0, language);
}

/** Ground and ink of a cell; nothing in it is no colour. @param {Cell} cell @param {boolean} shares @param {number} limit */
export function paintOf({ count, share }, shares, limit) {
  if (!count) return { "background-color": "transparent", color: null };
  const rgb = probabilityColour(shares ? share : count, limit);
  return { "background-color": css(rgb), color: textColour(rgb) };
}

/**
 * The cell in words: what the pictures show, what they are taken for, and how many they are.
 *
 * @param {Cell} cell
 * @param {Pick<import("./view.js").Header, "names" | "words" | "language">} header
 */
export function spoken(cell, { names, words, language }) {
  const values = {
    shown: names[cell.row],
    answered: names[cell.column],
    count: formatNumber(cell.count, 0, language),
    share: formatNumber(100 * cell.share, 1, language),
    total: formatNumber(cell.total, 0, language),
  };
  return say(words, cell.row === cell.column ? "cell_right" : "cell_wrong", values);
}
