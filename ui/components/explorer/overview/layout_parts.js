/** Small pieces of both layouts. Pure functions. */

/**
 * The room before a column: at least so many pixels, and which share of what is left over.
 *
 * @param {import("./columns.js").Column[]} columns
 * @param {number} index
 * @param {boolean} [compact] whether names need the room more than edges do
 * @returns {{least: number, share: number}}
 */
export function gapBefore(columns, index, compact = false) {
  if (index === 0) return { least: 0, share: 0 };
  const { role, fan } = columns[index];
  const before = columns[index - 1].role;
  if (role === "scores") return before === "logits" ? { least: 12, share: 0 } : { least: 24, share: 1.2 };
  if (fan) return { least: role === "maps" ? 34 : 22, share: compact ? 1.2 : role === "maps" ? 2.6 : 1.4 };
  return { least: before === "picture" ? (compact ? 34 : 22) : compact ? 18 : 26, share: 1 };
}

/** The largest box of an aspect within a square, in its middle. */
export function fitted(square, aspect) {
  const size = square.width;
  const width = aspect >= 1 ? size : Math.max(3, size * aspect);
  const height = aspect >= 1 ? Math.max(3, size / aspect) : size;
  return roundedBox({ x: square.x + (size - width) / 2, y: square.y + (square.height - height) / 2, width, height });
}

export function roundedBox({ x, y, width, height }) {
  return {
    x: Math.round(x),
    y: Math.round(y),
    width: Math.max(1, Math.round(width)),
    height: Math.max(1, Math.round(height)),
  };
}

/**
 * Neighbouring columns of one block.
 *
 * @template {{block: number}} T
 * @param {T[]} placed
 * @returns {{block: number, first: T, last: T}[]}
 */
export function between(placed) {
  const found = [];
  for (const column of placed) {
    const open = found[found.length - 1];
    if (open && open.block === column.block) open.last = column;
    else found.push({ block: column.block, first: column, last: column });
  }
  return found;
}

/**
 * The place of one cell of a strip.
 *
 * @param {import("./layout.js").Placed} column
 * @param {number} unit
 * @param {boolean} vertical whether layers are bands, so that strips run from left to right
 * @returns {import("./layout.js").Box}
 */
export function entryBox({ box, count, lines }, unit, vertical) {
  const along = Math.ceil(count / lines);
  const [place, line] = [unit % along, Math.floor(unit / along)];
  if (vertical) {
    const [width, height] = [box.width / along, box.height / lines];
    return { x: box.x + place * width, y: box.y + line * height, width, height };
  }
  const [width, height] = [box.width / lines, box.height / along];
  return { x: box.x + line * width, y: box.y + place * height, width, height };
}

/** Which cell of a strip lies at a point. */
export function entryAt({ box, count, lines }, x, y, vertical) {
  const along = Math.ceil(count / lines);
  const share = (position, start, size, number) =>
    Math.min(number - 1, Math.max(0, Math.floor(((position - start) / size) * number)));
  const place = vertical ? share(x, box.x, box.width, along) : share(y, box.y, box.height, along);
  const line = vertical ? share(y, box.y, box.height, lines) : share(x, box.x, box.width, lines);
  return Math.min(count - 1, line * along + place);
}
