/** Softmax written out: the numbers of every class, and the view that shows them. */
import { written } from "./captions.js";
import { classesOf, mapsOf, unitTitle, valueAt } from "../reading.js";
import { legend } from "../../maps/legend.js";
import { css, probabilityColour, textColour } from "../../shared/colours.js";
import { around, element } from "../../shared/element.js";
import { formatNumber } from "../../shared/numbers.js";
import { digitsFor } from "../../written/written.js";

// Softmax: the fraction with every term, a row a class, linked by pointing; beside it the sigmoids of the same logits.

/** Decimals of a share and of a sigmoid. */
const SHARE_DIGITS = 4;
/** The place of the smallest logit on the oranges, so that it still shows. */
const PALEST = 0.08;

/**
 * @param {import("./scene.js").Context} context
 * @param {(unit: number) => void} onUnit a class was chosen
 */
export function createSoftmaxView(context, onUnit) {
  return new SoftmaxView(context, onUnit);
}

class SoftmaxView {
  constructor({ text, language }, onUnit) {
    this.fraction = element("div", { class: "softmax-fraction" });
    this.table = element("table", { class: "softmax-table" });
    this.note = element("p", { class: "unit-note" });
    this.shift = element("p", { class: "cl-muted", hidden: true });
    this.legends = element("div", { class: "unit-legends" });
    this.root = element(
      "div",
      { class: "unit-body unit-softmax" },
      this.fraction,
      this.shift,
      element(
        "div",
        { class: "softmax-scroll", tabindex: "0", role: "region", "aria-label": text("softmax_table") },
        this.table,
      ),
      this.note,
      this.legends,
    );
    this.text = text;
    this.language = language;
    this.listen(onUnit);
  }

  listen(onUnit) {
    const classAt = (event) => Number(around(event, "[data-class]")?.dataset.class ?? -1);
    for (const type of ["pointerover", "focusin"]) {
      this.root.addEventListener(type, (event) => this.mark(classAt(event)));
    }
    this.root.addEventListener("pointerleave", () => this.mark(-1));
    this.root.addEventListener("click", (event) => {
      if (classAt(event) >= 0) onUnit(classAt(event));
    });
  }

  mark(index) {
    for (const node of /** @type {NodeListOf<HTMLElement>} */ (this.root.querySelectorAll("[data-class]"))) {
      node.classList.toggle("pointed", Number(node.dataset.class) === index);
    }
  }

  number(value, digits) {
    return formatNumber(value, digits, this.language);
  }

  /**
   * @param {import("./scene.js").Context} context of a softmax node
   * @param {number} row of the cell, where the classes are maps
   * @param {number} column
   * @returns {{shown: string, spoken: string}} the fraction in words
   */
  paint({ side, node, unit, words }, row, column) {
    const logits = vectorAt(mapsOf(side, node.inputs[0]), row, column);
    const { terms, shift: taken, sum, sigmoids } = termsOf(logits);
    const { shown, rest } = arranged(terms, unit);
    const names = classesOf(side, node.name) ?? terms.map((_, index) => unitTitle(side, node.name, index, words));
    const theirs = valueAt(mapsOf(side, node.name), row, column, unit);
    const digits = Math.min(digitsFor(Math.max(...terms.map(({ logit }) => Math.abs(logit))) || 1), 3);
    const powers = written(
      [...shown.map(({ power }) => power), ...(rest ? [rest.power] : [])],
      sum,
      "+",
      3,
      this.language,
    );
    const scale = logitScale(logits);
    const numbers = { shown, rest, names, unit, digits, powers, scale, taken };
    this.shift.hidden = taken === 0;
    this.shift.textContent = this.text("softmax_shift", { largest: this.number(taken, digits) });
    this.paintFraction(numbers, theirs);
    this.paintTable(numbers, sigmoids);
    this.note.textContent = this.text("sigmoid_note", { sum: this.number(sigmoids, 2), count: terms.length });
    this.paintLegend(scale, digits);
    const sentence = `${names[unit]}: exp(${this.number(logits[unit], digits)}) ÷ ${powers.total} = ${
      this.number(theirs, SHARE_DIGITS)
    }`;
    return { shown: sentence, spoken: sentence };
  }

  paintFraction({ shown, rest, unit, digits, powers, scale, taken }, theirs) {
    const chosen = shown.findIndex(({ index }) => index === unit);
    const inside = (logit) => this.number(logit, digits) + (taken ? ` − ${this.number(taken, digits)}` : "");
    const exponential = ({ index, logit }) =>
      element(
        "span",
        { class: "softmax-term", dataset: { class: String(index) } },
        "exp(",
        chip(inside(logit), scale(logit)),
        ")",
      );
    const plus = shown.flatMap((term, index) => [index ? " + " : "", exponential(term)]);
    const more = rest
      ? [" + ", element("span", { class: "softmax-term" }, this.text("rest", { count: rest.count }))]
      : [];
    const below = element("div", { class: "softmax-below" }, plus, more);
    const worked = element(
      "div",
      { class: "softmax-stack" },
      element("div", {}, powers.terms[chosen]),
      element("div", { class: "softmax-below" }, powers.total),
    );
    this.fraction.replaceChildren(
      element("div", { class: "softmax-stack softmax-long" }, element("div", {}, exponential(shown[chosen])), below),
      element(
        "span",
        { class: "softmax-equals" },
        "=",
        worked,
        "=",
        element("strong", { class: "cl-number" }, this.number(theirs, SHARE_DIGITS)),
      ),
    );
  }

  paintTable({ shown, rest, names, unit, digits, powers, scale }, sigmoids) {
    const heads = ["class", "logit", "exp", "share", "sigmoid"].map((key) =>
      element("th", { scope: "col" }, this.text(`softmax_${key}`))
    );
    const lines = shown.map((term, index) => {
      const cells = [
        element("td", { class: "cl-number" }, chip(this.number(term.logit, digits), scale(term.logit))),
        element("td", { class: "cl-number" }, powers.terms[index]),
        bar(term.share, this.number(term.share, SHARE_DIGITS), "share"),
        bar(term.sigmoid, this.number(term.sigmoid, SHARE_DIGITS), "sigmoid"),
      ];
      const name = element("button", {
        type: "button",
        class: "softmax-name",
        "aria-pressed": String(term.index === unit),
      }, names[term.index]);
      return element(
        "tr",
        { class: term.index === unit && "chosen", dataset: { class: String(term.index) } },
        element("th", { scope: "row" }, name),
        cells,
      );
    });
    const plain = (label, power, share, sigmoid) =>
      element(
        "tr",
        {},
        element("th", { scope: "row" }, label),
        element("td", {}),
        ...[power, share, sigmoid].map((cell) => element("td", { class: "cl-number" }, cell)),
      );
    const others = rest &&
      plain(
        this.text("rest", { count: rest.count }),
        powers.terms.at(-1),
        this.number(rest.share, SHARE_DIGITS),
        this.number(rest.sigmoid, SHARE_DIGITS),
      );
    const total = plain(
      this.text("softmax_sum"),
      powers.total,
      this.number(1, SHARE_DIGITS),
      this.number(sigmoids, SHARE_DIGITS),
    );
    this.table.replaceChildren(
      element("thead", {}, element("tr", {}, heads)),
      element("tbody", {}, lines, others),
      element("tfoot", {}, total),
    );
  }

  paintLegend({ low, high }, digits) {
    const scale = legend("probability", this.number(low, digits), this.number(high, digits));
    this.legends.replaceChildren(
      element("div", { class: "unit-legend" }, element("span", {}, this.text("softmax_logit")), scale.root),
    );
  }
}

/** The values of all channels of one cell. @param {import("../reading.js").Tensor} tensor @param {number} row @param {number} column */
export function vectorAt({ data, shape: [, columns, channels] }, row, column) {
  const start = (row * columns + column) * channels;
  return Array.from({ length: channels }, (_, channel) => data[start + channel]);
}

/** Logits in oranges from the smallest to the largest: a function from a logit to its colour, with both ends. */
function logitScale(logits) {
  const [low, high] = [Math.min(...logits), Math.max(...logits)];
  const share = (logit) => PALEST + (1 - PALEST) * ((logit - low) / (high - low || 1));
  return Object.assign((logit) => probabilityColour(share(logit), 1), { low, high });
}

function chip(text, colour) {
  return element(
    "span",
    { class: "softmax-chip", style: { background: css(colour), color: textColour(colour) } },
    text,
  );
}

function bar(share, text, kind) {
  const length = `${(100 * Math.min(Math.max(share, 0), 1)).toFixed(2)}%`;
  return element(
    "td",
    { class: "softmax-bar" },
    element("span", { class: `softmax-fill softmax-${kind}`, style: { width: length } }),
    element("span", { class: "cl-number" }, text),
  );
}

// Softmax written out: exp(z) of every logit, their sum, the shares; and the sigmoids of the same logits.
// Pure functions.

/** So many classes are written out one by one; of more the most probable. */
export const MOST = 12;
/** exp of larger logits would not fit in float32's range of exact sums: the largest is taken away from all first. */
const LARGEST = 30;

/**
 * @typedef {{index: number, logit: number, power: number, share: number, sigmoid: number}} Term
 */

/**
 * @param {ArrayLike<number>} logits
 * @returns {{terms: Term[], shift: number, sum: number, sigmoids: number}} `shift` was taken from every logit before exp,
 *   which changes no share; `sum` is Σ exp, `sigmoids` Σ sigmoid
 */
export function termsOf(logits) {
  const largest = Array.from(logits).reduce((most, logit) => Math.max(most, logit), -Infinity);
  const shift = Math.abs(largest) > LARGEST ? largest : 0;
  const powers = Array.from(logits, (logit) => Math.exp(logit - shift));
  const sum = powers.reduce((total, power) => total + power, 0);
  const terms = powers.map((power, index) => {
    return { index, logit: logits[index], power, share: power / sum, sigmoid: 1 / (1 + Math.exp(-logits[index])) };
  });
  return { terms, shift, sum, sigmoids: terms.reduce((total, { sigmoid }) => total + sigmoid, 0) };
}

/**
 * All terms of a few; of many the most probable, with one chosen always among them, and the rest summed.
 *
 * @param {Term[]} terms
 * @param {number} chosen index of the class that is explained
 * @param {number} [most]
 * @returns {{shown: Term[], rest: {count: number, power: number, share: number, sigmoid: number} | null}}
 */
export function arranged(terms, chosen, most = MOST) {
  if (terms.length <= most) return { shown: terms, rest: null };
  const order = [...terms].sort((one, other) => other.share - one.share);
  const shown = order.slice(0, most);
  if (!shown.some(({ index }) => index === chosen)) shown.splice(most - 1, 1, terms[chosen]);
  const others = terms.filter((term) => !shown.includes(term));
  const sum = (key) => others.reduce((total, term) => total + term[key], 0);
  return { shown, rest: { count: others.length, power: sum("power"), share: sum("share"), sigmoid: sum("sigmoid") } };
}
