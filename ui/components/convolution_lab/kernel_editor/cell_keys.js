/**
 * What a key means in a grid of numbers. Pure.
 *
 * @typedef {{key: string, shiftKey: boolean, ctrlKey: boolean, metaKey: boolean, altKey: boolean}} Key
 * @typedef {{kind: "move", cell: number} | {kind: "step", change: number} | {kind: "commit"|"edit"|"restore"|"none"}} Action
 */

const SMALL_STEP = 0.1;
const LARGE_STEP = 1;
const STEPS = { PageUp: LARGE_STEP, PageDown: -LARGE_STEP };
const SHIFTED_STEPS = { ArrowUp: SMALL_STEP, ArrowDown: -SMALL_STEP };

/**
 * The action of a key in a cell. While a number is being typed, the keys that move the caret belong to the text.
 * @param {Key} event @param {number} cell @param {number} rows @param {number} columns @param {boolean} typing
 * @returns {Action}
 */
export function cellAction(event, cell, rows, columns, typing) {
  if (event.altKey || ((event.ctrlKey || event.metaKey) && !["Home", "End"].includes(event.key))) {
    return { kind: "none" };
  }
  if (event.key === "Enter") return { kind: typing ? "commit" : "edit" };
  if (event.key === "F2" && !typing) return { kind: "edit" };
  if (event.key === "Escape") return { kind: "restore" };
  const change = STEPS[event.key] ?? (event.shiftKey ? SHIFTED_STEPS[event.key] : undefined);
  if (change !== undefined) return { kind: "step", change };
  if (event.shiftKey || (typing && !["ArrowUp", "ArrowDown"].includes(event.key))) return { kind: "none" };
  const target = neighbour(event, cell, rows, columns);
  return target === null ? { kind: "none" } : { kind: "move", cell: target };
}

/** The cell a key leads to, or null for a key that does not move; at an edge it stays. */
function neighbour(event, cell, rows, columns) {
  const row = Math.floor(cell / columns);
  const column = cell % columns;
  const at = (newRow, newColumn) =>
    Math.min(rows - 1, Math.max(0, newRow)) * columns + Math.min(columns - 1, Math.max(0, newColumn));
  switch (event.key) {
    case "ArrowLeft":
      return at(row, column - 1);
    case "ArrowRight":
      return at(row, column + 1);
    case "ArrowUp":
      return at(row - 1, column);
    case "ArrowDown":
      return at(row + 1, column);
    case "Home":
      return event.ctrlKey || event.metaKey ? 0 : at(row, 0);
    case "End":
      return event.ctrlKey || event.metaKey ? rows * columns - 1 : at(row, columns - 1);
    default:
      return null;
  }
}
