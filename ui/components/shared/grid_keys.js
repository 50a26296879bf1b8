/**
 * Find where a key leads in a grid of tiles that is filled row by row.
 *
 * @param {string} key as in KeyboardEvent.key
 * @param {number} index the tile that has the focus
 * @param {number} columns
 * @param {number} count all tiles
 * @returns {number | null} null if the key does not move
 */
export function nextTile(key, index, columns, count) {
  /** @type {Record<string, number>} */
  const steps = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -columns,
    ArrowDown: columns,
    Home: -index,
    End: count - 1 - index,
  };
  if (!Object.hasOwn(steps, key)) return null;
  const target = index + steps[key];
  return target >= 0 && target < count ? target : index;
}
