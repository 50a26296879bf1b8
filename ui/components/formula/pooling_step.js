/** The pooling window: its activation values with the winner marked, or their sum over their number. */

import { activationColour } from "../shared/colours.js";
import { element } from "../shared/element.js";
import { formatNumber } from "../shared/numbers.js";
import { createCheckLine } from "./check_line.js";
import { createGrid } from "../written/grid.js";
import { fraction, math, number, operator, row, symbol } from "../written/mathml.js";
import { cellWriter, writeAverage } from "../written/written.js";

/** Cells of a window in pixels, by its longer side. */
const CELLS = [
  [4, 42],
  [Infinity, 32],
];

/**
 * @param {object} options
 * @param {(key: string, values?: object) => string} options.text
 * @param {string} options.language
 * @param {import("../arithmetic/pooling.js").Pooling} options.pooling
 * @param {(row: number, column: number) => void} options.onCell a cell of the window was chosen
 */
export function createPoolingStep({ text, language, pooling, onCell }) {
  const { kind, size } = pooling;
  const global = kind.startsWith("global_");
  const grid = createGrid("pool");
  const note = element("p", { class: "step-note" });
  const check = createCheckLine(text, language);
  const formula = poolingFormula(kind.replace("global_", ""));
  const line = element("div", { class: "step-line" }, global ? null : grid.element, formula.element);
  const title = element(
    "h4",
    {},
    text("step_pooling"),
    " ",
    element("span", { class: "step-kind" }, text(`pooling_${kind}`)),
  );
  const step = element(
    "section",
    { class: "step step-pooling", dataset: { stage: "pooled" } },
    title,
    line,
    note,
    check.element,
  );
  let shown = null;

  grid.element.addEventListener("click", (event) => {
    const place = shown && grid.cellAt(event);
    const cell = place && shown.cells[place.row * shown.columns + place.column];
    if (cell?.inside) onCell(cell.row, cell.column);
  });

  function paint(explanation, digits, limits, preview) {
    shown = explanation.pooled;
    line.hidden = check.element.hidden = !shown;
    note.textContent = noteFor(explanation, text, language);
    if (!shown) return;
    const written = writeNumbers(shown, digits, language);
    formula.paint(shown, written, language);
    check.paint(shown.check, preview);
    if (!global) paintGrid(explanation, written, limits);
  }

  function paintGrid({ pooled, place }, written, limits) {
    const pixels = CELLS.find(([longest]) => Math.max(...size) <= longest)[1];
    const cells = (count) => Array(count).fill(pixels);
    grid.resize({ rows: cells(pooled.rows), columns: cells(pooled.columns), font: pixels > 36 ? 12 : 10.5 });
    const write = cellWriter(limits.activation, written.digits.activation, pixels > 36 ? 6 : 5, true);
    let term = 0;
    grid.paint((down, across, cell) => {
      const { inside, value } = pooled.cells[down * pooled.columns + across];
      cell.look = inside ? "value" : "padding";
      cell.colour = activationColour(value, limits.activation);
      if (inside) cell.text = write(value, written.terms[term++]);
    });
    const find = (wanted) =>
      pooled.cells.findIndex((cell) => wanted && cell.row === wanted.row && cell.column === wanted.column);
    for (const [mark, index] of [["winner", find(pooled.winner)], ["here", find(place)]]) {
      grid.mark(mark, ...(index < 0 ? [] : [Math.floor(index / pooled.columns), index % pooled.columns]));
    }
  }

  return { element: step, paint };
}

function writeNumbers(pooled, digits, language) {
  const values = pooled.cells.filter((cell) => cell.inside).map((cell) => cell.value);
  const write = (value) => formatNumber(value, digits.activation, language);
  if (pooled.winner || pooled.global) return { terms: values.map(write), total: write(pooled.sum), digits };
  return { ...writeAverage(values, pooled.sum, digits.activation, language), digits };
}

/** max( … ) = value, or sum ÷ count = value. */
function poolingFormula(kind) {
  const result = number("", { class: "result" });
  const [sum, count] = [number(), number()];
  const left = kind === "average" ? [fraction(sum, count)] : [symbol(kind)];
  const formula = math([row(...left), operator("="), result], "block");

  function paint(pooled, written, language) {
    sum.textContent = written.total;
    count.textContent = formatNumber(pooled.count, 0, language);
    result.textContent = formatNumber(pooled.check.ours, written.digits.activation, language);
  }

  return { element: element("span", { class: "step-formula" }, formula), paint };
}

function noteFor({ pooled, place, selection }, text, language) {
  if (!pooled) return text("pooling_unreached");
  const values = {
    count: formatNumber(pooled.count, 0, language),
    rows: pooled.rows,
    columns: pooled.columns,
    row: (pooled.winner ?? place).row + 1,
    column: (pooled.winner ?? place).column + 1,
  };
  const which = pooled.winner ? "winner" : "average";
  const end = selection.stage === "pooled" ? ` ${text(`pooling_shown_${which}`, values)}` : "";
  return text(`pooling_note_${pooled.global ? "global_" : ""}${which}`, values) + end;
}
