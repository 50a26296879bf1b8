/** Where a selection is, and where a step takes it: plain data, no page. */

/**
 * @typedef {"feature" | "activation" | "pooled"} Stage
 * @typedef {{map: number, stage: Stage, row: number, column: number, pinned: boolean}} Selection
 */

/**
 * The size of the map that a selection lies on.
 *
 * @returns {[number, number]} rows, columns
 */
export function mapSize(lab, stage) {
  const map = stage === "pooled" && lab.pooled ? lab.pooled : lab.feature;
  return [map.shape[0], map.shape[1]];
}

/**
 * The selection moved into the maps that exist; a pooled selection without pooling becomes an activation.
 *
 * @returns {Selection}
 */
export function settle(lab, selection) {
  const stage = selection.stage === "pooled" && !lab.pooled ? "activation" : selection.stage;
  const [rows, columns] = mapSize(lab, stage);
  return {
    ...selection,
    stage,
    map: clamp(selection.map, lab.feature.shape[2]),
    row: clamp(selection.row, rows),
    column: clamp(selection.column, columns),
  };
}

/**
 * The selection `steps` cells further, row by row; null past either end of the map.
 *
 * @returns {Selection | null}
 */
export function step(lab, selection, steps) {
  const [rows, columns] = mapSize(lab, selection.stage);
  const index = selection.row * columns + selection.column + steps;
  if (index < 0 || index >= rows * columns) return null;
  return { ...selection, row: Math.floor(index / columns), column: index % columns };
}

function clamp(value, count) {
  return Math.min(Math.max(Math.trunc(value) || 0, 0), count - 1);
}
