/**
 * Which unit is open, as the view keeps it and as a link writes it. Pure functions.
 *
 * @typedef {{side: number, node: string, unit: number, row: number, column: number, pinned: boolean, window: boolean}} Selection
 */

/**
 * The text of a selection: "SIDE/NODE/UNIT", or "" for none. A node's name may have slashes itself.
 *
 * @param {Selection | null} selection
 */
export const textOf = (selection) => (selection ? `${selection.side}/${selection.node}/${selection.unit}` : "");

/**
 * A selection from its text, if there is such a unit.
 *
 * @param {string} text
 * @param {import("./side.js").Side[]} sides
 * @returns {Selection | null}
 */
export function selectionOf(text, sides) {
  const found = /^(\d+)\/(.+)\/(\d+)$/.exec(text ?? "");
  if (!found) return null;
  return fitted(opened(Number(found[1]), found[2], Number(found[3])), sides);
}

/** A unit freshly opened; without a cell, the unit view takes the one in the middle. */
export function opened(side, node, unit) {
  return { side, node, unit, row: undefined, column: undefined, pinned: false, window: false };
}

/**
 * A selection of a unit that the sides on screen have, else null.
 *
 * @param {Selection | null} selection
 * @param {import("./side.js").Side[]} sides
 * @returns {Selection | null}
 */
export function fitted(selection, sides) {
  const side = selection && (sides[selection.side] ?? sides[0]);
  if (!side?.has(selection.node) || selection.unit >= side.unitCount(selection.node)) return null;
  return { ...selection, side: side.index };
}
