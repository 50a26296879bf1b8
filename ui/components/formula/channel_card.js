/**
 * One channel of the convolution: its neighbourhood with the window outlined × its kernel = the products, and their
 * sum; and how large the cells are: as large as the room allows, never too small to read.
 */
import { activationColour, greyColour, weightColour } from "../shared/colours.js";
import { element } from "../shared/element.js";
import { formatNumber } from "../shared/numbers.js";
import { Grid } from "../written/grid.js";
import { cellWriter } from "../written/written.js";

/**
 * @typedef {object} Painting what a card needs to paint itself
 * @property {import("./explanation.js").Lab} lab
 * @property {object} term one of `terms`
 * @property {{products: string[], sum: string, contribution: string}} written
 * @property {Float64Array} weights the kernel of this term, whole
 * @property {CellSize} size
 * @property {object} limits see written.js
 * @property {{input: number, weight: number, pointwise: number, feature: number}} digits
 */

/**
 * The elements of a card: its grids, and the texts that change.
 *
 * @param {(part: string) => string} caption
 * @param {boolean} separable
 */
function cardParts(caption, separable) {
  const grids = { window: new Grid("window"), kernel: new Grid("kernel"), products: new Grid("products") };
  const name = element("span", { class: "channel-name" });
  const sum = element("span", { class: "cl-number channel-sum" });
  const pointwise = element("span", { class: "cl-number" });
  const contribution = element("span", { class: "cl-number channel-contribution" });
  const weight = element("span", { class: "cl-muted" }, caption("pointwise"));
  const total = separable ? [sum, operator("×"), weight, pointwise, operator("="), contribution] : [sum];
  const part = (key, head) =>
    element("figure", { class: "channel-part" }, element("figcaption", {}, head), grids[key].element);
  const signed = (sign, figure) => element("div", { class: "channel-signed" }, operator(sign), figure);
  const kernel = signed("×", part("kernel", caption("kernel")));
  const equal = element("div", { class: "channel-equal" }, kernel, signed("=", part("products", caption("products"))));
  const grid = element("div", { class: "channel-grids" }, part("window", [name, " ", caption("window")]), equal);
  const line = element(
    "p",
    { class: "channel-total" },
    element("span", { class: "cl-muted" }, caption("channel_sum")),
    total,
  );
  return { card: element("div", { class: "channel" }, grid, line), grids, name, sum, pointwise, contribution };
}

/**
 * @param {{caption: (part: string) => string, separable: boolean, onCell: (cell: number | null) => void}} options
 */
export function createChannelCard({ caption, separable, onCell }) {
  const { card, grids, name, sum, pointwise, contribution } = cardParts(caption, separable);
  let axes = { rows: [], columns: [] };
  let term = null;
  let kernelPainted = null;

  for (const [key, grid] of Object.entries(grids)) {
    const find = (event) => onCell(term && cellIndex(key, grid.cellAt(event), term, axes));
    grid.element.addEventListener("pointermove", find);
    grid.element.addEventListener("pointerdown", find);
    grid.element.addEventListener("pointerleave", () => onCell(null));
  }

  /** @param {Painting} painting */
  function paint(painting) {
    ({ term } = painting);
    axes = { rows: axisItems(term, "row"), columns: axisItems(term, "column") };
    const { size, lab } = painting;
    const [kernelRows, kernelColumns] = lab.kernel.shape;
    const even = (count) => Array(count).fill(size.cell);
    const partial = term.cells.length < painting.weights.length;
    grids.window.resize({ rows: sizesOf(axes.rows, size), columns: sizesOf(axes.columns, size), font: size.font });
    const cleared = grids.kernel.resize({ rows: even(kernelRows), columns: even(kernelColumns), font: size.font });
    grids.products.resize({ rows: even(term.rows), columns: even(term.columns), font: size.font });
    grids.window.mark("window", ...(term.cells.length ? [1, 1, axes.rows.length - 2, axes.columns.length - 2] : []));
    paintWindow(grids.window, painting, axes);
    if (cleared || partial || !sameKernel(kernelPainted, painting)) paintKernel(grids.kernel, painting);
    kernelPainted = painting;
    paintProducts(grids.products, painting);
    sum.textContent = painting.written.sum;
    contribution.textContent = painting.written.contribution;
    const factor = formatNumber(term.pointwise, painting.digits.pointwise, lab.language);
    pointwise.textContent = term.pointwise === 0 ? "0" : factor;
  }

  /** Outline the same cell in all three grids, or none. */
  function point(index) {
    const cell = index === null ? null : term?.cells[index];
    const across = cell && index % term.columns;
    const down = cell && Math.floor(index / term.columns);
    grids.products.mark("pointed", ...(cell ? [down, across] : []));
    grids.kernel.mark("pointed", ...(cell ? [cell.kernelRow, cell.kernelColumn] : []));
    const place = (items, wanted) => items.findIndex((item) => item.cell === wanted);
    grids.window.mark("pointed", ...(cell ? [place(axes.rows, down), place(axes.columns, across)] : []));
  }

  return {
    element: card,
    paint,
    point,
    slide: (x, y, milliseconds) => grids.window.slide(x, y, milliseconds),
    setName: (text, hint) => {
      name.textContent = text;
      name.className = `channel-name ${hint}`;
    },
  };
}

/** While only the window moves, the kernel stays as it is painted. */
function sameKernel(before, now) {
  if (!before || before.limits.weight !== now.limits.weight) return false;
  if (before.term.cells.length !== now.term.cells.length) return false;
  return before.weights.every((weight, index) => weight === now.weights[index]);
}

function operator(sign) {
  return element("span", { class: "operator" }, sign);
}

function cellIndex(key, place, term, axes) {
  if (!place) return null;
  if (key === "products") return place.row * term.columns + place.column;
  if (key === "kernel") {
    const found = term.cells.findIndex((cell) => cell.kernelRow === place.row && cell.kernelColumn === place.column);
    return found < 0 ? null : found;
  }
  const [down, across] = [axes.rows[place.row].cell, axes.columns[place.column].cell];
  return down < 0 || across < 0 ? null : down * term.columns + across;
}

function paintWindow(grid, { lab, term, size, limits, digits }, axes) {
  const { data, shape } = lab.image;
  const [rows, columns, channels] = shape;
  const [[top, bottom], [left, right]] = lab.program.layer === "Conv2DTranspose"
    ? [[0, 0], [0, 0]]
    : lab.program.padding;
  const tint = lab.imageKind === "maps" ? activationColour : greyColour;
  const write = cellWriter(limits.input, digits.input, size.characters, lab.imageKind === "maps");
  grid.paint((down, across, cell) => {
    const [vertical, horizontal] = [axes.rows[down], axes.columns[across]];
    const [row, column] = [vertical.index, horizontal.index];
    const inWindow = vertical.cell >= 0 && horizontal.cell >= 0;
    if (row >= 0 && row < rows && column >= 0 && column < columns) {
      const value = data[(row * columns + column) * channels + term.channel];
      cell.look = inWindow ? "value" : "dimmed";
      cell.colour = tint(value, limits.input);
      if (inWindow) cell.text = write(value, formatNumber(value, digits.input, lab.language));
    } else if (row >= -top && row < rows + bottom && column >= -left && column < columns + right) {
      cell.look = "padding";
      if (inWindow) cell.text = "0";
    }
  });
}

function paintKernel(grid, { lab, term, weights, size, limits, digits }) {
  const columns = lab.kernel.shape[1];
  const partial = term.cells.length < weights.length;
  const used = partial && new Set(term.cells.map((cell) => cell.kernelRow * columns + cell.kernelColumn));
  const write = cellWriter(limits.weight, digits.weight, size.characters, true);
  grid.paint((row, column, cell) => {
    const index = row * columns + column;
    const counts = !partial || used.has(index);
    cell.look = counts ? "value" : "dimmed";
    cell.colour = weightColour(weights[index], limits.weight);
    if (counts) cell.text = write(weights[index], formatNumber(weights[index], digits.weight, lab.language));
  });
}

function paintProducts(grid, { term, written, size, limits, digits }) {
  const write = cellWriter(limits.product, digits.feature, size.characters, true);
  grid.paint((row, column, cell) => {
    const index = row * term.columns + column;
    cell.look = term.cells[index].inside ? "value" : "padding";
    cell.colour = activationColour(term.cells[index].product, limits.product);
    cell.text = write(term.cells[index].product, written.products[index]);
  });
}

/**
 * @typedef {{index: number, cell: number}} Item `index` is the input coordinate, `cell` the place in the window
 *   (−1 beside it and in the gaps of a dilated one).
 */

/**
 * @param {{cells: object[], rows: number, columns: number}} term one of `terms` (arithmetic/convolution.js)
 * @param {"row" | "column"} axis
 * @returns {Item[]} ascending; empty when nothing contributes.
 */
export function axisItems(term, axis) {
  const count = axis === "row" ? term.rows : term.columns;
  const stride = axis === "row" ? term.columns : 1;
  if (term.cells.length === 0) return [];
  const inWindow = new Map(Array.from({ length: count }, (_, cell) => [term.cells[cell * stride][axis], cell]));
  const first = term.cells[0][axis] - 1;
  const length = term.cells.at(-1)[axis] - first + 2;
  return Array.from({ length }, (_, offset) => ({ index: first + offset, cell: inWindow.get(first + offset) ?? -1 }));
}

/** Pixels of each item: a full cell in the window, a small one beside it. */
export function sizesOf(items, size) {
  return items.map((item) => (item.cell >= 0 ? size.cell : size.small));
}

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
