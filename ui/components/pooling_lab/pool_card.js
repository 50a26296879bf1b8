/** One kind of pooling: the window's cells with the winner marked, what is computed of them, and the pooled map. */
import { Grid } from "../written/grid.js";
import { cellWriter, fraction, math, number, operator, row, symbol } from "../written/written.js";
import { createCanvasTile } from "./canvas_tile.js";
import { colour } from "../shared/colours.js";
import { element } from "../shared/element.js";
import { createLegend, paintCanvas, rangeText } from "./map_scale.js";

/**
 * @typedef {import("../shared/words.js").Text} Text
 * @typedef {import("./map_scale.js").Scale} Scale
 * @typedef {import("./window_numbers.js").Kind} Kind
 * @typedef {import("./window_numbers.js").Found} Found
 * @typedef {import("./window_numbers.js").WindowNumbers} WindowNumbers
 */

/** Size of a window's cells in pixels, by how many stand side by side at most; more are of the last size. */
const CELLS = [[2, 54], [3, 48], [4, 40], [5, 34]];
const SMALLEST_CELL = 29;

/**
 * @param {object} options
 * @param {Kind} options.kind
 * @param {number} options.index of its map among the pooled maps, and of its tile less one
 * @param {Text} options.text
 * @param {string} options.language
 */
export function createPoolCard({ kind, index, text, language }) {
  const grid = new Grid("pool");
  const tile = createCanvasTile({ "data-tile": String(index + 1), tabindex: "-1" });
  const legend = createLegend();
  const note = element("p", { class: "note" });
  const formula = createFormula(kind, text);
  tile.root.append(legend.root);
  const root = element(
    "article",
    { class: "pool-card", dataset: { pooling: kind } },
    element(
      "h3",
      {},
      text(`pooling_${kind}`),
      " ",
      element("span", { class: "pool-does" }, text(`pooling_${kind}_does`)),
    ),
    element("div", { class: "pair" }, element("div", { class: "window" }, grid.element, formula.root, note), tile.root),
  );

  /** @param {import("./map_scale.js").Tensor} tensor @param {Scale} scale */
  function update(tensor, scale) {
    paintCanvas(tile.canvas, tensor, index, scale);
    legend.set(scale, language);
    const [rows, columns] = tensor.shape;
    tile.caption.textContent = `${rows} × ${columns} · ${rangeText(tensor, index, language)}`;
  }

  /** Show the window of one pooled cell. @param {WindowNumbers} numbers @param {Scale} scale */
  function select(numbers, scale) {
    const { found, result } = numbers.of(kind);
    paintWindow(found, numbers, scale);
    formula.paint(numbers.total, numbers.count, result);
    const winner = found.cells.find((cell) => cell.winner);
    note.textContent = noteOf(winner, numbers.count, text);
  }

  /** @param {Found} found @param {WindowNumbers} numbers @param {Scale} scale */
  function paintWindow(found, { terms, digits }, scale) {
    const pixels = CELLS.find(([most]) => Math.max(found.rows, found.columns) <= most)?.[1] ?? SMALLEST_CELL;
    const cells = (/** @type {number} */ count) => Array(count).fill(pixels);
    const font = pixels > 42 ? 13 : pixels > 36 ? 12 : 10;
    grid.resize({ rows: cells(found.rows), columns: cells(found.columns), font });
    const write = cellWriter(scale.limit, digits, Math.floor(pixels / (font * 0.6)), scale.kind !== "grey");
    let term = 0;
    grid.paint((down, across, cell) => {
      const { inside, value } = found.cells[down * found.columns + across];
      cell.look = inside ? "value" : "padding";
      cell.colour = colour(scale.kind, value, scale.limit);
      if (inside) cell.text = write(value, terms[term++]);
    });
    const winner = found.cells.findIndex((cell) => cell.winner);
    grid.mark("winner", ...(winner < 0 ? [] : [Math.floor(winner / found.columns), winner % found.columns]));
  }

  return { root, tile, update, select };
}

/**
 * Where the winner is, or of how many cells the result is made.
 *
 * @param {Found["cells"][number] | undefined} winner
 * @param {number} count
 * @param {Text} text
 */
function noteOf(winner, count, text) {
  return winner ? text("winner", { row: winner.row + 1, column: winner.column + 1 }) : text("count", { count });
}

/** "max = 0.42", or "sum ÷ count = 0.42". @param {Kind} kind @param {Text} text */
function createFormula(kind, text) {
  const result = number("", { class: "result" });
  const [sum, count] = [number(), number()];
  const left = kind === "average" ? fraction(sum, count) : symbol(text(`symbol_${kind}`));
  const paint = (/** @type {string} */ total, /** @type {number} */ cells, /** @type {string} */ value) => {
    sum.textContent = total;
    count.textContent = String(cells);
    result.textContent = value;
  };
  return { root: element("p", { class: "pool-formula" }, math([row(left, operator("="), result)], "block")), paint };
}
