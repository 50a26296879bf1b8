/** The numbers of one pooling window as they are written: the same in all three cards, and their sum adds up as shown. */
import { poolWindow } from "../arithmetic/pooling.js";
import { addingUp, formatNumber } from "../shared/numbers.js";

/** Up to here a cell has room for one more decimal, with which plain rounding nearly always adds up. */
const FEW_CELLS = 9;

/**
 * @typedef {"max" | "average" | "min"} Kind
 * @typedef {ReturnType<typeof poolWindow>} Found
 * @typedef {{
 *   terms: string[], total: string, count: number, digits: number,
 *   of(kind: Kind): {found: Found, result: string},
 * }} WindowNumbers `terms` of the cells inside the map, in order; `found` as of `poolWindow`
 */

/**
 * @param {import("../arithmetic/pooling.js").Geometry} program of the window
 * @param {{data: ArrayLike<number>, shape: number[]}} map that is pooled, (rows, columns, 1)
 * @param {{data: ArrayLike<number>, shape: number[]}} pooled Keras's answer, (rows, columns, 3): max, average, min
 * @param {{row: number, column: number}} cell of the pooled maps
 * @param {number} digits decimals that are wanted
 * @param {string} language
 * @returns {WindowNumbers}
 */
export function windowNumbers(program, map, pooled, { row, column }, digits, language) {
  const windowOf = (/** @type {Kind} */ kind) => poolWindow({ ...program, kind }, map, 0, row, column);
  const inside = windowOf("average").cells.filter((cell) => cell.inside);
  const values = inside.map((cell) => cell.value);
  const sum = values.reduce((total, value) => total + value, 0);
  const written = addingUp(values, sum, digits, values.length <= FEW_CELLS ? digits + 1 : digits, language);
  const average = pooled.data[(row * pooled.shape[1] + column) * pooled.shape[2] + 1];

  /** @param {Kind} kind */
  function of(kind) {
    const found = windowOf(kind);
    const winner = found.cells.filter((cell) => cell.inside).findIndex((cell) => cell.winner);
    return { found, result: winner < 0 ? formatNumber(average, written.digits, language) : written.terms[winner] };
  }

  return { terms: written.terms, total: written.total, count: values.length, digits: written.digits, of };
}
