/**
 * The link between a map and the one it becomes: the curve of an activation, the window of a pooling, the formula of
 * a normalization, the place in a vector. Each is made for one kind, gets its numbers by `set`, and writes one cell by
 * `paint`, which returns it in words.
 *
 * @typedef {{element: HTMLElement, set: (middle: object) => void,
 *   paint: (row: number, column: number, cell: {value: number, before: number}) => string}} Middle
 * @typedef {{text: (key: string, values?: object) => string, language: string}} Say
 */
import { poolWindow } from "../../arithmetic/pooling.js";
import { written } from "./captions.js";
import { createActivationCurve, histogram, sampled } from "../../maps/activation_curve.js";
import { normalized } from "./scene.js";
import { activationColour, limitOf } from "../../shared/colours.js";
import { element } from "../../shared/element.js";
import { formatNumber } from "../../shared/numbers.js";
import { Grid } from "../../written/grid.js";
import {
  between,
  digitsFor,
  exact,
  fraction,
  math,
  number,
  operator,
  power,
  row,
  symbol,
} from "../../written/written.js";

const MIDDLES = {
  curve: createCurve,
  window: createWindowNumbers,
  normalization: createNormalization,
  rescaling: createRescaling,
  standardization: createStandardization,
  segments: createSegments,
  place: createPlace,
};

/** @param {{kind: string}} middle @param {Say} say @returns {Middle} */
export function createMiddle(middle, say) {
  const made = MIDDLES[middle.kind](middle, say);
  made.set(middle);
  return made;
}

// Rules that fit in a line: rescaling, standardization, the place in a vector, the inputs of a concatenation.

const rounded = (value, language) => exact(Number(value.toPrecision(5)), language);
const after = (value, language) => (value < 0 ? `− ${rounded(-value, language)}` : `+ ${rounded(value, language)}`);

/** A middle of one line that is written anew for each cell. */
function createLine(write) {
  const line = element("p", { class: "cl-number unit-rule" });
  let data = null;
  return {
    element: line,
    set: (middle) => (data = middle),
    paint: (_row, _column, cell) => (line.textContent = write(data, cell)),
  };
}

/** x · scale + offset */
export function createRescaling(_, { language }) {
  const number = (value) => rounded(value, language);
  return createLine(({ scale, offset }, { before, value }) =>
    `${number(before)} × ${number(scale)} ${after(offset, language)} = ${number(value)}`
  );
}

/** (x − μ) / √σ² */
export function createStandardization(_, { language }) {
  const number = (value) => rounded(value, language);
  return createLine(({ mean, variance }, { before, value }) =>
    `(${number(before)} ${after(-mean, language)}) ÷ √${number(variance)} = ${number(value)}`
  );
}

/** (row · columns + column) · maps + map, counted from 0 as in Keras. */
export function createPlace(_, { text }) {
  return createLine(({ row, column, channel, shape: [, columns, channels], unit }) => {
    const index = `(${row} × ${columns} + ${column}) × ${channels} + ${channel} = ${unit}`;
    return `${text("place_in_vector")}: ${index}`;
  });
}

/** The inputs of a concatenation as a bar, each as long as it has maps. */
export function createSegments(_, { text }) {
  const bar = element("div", { class: "unit-segments" });
  let data = null;
  return {
    element: bar,
    set(middle) {
      data = middle;
      const total = middle.counts.reduce((sum, count) => sum + count, 0);
      const here = element("span", {
        class: "unit-segment-here",
        style: { left: `${(100 * (middle.unit + 0.5)) / total}%` },
      });
      const parts = middle.counts.map((count, index) =>
        element(
          "span",
          { class: ["unit-segment", index === middle.index && "chosen"], style: { "flex-grow": count } },
          element("span", { class: "unit-segment-name" }, middle.names[index]),
          element("span", { class: "cl-number" }, String(count)),
        )
      );
      bar.replaceChildren(...parts, here);
    },
    paint: () => text("from_input", { layer: data.names[data.index] }),
  };
}

// The curve of an activation over the values of a map: how many cells have which value, and the selected cell.

const PLOT = { left: 8, right: 182, top: 10, bottom: 104 };
/** @type {import("../../maps/activation_curve.js").Look} */
const CURVE = {
  name: "unit-curve",
  width: 190,
  height: 158,
  plot: PLOT,
  bars: { ...PLOT, top: 112, bottom: 142 },
  labels: 155,
  radius: 5,
};
const POINTS = 120;

/** @param {object} _ @param {Say} say */
export function createCurve(_, { language }) {
  const curve = createActivationCurve(CURVE, language);
  const sentence = element("p", { class: "cl-number unit-rule" });
  let limit = 1;

  function set(middle) {
    limit = limitOf(middle.before) || 1;
    curve.draw(pointsOf(middle, limit), limit, histogram(middle.before, limit));
  }

  function paint(_row, _column, { value, before }) {
    curve.paint(before, value);
    const digits = digitsFor(limit);
    sentence.textContent = `f(${formatNumber(before, digits, language)}) = ${formatNumber(value, digits, language)}`;
    return sentence.textContent;
  }

  return { element: element("div", { class: "unit-curve-holder" }, curve.root, sentence), set, paint };
}

/**
 * The function's own curve, or else what it did to the numbers of this map, from the smallest to the largest.
 *
 * @returns {import("../../maps/activation_curve.js").Point[]}
 */
export function pointsOf({ before, after, respond }, limit) {
  if (respond) return sampled(respond, limit, POINTS);
  const order = Array.from(before, (_, index) => index).sort((one, other) => before[one] - before[other]);
  const step = Math.max(1, Math.floor(order.length / POINTS));
  return order.filter((_, index) => index % step === 0 || index === order.length - 1).map((
    index,
  ) => [before[index], after[index]]);
}

// The formula of batch normalization with the numbers of a unit and of one cell in it.

/** @param {object} _ @param {Say} say */
export function createNormalization(_, { text, language }) {
  const slots = Object.fromEntries(
    ["gamma", "x", "mean", "variance", "epsilon", "beta"].map((name) => [name, number()]),
  );
  const result = number("", { class: "result" });
  const letters = formula(
    symbol("γ"),
    symbol("x"),
    symbol("μ"),
    power(symbol("σ"), number("2")),
    symbol("ε"),
    symbol("β"),
  );
  const { gamma, x, mean, variance, epsilon, beta } = slots;
  const filled = formula(gamma, x, mean, variance, epsilon, beta);
  const learned = element("p", { class: "cl-muted" }, text("normalization_parts"));
  const holder = element(
    "div",
    { class: "unit-formula" },
    math([letters], "block"),
    math([filled, operator("="), result], "block"),
    learned,
  );
  let numbers = null;

  function set(middle) {
    numbers = middle;
    for (const name of ["gamma", "mean", "variance", "beta", "epsilon"]) {
      slots[name].textContent = bracketed(middle[name], name);
    }
  }

  /** Negative numbers after an operator stand in brackets. */
  function bracketed(value, name) {
    const written = name === "epsilon" ? String(value) : exact(Number(value.toPrecision(4)), language);
    return value < 0 && name !== "gamma" ? `(${written})` : written;
  }

  function paint(_row, _column, { before, value }) {
    slots.x.textContent = exact(Number(before.toPrecision(5)), language);
    const own = normalized(before, numbers);
    const close = Math.abs(own - value) <= 1e-3 * Math.max(1, Math.abs(value));
    result.textContent = exact(Number((close ? value : own).toPrecision(5)), language);
    return text("normalization_spoken", { x: slots.x.textContent, value: result.textContent });
  }

  return { element: holder, set, paint };
}

function formula(gamma, x, mean, variance, epsilon, beta) {
  // Not every system has a mathematical font, from which <msqrt> takes its sign.
  const root = row(operator("√"), between("(", row(variance, operator("+"), epsilon), ")"));
  const scaled = fraction(row(x, operator("−"), mean), root);
  return row(gamma, operator("·"), scaled, operator("+"), beta);
}

// The window of a pooling as numbers, with the winner marked, or the sum over their number.

/** The largest window that is written out, cells on a side. */
const LARGEST = 7;
const SYMBOLS = { max: "max", min: "min" };

/** @param {object} _ @param {Say} say */
export function createWindowNumbers(_, { text, language }) {
  const grid = new Grid("pool");
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
    const shown = average
      ? written(inside.map((cell) => cell.value), value * inside.length, "+", digits, language)
      : null;
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
