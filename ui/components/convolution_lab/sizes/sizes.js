/**
 * The sizes view: for every stage the output-size formula with this layer's numbers in it (in letters, in numbers, and
 * its result), which rows and columns no window reaches, and what the stage costs and sees: parameters,
 * multiply-accumulates, receptive field.
 *
 * @typedef {object} Stage one entry of `lab.sizes`, made in Python by `cnn_core.convolution_lab.network.sizes`.
 * @property {"convolution" | "pooling"} stage
 * @property {string} layer class name, e.g. "Conv2D"
 * @property {Axis[]} axes rows, then columns
 * @property {number} parameters
 * @property {number} multiply_accumulates
 * @property {[number, number]} receptive_field rows and columns of the picture that one cell depends on
 * @property {[number, number, number]} output rows, columns, maps
 * @typedef {{text: (key: string, values?: object) => string, format: (value: number) => string}} Voice
 * @typedef {[string, string, number]} Letter letter, key of its name, value
 * @typedef {object} Lab needs `sizes`, `words`, `language` and, for the products, `program`, `image`, `kernel`,
 *   `pointwise`, `bias` and `feature` as every view of the lab gets them.
 */
import { multiplyProducts, parameterProducts, valueOf } from "../settings/program.js";
import { element } from "../../shared/element.js";
import { formatNumber } from "../../shared/numbers.js";
import { say } from "../../shared/words.js";
import { between, floor, fraction, math, mathml, number, operator, row, symbol } from "../../written/written.js";

/**
 * Create the view.
 *
 * @param {HTMLElement} root an empty element; the view's style sheet is `sizes/sizes.css`.
 * @returns {{update: (lab: Lab) => void, destroy: () => void}}
 */
export function create(root) {
  const view = element("div", { class: "cl-view sizes-view" });
  root.append(view);
  let shown = "";

  return {
    update(lab) {
      const wanted = JSON.stringify([lab.sizes, lab.language, lab.kernel.shape, lab.bias.length, lab.program]);
      if (wanted === shown) return;
      shown = wanted;
      view.replaceChildren(...(lab.sizes ?? []).map((stage) => card(stage, speech(lab), lab)));
    },
    destroy() {
      view.remove();
    },
  };
}

/** How this view speaks: its words, and numbers with at most three decimals in the visitor's language. */
function speech(lab) {
  return {
    text: (key, values) => say(lab.words, `sizes.${key}`, values),
    format: (value) => formatNumber(value, decimals(value), lab.language),
  };
}

function decimals(value) {
  const [, fraction = ""] = String(Math.round(value * 1000) / 1000).split(".");
  return fraction.length;
}

function card(stage, voice, lab) {
  const { text, format } = voice;
  const title = element("h3", { class: "sizes-title" }, text(stage.stage), " ", element("code", {}, stage.layer));
  const shape = element("span", { class: "cl-number sizes-shape" }, stage.output.map(format).join(" × "));
  return element(
    "section",
    { class: "sizes-card", dataset: { stage: stage.stage } },
    element("header", { class: "sizes-header" }, title, element("p", {}, shape, " ", text("shape"))),
    element("div", { class: "sizes-body" }, axes(stage, voice), costs(stage, voice, lab)),
  );
}

function axes(stage, voice) {
  if (stage.layer.startsWith("Global")) {
    const [rows, columns] = stage.axes.map((axis) => voice.format(axis.input));
    return element("p", { class: "sizes-axes" }, voice.text("global", { rows, columns }));
  }
  const groups = alike(...stage.axes) ? [stage.axes] : stage.axes.map((axis) => [axis]);
  return element("div", { class: "sizes-axes" }, ...groups.map((group) => axisPart(group, voice)));
}

function alike(rows, columns) {
  return JSON.stringify({ ...rows, axis: "" }) === JSON.stringify({ ...columns, axis: "" });
}

/**
 * @param {Axis[]} group one axis, or two with the same numbers.
 * @param {Voice} voice
 * @returns {HTMLElement}
 */
export function axisPart(group, voice) {
  const [axis] = group;
  const name = group.length === 2 ? voice.text("both") : voice.text(axis.axis);
  return element(
    "div",
    { class: "sizes-axis", dataset: { axis: group.map((one) => one.axis).join("-") } },
    element("h4", {}, name),
    element("dl", { class: "sizes-letters" }, letters(axis).map((entry) => letter(axis, entry, voice))),
    element("div", { class: "sizes-equation" }, equation(axis, voice.format)),
    remarks(group, voice),
  );
}

function letter(axis, [sign, key, value], { text, format }) {
  const edges = { p: axis.padding, c: axis.crop }[sign];
  const written = edges && value > 0 ? `${edges.map(format).join(" + ")} = ${format(value)}` : format(value);
  const term = element("dt", {}, math([symbol(sign)]), " ", text(`letter_${key}`));
  return element("div", { class: "sizes-letter" }, term, element("dd", { class: "cl-number" }, written));
}

function remarks(group, { text, format }) {
  const [axis] = group;
  const floored = !axis.crop && !Number.isInteger(axis.quotient);
  const values = floored && { quotient: format(axis.quotient), floor: format(Math.floor(axis.quotient)) };
  const unused = group.flatMap((one) => unusedSentences(one, text, format));
  const places = !axis.crop && { floor: format(Math.floor(axis.quotient)), output: format(axis.output) };
  return [
    places && element("p", { class: "sizes-note" }, text("places", places)),
    floored && element("p", { class: "sizes-remark" }, text("floored", values)),
    unused.map((sentence) => element("p", { class: "sizes-remark" }, swatch(), " ", sentence)),
  ];
}

/** The cells of an axis that no window reaches: those at the end, and those that a wide stride steps over. */
function unusedSentences(axis, text, format) {
  const unused = new Set(axis.unused);
  let trailing = 0;
  while (unused.has(axis.input - 1 - trailing)) trailing += 1;
  const between = unused.size - trailing;
  const sentences = [];
  if (trailing) {
    sentences.push(text(`unused_${axis.axis}_${trailing === 1 ? "one" : "many"}`, { count: format(trailing) }));
  }
  if (between) {
    sentences.push(text(`skipped_${axis.axis}_${between === 1 ? "one" : "many"}`, { count: format(between) }));
  }
  return sentences;
}

function swatch() {
  return element("span", { class: "cl-swatch cl-swatch-unused", "aria-hidden": "true" });
}

/**
 * @typedef {object} Axis one axis of one stage, as `lab.sizes` has it.
 * @property {"rows" | "columns"} axis
 * @property {number} input @property {number} kernel @property {number} stride @property {number} dilation
 * @property {number} output
 * @property {[number, number]} [padding] cells added before and after (a sliding window)
 * @property {number} [quotient] steps of the window before the floor (a sliding window)
 * @property {[number, number]} [crop] cells cut off before and after (a transposed convolution)
 * @property {number} [full] size before they are cut off (a transposed convolution)
 * @property {number[]} unused indices of the input that no window reaches
 */

/**
 * The letters of the formula with their values, in the order in which they appear in it.
 *
 * @param {Axis} axis
 * @returns {Letter[]}
 */
export function letters(axis) {
  const sum = ([before, after]) => before + after;
  /** @type {Letter} */
  const input = ["n", "input", axis.input];
  /** @type {Letter[]} */
  const window = [["d", "dilation", axis.dilation], ["k", "kernel", axis.kernel]];
  /** @type {Letter} */
  const stride = ["s", "stride", axis.stride];
  if (axis.crop) return [input, stride, ...window, ["c", "crop", sum(axis.crop)]];
  return [input, ["p", "padding", sum(axis.padding)], ...window, stride];
}

/**
 * The formula as MathML: letters, then this layer's numbers, then the result.
 *
 * @param {Axis} axis
 * @param {(value: number) => string} format a whole number or a quotient in the visitor's language.
 * @returns {MathMLElement}
 */
export function equation(axis, format) {
  const general = new Map(letters(axis).map(([letter]) => [letter, () => symbol(letter)]));
  const numbers = new Map(letters(axis).map(([letter, , value]) => [letter, () => number(format(value))]));
  const formula = axis.crop ? transposed : sliding;
  const lines = [formula(general), formula(numbers), ...results(axis, format)];
  return math([
    mathml("mtable", { displaystyle: "true" }, ...lines.map((line, index) => tableRow(index ? "=" : "", line))),
  ], "block");
}

function tableRow(sign, line) {
  const cell = (child) => mathml("mtd", { style: "text-align: left; padding: 0.25em 0.15em" }, child);
  return mathml("mtr", {}, cell(operator(sign)), cell(line));
}

/** ⌊(n + p − d·(k − 1) − 1) / s⌋ + 1; `value` gives a fresh node for each letter. */
function sliding(value) {
  const [n, p, s] = ["n", "p", "s"].map((letter) => value.get(letter)());
  const reach = row(n, operator("+"), p, operator("−"), spread(value), operator("−"), number(1));
  return row(floor(fraction(reach, s)), operator("+"), number(1));
}

/** (n − 1)·s + max(d·(k − 1) + 1, s) − c */
function transposed(value) {
  const steps = row(
    between("(", row(value.get("n")(), operator("−"), number(1)), ")"),
    operator("·"),
    value.get("s")(),
  );
  const stamp = between("(", row(spread(value), operator("+"), number(1), operator(","), value.get("s")()), ")");
  return row(steps, operator("+"), symbol("max"), stamp, operator("−"), value.get("c")());
}

function spread(value) {
  const steps = between("(", row(value.get("k")(), operator("−"), number(1)), ")");
  return row(value.get("d")(), operator("·"), steps);
}

function results(axis, format) {
  const output = number(format(axis.output), { class: "result" });
  if (axis.crop) {
    const cut = number(format(axis.crop[0] + axis.crop[1]));
    return [row(number(format(axis.full)), operator("−"), cut), output];
  }
  const whole = Math.floor(axis.quotient);
  const exact = number(format(axis.quotient), { class: axis.quotient === whole ? "exact" : "floored" });
  const floored = row(floor(exact), operator("+"), number(1));
  return [floored, row(number(format(whole)), operator("+"), number(1), operator("="), output)];
}

/**
 * @param {Stage} stage
 * @param {Voice} voice
 * @param {Lab} lab
 * @returns {HTMLElement} a description list
 */
export function costs(stage, voice, lab) {
  const convolution = stage.stage === "convolution";
  return element(
    "dl",
    { class: "sizes-costs" },
    count("parameters", stage.parameters, convolution ? parameterProducts(lab) : [], voice),
    count("multiply_accumulates", stage.multiply_accumulates, convolution ? multiplyProducts(lab) : [], voice),
    receptiveField(stage, voice),
  );
}

function count(key, value, products, { text, format }) {
  // A product that is not the number (a layer this file does not know) is left out rather than shown wrong.
  const explained = products.length > 0 && valueOf(products) === value;
  const total = element("span", { class: "cl-number sizes-total" }, format(value));
  const shown = explained ? [element("span", { class: "sizes-product" }, product(products, value, format))] : total;
  const names = products.map((factors) => factors.map(([name]) => text(`factor_${name}`)).join(" · ")).join(" + ");
  const note = explained ? names : value === 0 ? text(`no_${key}`) : null;
  return element(
    "div",
    { class: "sizes-cost", dataset: { cost: key } },
    element("dt", {}, text(key)),
    element("dd", {}, shown, note && element("p", { class: "sizes-note" }, note)),
  );
}

/** a · b · c + d = value, as MathML that may break after an operator. */
function product(products, value, format) {
  const terms = products.map((factors) =>
    row(
      ...factors.flatMap((
        [, factor],
        index,
      ) => (index ? [operator("·"), number(format(factor))] : [number(format(factor))])),
    )
  );
  const sum = terms.flatMap((term, index) => (index ? [operator("+"), term] : [term]));
  return [math([row(...sum)]), " ", math([row(operator("="), number(format(value), { class: "result" }))])];
}

function receptiveField(stage, { text, format }) {
  const [rows, columns] = stage.receptive_field.map(format);
  return element(
    "div",
    { class: "sizes-cost", dataset: { cost: "receptive_field" } },
    element("dt", {}, text("receptive_field")),
    element(
      "dd",
      {},
      element("span", { class: "cl-number sizes-total" }, `${rows} × ${columns}`),
      element("p", { class: "sizes-note" }, text("receptive_field_note")),
    ),
  );
}
