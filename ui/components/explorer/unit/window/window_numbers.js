/** The window of a pooling as numbers, with the winner marked, or the sum over their number. */

import { createGrid } from "../../../written/grid.js";
import { digitsFor } from "../../../written/written.js";
import { poolWindow } from "../../../arithmetic/pooling.js";
import { activationColour, limitOf } from "../../../shared/colours.js";
import { element } from "../../../shared/element.js";
import { formatNumber } from "../../../shared/numbers.js";
import { written } from "../softmax/sums.js";

/** The largest window that is written out, cells on a side. */
const LARGEST = 7;
const SYMBOLS = { max: "max", min: "min" };

/** @param {object} _ @param {import("../middle.js").Say} say */
export function createWindowNumbers(_, { text, language }) {
  const grid = createGrid("pool");
  const result = element("p", { class: "cl-number unit-rule" });
  const note = element("p", { class: "cl-muted" });
  let data = null;
  let limit = 1;

  function set(middle) {
    data = middle;
    const { tensor, channel, pooling } = middle;
    limit = limitOf(tensor.data, tensor.shape[2], channel) || 1;
    grid.element.hidden = Math.max(...pooling.size) > LARGEST;
  }

  function paint(row, column, { value }) {
    const { pooling, tensor, channel } = data;
    const { cells, rows, columns } = poolWindow(pooling, tensor, channel, row, column);
    const digits = digitsFor(limit);
    const inside = cells.filter((cell) => cell.inside);
    const average = pooling.kind === "average";
    const shown = average ? written(inside.map((cell) => cell.value), value * inside.length, digits, language) : null;
    if (!grid.element.hidden) paintGrid(cells, rows, columns, shown, digits);
    const number = formatNumber(value, digits, language);
    const winner = cells.find((cell) => cell.winner);
    result.textContent = average
      ? `${shown.total} ÷ ${inside.length} = ${number}`
      : `${SYMBOLS[pooling.kind]}(…) = ${number}`;
    note.textContent = winner
      ? text("winner", { row: winner.row + 1, column: winner.column + 1 })
      : text("mean_of", { count: inside.length });
    return `${result.textContent}. ${note.textContent}`;
  }

  function paintGrid(cells, rows, columns, shown, digits) {
    const pixels = Math.max(rows, columns) <= 3 ? 50 : 38;
    const sizes = (count) => Array(count).fill(pixels);
    grid.resize({ rows: sizes(rows), columns: sizes(columns), font: pixels > 40 ? 12.5 : 10.5 });
    let term = 0;
    grid.paint((down, across, cell) => {
      const { inside, value } = cells[down * columns + across];
      cell.look = inside ? "value" : "padding";
      cell.colour = activationColour(value, limit);
      if (inside) cell.text = shown ? shown.terms[term++] : formatNumber(value, digits, language);
    });
    const winner = cells.findIndex((cell) => cell.winner);
    grid.mark("winner", ...(winner < 0 ? [] : [Math.floor(winner / columns), winner % columns]));
  }

  return { element: element("div", { class: "unit-window-numbers" }, grid.element, result, note), set, paint };
}
