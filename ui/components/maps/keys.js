/**
 * What a key does to the selection on the maps. Pure.
 *
 * Arrow keys move the cell by one, PageUp and PageDown by ten rows, Home and End to the first and the last cell;
 * with Shift the arrow keys move to the next map (up, down) or the next stage (left, right); Escape lets go of a pin.
 */

const STEPS = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  PageUp: [-10, 0],
  PageDown: [10, 0],
};

/**
 * @param {import("./marks.js").Selection} selection
 * @param {string} key as in KeyboardEvent.key
 * @param {boolean} shift
 * @param {object} lab
 * @param {string[]} stages the stages on screen, in order
 * @returns {import("./marks.js").Selection|null} null where the key means nothing here
 */
export function moved(selection, key, shift, lab, stages) {
  if (key === "Escape") return selection.pinned ? { ...selection, pinned: false } : null;
  const [rows, columns, maps] = lab[selection.stage].shape;
  if (key === "Home") return { ...selection, row: 0, column: 0 };
  if (key === "End") return { ...selection, row: rows - 1, column: columns - 1 };
  const step = STEPS[key];
  if (!step) return null;
  if (shift) return toOtherMap(selection, step, lab, stages, maps);
  return {
    ...selection,
    row: within(selection.row + step[0], rows),
    column: within(selection.column + step[1], columns),
  };
}

/** The same relative place on a neighbouring map. */
function toOtherMap(selection, [down, right], lab, stages, maps) {
  const stage = stages[within(stages.indexOf(selection.stage) + Math.sign(right), stages.length)];
  const [fromRows, fromColumns] = lab[selection.stage].shape;
  const [rows, columns] = lab[stage].shape;
  return {
    ...selection,
    stage,
    map: within(selection.map + Math.sign(down), maps),
    row: within(Math.floor((selection.row * rows) / fromRows), rows),
    column: within(Math.floor((selection.column * columns) / fromColumns), columns),
  };
}

function within(index, count) {
  return Math.min(Math.max(index, 0), count - 1);
}
