/** The words and numbers around a unit's maps: its heading, the line that adds up, the legends. */
import { legend } from "../../maps/legend.js";
import { rangesOf } from "../side.js";
import { sizeOf, unitTitle } from "../reading.js";
import { around, element, svg } from "../../shared/element.js";
import { addingUp, formatNumber } from "../../shared/numbers.js";
import { digitsFor } from "../../written/written.js";

// The head of the unit view: which unit, its size, range and mean, and the buttons that lead on and back.

const ICONS = {
  previous: "M15.5 5 8.5 12l7 7",
  next: "M8.5 5l7 7-7 7",
  close: "M6 6l12 12M18 6 6 18",
};

/**
 * @param {{onUnit: (step: number) => void, onWindow: () => void, onClose: () => void}} callbacks
 */
export function createHeading({ onUnit, onWindow, onClose }) {
  const title = element("h3", { class: "unit-title" });
  const kind = element("span", { class: "cl-muted" });
  const facts = element("dl", { class: "unit-facts" });
  const notes = element("div", { class: "unit-notes" });
  const previous = iconButton("previous", () => onUnit(-1));
  const next = iconButton("next", () => onUnit(1));
  const close = iconButton("close", onClose);
  const window = element("button", { type: "button", class: "cl-button cl-button-small unit-to-window" });
  window.addEventListener("click", onWindow);
  const buttons = element("div", { class: "cl-buttons" }, previous, next, window, close);
  const root = element(
    "header",
    { class: "unit-heading" },
    element("div", { class: "unit-names" }, title, kind),
    buttons,
    facts,
    notes,
  );

  /**
   * @param {import("./scene.js").Context} context
   * @param {string[]} sentences what the layer does, and what is special about this unit
   * @param {{window: boolean, available: boolean}} level whether the window view is shown, and whether there is one
   */
  function paint({ side, node, unit, words, text, language }, sentences, level) {
    const count = side.unitCount(node.name);
    title.textContent = `${side.label(node.name)} · ${unitTitle(side, node.name, unit, words)}`;
    kind.textContent = count > 1 ? text("of", { class: node.className, number: unit + 1, count }) : node.className;
    facts.replaceChildren(...factsOf(side, node, unit, text, language));
    notes.replaceChildren(...sentences.map((sentence) => element("p", {}, sentence)));
    previous.disabled = unit === 0;
    next.disabled = unit === count - 1;
    window.hidden = !level.available;
    window.textContent = text(level.window ? "to_unit" : "to_window");
    for (const [key, button] of Object.entries({ previous, next, close })) nameButton(button, text(key));
  }

  return { root, paint };
}

function factsOf(side, node, unit, text, language) {
  const [rows, columns] = sizeOf(node);
  const range = side.range(node.name, unit) ?? rangeOfDetail(side.unitDetail, node, unit);
  const write = (value) =>
    formatNumber(value, digitsFor(Math.max(Math.abs(range.low), Math.abs(range.high)) || 1), language);
  const single = rows * columns === 1;
  const field = node.receptiveField;
  return [
    single ? null : fact(text("size"), `${rows} × ${columns}`),
    range && single ? fact(text("value"), write(range.low)) : null,
    range && !single ? fact(text("range"), `${write(range.low)} … ${write(range.high)}`) : null,
    range && !single ? fact(text("mean"), write(range.mean)) : null,
    field ? fact(text("receptive_field"), `${field[0]} × ${field[1]}`) : null,
  ].filter(Boolean);
}

/** Of a large network only the unit that is looked at is here. */
function rangeOfDetail(detail, { name }, unit) {
  if (detail?.node !== name || detail.unit !== unit) return null;
  const { data } = detail.output;
  const { low, high, mean } = rangesOf({ data, shape: [data.length, 1] });
  return { low: low[0], high: high[0], mean: mean[0] };
}

function fact(name, value) {
  return element("div", {}, element("dt", {}, name), element("dd", { class: "cl-number" }, value));
}

function iconButton(icon, onClick) {
  const path = svg("path", {
    d: ICONS[icon],
    fill: "none",
    stroke: "currentColor",
    "stroke-width": 2,
    "stroke-linecap": "round",
  });
  const picture = svg("svg", { width: 18, height: 18, viewBox: "0 0 24 24", "aria-hidden": "true" }, path);
  const button = element("button", { type: "button", class: `cl-button cl-button-small unit-${icon}` }, picture);
  button.addEventListener("click", onClick);
  return button;
}

function nameButton(button, text) {
  button.setAttribute("aria-label", text);
  button.title = text;
}

// The line that adds up: the terms of one cell, by name, and the number of the map.

const MINUS = "−";

/**
 * @param {{onTerm: (row: number) => void}} callbacks the pointer is on a term, or on none (−1)
 */
export function createEquation({ onTerm }) {
  const root = element("div", { class: "unit-equation", hidden: true });
  let terms = [];

  root.addEventListener("pointerover", (event) => {
    const term = around(event, "[data-term]");
    onTerm(term ? Number(term.dataset.term) : -1);
  });
  root.addEventListener("pointerleave", () => onTerm(-1));

  /**
   * @param {string[]} names of the terms
   * @param {string} sign between them
   * @param {string} result the name of what comes out
   */
  function build(names, sign, result) {
    terms = [...names, result].map((name, index) => {
      const last = index === names.length;
      const number = element("span", { class: "cl-number term-number" });
      const label = element("span", { class: "term-label" }, name);
      const term = element(
        "span",
        { class: ["term", last && "term-result"], dataset: last ? {} : { term: String(index) } },
        number,
        label,
      );
      const operator = element("span", { class: "operator" }, last ? "=" : index ? sign : "");
      return {
        number,
        operator,
        joined: !last && index > 0,
        holder: element("span", { class: "term-signed" }, operator, term),
      };
    });
    root.replaceChildren(...terms.map((term) => term.holder));
    root.hidden = names.length === 0;
  }

  /** @param {string[]} numbers of the terms, and of the result; a negative one is taken away where terms are added */
  function paint(numbers) {
    numbers.forEach((text, index) => {
      const { number, operator, joined } = terms[index];
      const taken = joined && operator.textContent !== "×" && text.startsWith(MINUS);
      if (joined && operator.textContent !== "×") operator.textContent = taken ? MINUS : "+";
      number.textContent = taken ? text.slice(MINUS.length) : text;
    });
  }

  return { root, build, paint };
}

// Sums as they are shown: terms and total add up, and it is said where the layer's own number is another one.

/** Numbers travel with 11 significant bits at least, so a sum of them is exact to this share of its terms. */
const TOLERANCE = 1e-3;
/** A total closer than this to the sum of its terms is shown itself. */
const FLOAT32_NOISE = 5e-5;

/**
 * @param {number[]} terms
 * @param {number} total what the layer says
 * @param {string} sign what joins the terms
 * @param {number} digits
 * @param {string} language
 * @returns {{terms: string[], total: string, agrees: boolean}} `agrees` is false where the terms do not give the total
 */
export function written(terms, total, sign, digits, language) {
  if (sign !== "+") {
    const plain = (value) => formatNumber(value, digits, language);
    return { terms: terms.map(plain), total: plain(total), agrees: true };
  }
  const sum = terms.reduce((subtotal, term) => subtotal + term, 0);
  const magnitude = terms.reduce((subtotal, term) => subtotal + Math.abs(term), Math.abs(total));
  const distance = Math.abs(sum - total);
  const near = distance <= FLOAT32_NOISE * magnitude;
  const shown = addingUp(terms, near ? total : sum, digits, digits, language);
  const agrees = !Number.isFinite(distance) || distance <= TOLERANCE * magnitude + 1e-6;
  return { terms: shown.terms, total: shown.total, agrees };
}

// The legends of what is drawn: each from the scales of the tiles themselves.

/**
 * @typedef {{name: string, scales: import("../../shared/colours.js").Scale[]}} Entry the scales of all tiles of one kind
 */

/** @param {{text: (key: string) => string, language: string}} say @param {Entry[]} entries */
export function legends({ text, language }, entries) {
  const shown = entries.filter(({ scales }) => scales.length > 0);
  return element(
    "div",
    { class: "unit-legends" },
    shown.map(({ name, scales }) => legendOf(name, scales, text, language)),
  );
}

function legendOf(name, scales, text, language) {
  const [{ kind, limit, low = -limit, high = limit }] = scales;
  const own = scales.some((scale) => scale.limit !== limit);
  const number = (value) => formatNumber(value, digitsFor(limit), language);
  const ends = own ? ["−", "+"] : [number(low), number(high)];
  if (kind === "grey" || (kind === "probability" && low === -limit)) ends[0] = "0";
  const label = own ? `${name} (${text("own_scales")})` : name;
  return element(
    "div",
    { class: "unit-legend" },
    element("span", {}, label),
    legend(kind, ends[0], ends[1]).root,
  );
}

/** The structure that a flow is built for, as a text; the flow serves as long as it does not change. */
export function structureOf(scene, language) {
  const shape = (
    { input, kernel, strip, part },
  ) => [input?.tensor.shape, kernel && [kernel.rows, kernel.columns], !strip, part?.tensor.shape];
  const { middle } = scene;
  return JSON.stringify([
    language,
    scene.sign,
    scene.bias !== null,
    middle && [middle.kind, middle.pooling],
    scene.rows.map(shape),
    scene.output.tensor.shape.slice(0, 2),
  ]);
}

/**
 * The headings of the columns of a scene.
 *
 * @param {import("./scene.js").Scene} scene
 * @param {boolean} numbers whether the inputs are single numbers
 * @param {(key: string) => string} text
 * @returns {Object<string, string>}
 */
export function headingsOf({ heads, rows }, numbers, text) {
  const products = numbers || rows.some((row) => row.weights);
  const [kernel, part] = products ? ["weights", "products"] : ["kernels", "intermediate"];
  return {
    input: heads.input,
    strip: text("vector"),
    weights: text("weights"),
    kernel: text(kernel),
    part: text(part),
    output: heads.output,
  };
}

/**
 * The scales of everything that a scene draws; kernels, weights and what they give have one each.
 *
 * @param {import("./scene.js").Scene} scene
 * @param {Object<string, string>} headings what the columns are called
 * @returns {Entry[]}
 */
export function entriesOf({ rows, output }, headings) {
  const scales = (key) =>
    rows.filter((row) => row[key]).map((row) => row[key].scale ?? { kind: "weight", limit: row[key].limit });
  const shared = ["kernel", "weights", "part"].map((key) => ({ name: headings[key], scales: scales(key).slice(0, 1) }));
  return [{ name: headings.input, scales: scales("input") }, ...shared, {
    name: headings.output,
    scales: [output.scale],
  }];
}
