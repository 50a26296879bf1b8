/** Where a key leads in a matrix: arrows by one cell, Home and End to the ends of a row, with Ctrl to its corners. */

const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

/**
 * @param {{key: string, ctrlKey?: boolean}} event
 * @param {[number, number]} cell row and column that have the focus
 * @param {number} size rows, and columns
 * @returns {[number, number] | null} null if the key does not move
 */
export function nextCell({ key, ctrlKey = false }, [row, column], size) {
  const last = size - 1;
  if (key === "Home") return [ctrlKey ? 0 : row, 0];
  if (key === "End") return [ctrlKey ? last : row, last];
  if (!Object.hasOwn(STEPS, key)) return null;
  const [down, right] = STEPS[key];
  return [Math.max(0, Math.min(last, row + down)), Math.max(0, Math.min(last, column + right))];
}
