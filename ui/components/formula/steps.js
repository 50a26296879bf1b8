/**
 * The steps that add up and pool: channel sums + bias = the feature map's value; the pooling window with the winner
 * marked, or its sum over its number; and under each the exact line, what Keras computed beside what the terms add up
 * to.
 */
import { activationColour } from "../shared/colours.js";
import { element } from "../shared/element.js";
import { formatNumber } from "../shared/numbers.js";
import { Grid } from "../written/grid.js";
import { cellWriter, exact, fraction, math, number, operator, row, symbol, writeAverage } from "../written/written.js";

/**
 * @param {(key: string, values?: object) => string} text
 * @param {string} language
 */
export function createCheckLine(text, language) {
  const theirs = element("span", { class: "cl-number" });
  const ours = element("span", { class: "cl-number" });
  const verdict = element("span", { class: "check-verdict" });
  const source = element("span", {});
  const line = element("p", { class: "check" }, source, " ", theirs, " · ", text("by_hand"), " ", ours, " ", verdict);

  /** @param {import("./explanation.js").Check} check @param {boolean} preview */
  function paint(check, preview) {
    source.textContent = text(preview ? "browser_says" : "keras_says");
    theirs.textContent = exact(check.theirs, language);
    ours.textContent = exact(check.ours, language);
    verdict.textContent = check.agrees
      ? text("agrees")
      : text("differs", { by: exact(check.ours - check.theirs, language) });
    line.classList.toggle("check-agrees", check.agrees);
    line.classList.toggle("check-differs", !check.agrees);
  }

  return { element: line, paint };
}

/**
 * @param {object} options
 * @param {(key: string, values?: object) => string} options.text
 * @param {string} options.language
 * @param {number} options.count of the channels that stand by themselves; `setNames` names them
 * @param {number} options.others how many more there are
 */
export function createSumStep({ text, language, count, others }) {
  const labels = [...Array(count).fill(""), ...(others ? [text("others", { count: others })] : []), text("bias")];
  const terms = labels.map((label) => term(label));
  const result = term(text("feature"), "step-result");
  const parts = terms.map((one, index) => (index ? after("+", one) : one.element));
  const check = createCheckLine(text, language);
  const step = element(
    "section",
    { class: "step step-sum", dataset: { stage: "feature" } },
    element("h4", {}, text("step_sum")),
    element("div", { class: "step-line" }, parts, after("=", result)),
    check.element,
  );

  /** @param {object} written of `writeSums` */
  function paint(written, explanation, preview) {
    const bias = explanation.bias === 0 ? "0" : written.bias;
    const numbers = [
      ...written.channels.map((channel) => channel.contribution),
      ...(others ? [written.rest] : []),
      bias,
    ];
    numbers.forEach((number, index) => terms[index].set(number));
    result.set(written.feature);
    check.paint(explanation.feature, preview);
  }

  function setNames(names) {
    names.slice(0, count).forEach((name, index) => terms[index].rename(name.text));
  }

  return { element: step, paint, setNames };
}

/** A sign and what follows it, which stay on one line. */
function after(sign, { element: holder }) {
  return element("span", { class: "step-signed" }, element("span", { class: "operator" }, sign), holder);
}

function term(label, kind = "") {
  const number = element("span", { class: "cl-number term-number" });
  const name = element("span", { class: "term-label" }, label);
  return {
    element: element("span", { class: `term ${kind}` }, number, name),
    set: (text) => (number.textContent = text),
    rename: (text) => (name.textContent = text),
  };
}

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
  const { kind } = pooling;
  const global = kind.startsWith("global_");
  const grid = new Grid("pool");
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
    if (!global) paintWindow(grid, explanation, written, limits);
  }

  return { element: step, paint };
}

/** The window of a pooled value on its grid, with the winner and the cell that is written out marked. */
function paintWindow(grid, { pooled, place }, written, limits) {
  const pixels = CELLS.find(([longest]) => Math.max(pooled.rows, pooled.columns) <= longest)[1];
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
