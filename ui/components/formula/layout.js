/** How large the cells of the formula are: as large as the room allows, never too small to read. Pure numbers. */

/** Cells in pixels: the smallest that still holds a number, and the largest by kernel size. */
const SMALLEST = 22;
const COMFORTABLE = 29;
const LARGEST = [
  [3, 36],
  [5, 34],
  [7, 30],
  [Infinity, 28],
];
/** Channels side by side may grow by this on a wide screen or a projector. */
const ROOMY = 10;
/** Operators and gaps between the three grids of a channel, and between two channels, in pixels. */
const OPERATORS = 56;
const GAP = 28;
/** Room that the steps need beside the channels. */
const STEPS = 330;
/** Size of a cell outside the window as a share of one in it. */
const SMALL = 0.42;
/** Width of a monospaced digit as a share of its font size. */
const DIGIT_WIDTH = 0.6;

/**
 * @typedef {{cell: number, small: number, font: number, characters: number, beside: boolean}} CellSize
 *   `small` is the size of cells beside the window and in the gaps of a dilated one; `beside` says that the channels
 *   stand one below the other and leave room for the steps beside them.
 */

/**
 * @param {number} available width of the view in pixels
 * @param {number} channels how many channels are shown
 * @param {{columns: number, extra: number, kernelRows: number, kernelColumns: number}} grid columns inside the window,
 *   and the small ones around and between them
 * @returns {CellSize}
 */
export function cellSize(available, channels, grid) {
  const longest = Math.max(grid.kernelRows, grid.kernelColumns);
  const largest = LARGEST.find(([size]) => longest <= size)[1];
  const full = grid.columns + grid.extra * SMALL + grid.kernelColumns + grid.columns;
  const inOneRow = (available - (channels - 1) * GAP - channels * OPERATORS) / channels / full;
  if (inOneRow >= Math.min(COMFORTABLE, largest)) return sized(Math.min(inOneRow, largest + ROOMY));
  const alone = (available - OPERATORS) / full;
  if (alone >= Math.min(COMFORTABLE - 3, largest)) {
    const size = sized(Math.min(alone, largest));
    return { ...size, beside: available - full * size.cell - OPERATORS - GAP >= STEPS };
  }
  const neighbourhood = grid.columns + grid.extra * SMALL;
  const inTwoRows = (available - OPERATORS) / Math.max(neighbourhood, grid.kernelColumns + grid.columns);
  if (inTwoRows >= Math.min(COMFORTABLE - 3, largest)) return sized(Math.min(inTwoRows, largest));
  const stacked = (available - OPERATORS / 2) / Math.max(neighbourhood, grid.kernelColumns);
  return sized(Math.min(Math.max(stacked, SMALLEST), largest));
}

function sized(size) {
  const cell = Math.floor(size);
  const font = Math.min(15, Math.max(9.5, cell * 0.31 + 1.2));
  // A tenth more than fits is squeezed in by the canvas.
  const characters = Math.floor(((cell - 2) * 1.1) / (font * DIGIT_WIDTH));
  return { cell, small: Math.round(cell * SMALL), font, characters, beside: false };
}
