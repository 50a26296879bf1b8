/**
 * Where the blocks of the diagram stand and how large they are: as high as a map has rows, as deep as it has columns, as
 * wide as there are channels. Vectors are bars.
 *
 * @typedef {{shape: number[], kind: string}} Stage a shape of three numbers, of one, or () where nobody knows
 * @typedef {{x: number, y: number, width: number, height: number, depth: number, slot: number, room: number,
 *   known: boolean}} Block
 *   the front face's upper left corner and size; `depth`: how far the side face goes to the right and up; `slot`: the
 *   x at which the block's place begins, `room` how wide it is
 */

const HIGHEST = 104;
const DEEPEST = 30;
const LOWEST = 5;
const GAP = 18;
/** Room for a label below. */
const NARROWEST = 62;
const LETTER = 6.5;
const MARGIN = 12;
/** Above the blocks, for arcs. */
const HEAD = 26;

/**
 * @param {Stage[]} stages
 * @returns {{blocks: Block[], width: number, height: number, ground: number}} `ground`: the line on which blocks stand
 */
export function layoutOf(stages) {
  const side = Math.max(1, ...stages.map(({ shape }) => (shape.length === 3 ? Math.max(shape[0], shape[1]) : 1)));
  const middle = HEAD + DEEPEST + HIGHEST / 2;
  let slot = MARGIN;
  const blocks = stages.map(({ shape }) => {
    const { width, height, depth } = sizeOf(shape, side);
    const room = Math.max(NARROWEST, width + depth, LETTER * shape.join("×").length);
    const block = {
      slot,
      x: slot + (room - width - depth) / 2,
      y: middle - height / 2,
      width,
      height,
      depth,
      known: shape.length > 0,
      room,
    };
    slot += room + GAP;
    return block;
  });
  return { blocks, width: slot - GAP + MARGIN, height: middle + HIGHEST / 2 + 44, ground: middle + HIGHEST / 2 };
}

/**
 * The size of one block. Square roots for sides and logarithms for channels: what grows from 3 to 512 stays in sight.
 *
 * @param {number[]} shape
 * @param {number} side the largest side of all
 */
export function sizeOf(shape, side) {
  if (shape.length === 3) {
    const share = (/** @type {number} */ size) => Math.sqrt(size / side);
    const height = Math.max(LOWEST, HIGHEST * share(shape[0]));
    return { width: 3 + 5 * Math.log2(1 + shape[2]), height, depth: Math.max(3, DEEPEST * share(shape[1])) };
  }
  if (shape.length === 1) return { width: 8, height: Math.min(HIGHEST, 10 + 8 * Math.log2(1 + shape[0])), depth: 3 };
  return { width: 26, height: 44, depth: 0 };
}

/** The arc over a residual block, from the middle of the block before to its own. @param {Block} before @param {Block} block */
export function arcOf(before, block) {
  const start = [before.x + (before.width + before.depth) / 2, before.y - before.depth - 3];
  const end = [block.x + (block.width + block.depth) / 2, block.y - block.depth - 3];
  const top = Math.max(4, Math.min(start[1], end[1]) - 20);
  return `M ${start.join(" ")} C ${start[0]} ${top} ${end[0]} ${top} ${end.join(" ")}`;
}
