/**
 * What a link keeps of the view: the scale and a pinned cell, as "map.stage.row.column".
 *
 * @typedef {import("../maps/marks.js").Selection} Selection
 */

const STAGES = ["feature", "activation", "pooled"];

/**
 * @param {Selection} selection
 * @returns {string} empty where nothing is pinned
 */
export function pinOf({ map, stage, row, column, pinned }) {
  return pinned ? [map, STAGES.indexOf(stage), row, column].join(".") : "";
}

/**
 * @param {string} pin
 * @returns {Selection|null} null for anything that is not a pin
 */
export function selectionOf(pin) {
  const match = /^(\d{1,3})\.([0-2])\.(\d{1,4})\.(\d{1,4})$/.exec(pin ?? "");
  if (!match) return null;
  const [map, stage, row, column] = match.slice(1).map(Number);
  return { map, stage: STAGES[stage], row, column, pinned: true };
}
