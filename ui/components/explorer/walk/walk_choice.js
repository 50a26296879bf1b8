/** The choice of a unit and a cell that are worth looking at, told from its numbers alone. Pure functions. */

/** So small a share of a map's cells is hardly seen. */
const FEW = 0.1;

/**
 * The unit whose mean is the largest, among those that are not switched off.
 *
 * @param {import("../side.js").Side} side
 * @param {import("../side.js").Node} node with an output on this side
 * @returns {number}
 */
export function strongestUnit(side, { name, ablated }) {
  const { mean } = side.ranges(name);
  const units = Array.from(mean, (_, unit) => unit);
  const working = units.filter((unit) => !ablated?.includes(unit));
  return (working.length ? working : units).reduce((best, unit) => (mean[unit] > mean[best] ? unit : best));
}

/**
 * The cell of a map with the largest value, the first of several.
 *
 * @param {{data: ArrayLike<number>, shape: number[]}} tensor (rows, columns, units)
 * @param {number} unit
 * @returns {{row: number, column: number}}
 */
export function largestCell({ data, shape: [rows, columns, units] }, unit) {
  let best = 0;
  for (let cell = 1; cell < rows * columns; cell += 1) {
    if (data[cell * units + unit] > data[best * units + unit]) best = cell;
  }
  return { row: Math.floor(best / columns), column: best % columns };
}

/**
 * A unit that shows what an activation does: some of its cells are above zero and some below. Among those the one with
 * the largest mean after the activation; if there are none, the strongest of all.
 *
 * @param {import("../side.js").Side} side
 * @param {import("../side.js").Node} before with an output on this side
 * @param {import("../side.js").Node} after it, cell by cell
 * @returns {number}
 */
export function tellingUnit(side, before, after) {
  const output = side.output(before.name);
  const { mean } = side.ranges(after.name);
  const mixed = Array.from(mean, (_, unit) => unit).filter((unit) => {
    const share = shareBelowZero(output, unit);
    return share > FEW && share < 1 - FEW && !after.ablated?.includes(unit) && !before.ablated?.includes(unit);
  });
  if (!mixed.length) return strongestUnit(side, after);
  return mixed.reduce((best, unit) => (mean[unit] > mean[best] ? unit : best));
}

/** The share of a map's cells that is below zero. @param {import("../side.js").Tensor} tensor @param {number} unit */
export function shareBelowZero({ data, shape: [rows, columns, units] }, unit) {
  let below = 0;
  for (let cell = 0; cell < rows * columns; cell += 1) below += data[cell * units + unit] < 0 ? 1 : 0;
  return below / (rows * columns);
}
