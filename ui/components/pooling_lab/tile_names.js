/** What screen readers hear of tiles: each its name, the selected one also its cell; only that one is a tab stop. */

/**
 * @param {import("../maps/tile.js").Tile[]} tiles
 */
export function createTileNames(tiles) {
  /** @type {string[]} */
  let names = [];
  /** @type {number | null} */
  let selected = null;

  /** Give every tile its name. @param {string[]} next */
  function name(next) {
    names = next;
    tiles.forEach((tile, index) => tile.button.setAttribute("aria-label", names[index]));
  }

  /** Say what the selected tile's cell holds. @param {number} tile @param {string} sentence @param {boolean} pinned */
  function describe(tile, sentence, pinned) {
    if (selected !== null && selected !== tile) {
      const { button } = tiles[selected];
      button.tabIndex = -1;
      button.removeAttribute("aria-pressed");
      button.setAttribute("aria-label", names[selected]);
    }
    const { button } = tiles[tile];
    button.tabIndex = 0;
    button.setAttribute("aria-pressed", String(pinned));
    button.setAttribute("aria-label", `${names[tile]}. ${sentence}`);
    selected = tile;
  }

  return { name, describe };
}
