/** The cells round a window, along one axis: those in it, those in its gaps, and one on either side. Pure. */

/**
 * @typedef {{index: number, cell: number}} Item `index` is the input coordinate, `cell` the place in the window
 *   (−1 beside it and in the gaps of a dilated one).
 */

/**
 * @param {{cells: object[], rows: number, columns: number}} term one of `terms` (arithmetic/convolution.js)
 * @param {"row" | "column"} axis
 * @returns {Item[]} ascending; empty when nothing contributes.
 */
export function axisItems(term, axis) {
  const count = axis === "row" ? term.rows : term.columns;
  const stride = axis === "row" ? term.columns : 1;
  if (term.cells.length === 0) return [];
  const inWindow = new Map(Array.from({ length: count }, (_, cell) => [term.cells[cell * stride][axis], cell]));
  const first = term.cells[0][axis] - 1;
  const length = term.cells.at(-1)[axis] - first + 2;
  return Array.from({ length }, (_, offset) => ({ index: first + offset, cell: inWindow.get(first + offset) ?? -1 }));
}

/** Pixels of each item: a full cell in the window, a small one beside it. */
export function sizesOf(items, size) {
  return items.map((item) => (item.cell >= 0 ? size.cell : size.small));
}
