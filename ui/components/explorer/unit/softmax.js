/** Softmax written out: the numbers of every class, and the view that shows them. */
import { written } from "./captions.js";
import { classesOf, mapsOf, unitTitle, valueAt } from "../reading.js";
import { legend } from "../../maps/legend.js";
import { css, probabilityColour, textColour } from "../../shared/colours.js";
import { element } from "../../shared/element.js";
import { formatNumber } from "../../shared/numbers.js";
import { digitsFor } from "../../written/written.js";

// Softmax: the fraction with every term, a row a class, linked by pointing; beside it the sigmoids of the same logits.

/** Decimals of a share and of a sigmoid. */
const SHARE_DIGITS = 4;
/** Where on the oranges the smallest logit lies, so that it still shows. */
const PALEST = 0.08;

/**
 * @param {import("./scene.js").Context} context
 * @param {(unit: number) => void} onUnit a class was chosen
 */
export function createSoftmaxView({ text, language }, onUnit) {
  const fraction = element("div", { class: "softmax-fraction" });
  const table = element("table", { class: "softmax-table" });
  const note = element("p", { class: "unit-note" });
  const shift = element("p", { class: "cl-muted", hidden: true });
  const legends = element("div", { class: "unit-legends" });
  const root = element(
    "div",
    { class: "unit-body unit-softmax" },
    fraction,
    shift,
    element(
      "div",
      { class: "softmax-scroll", tabindex: "0", role: "region", "aria-label": text("softmax_table") },
      table,
    ),
    note,
    legends,
  );
  const number = (value, digits) => formatNumber(value, digits, language);

  const mark = (index) => {
    for (const node of root.querySelectorAll("[data-class]")) {
      node.classList.toggle("pointed", Number(node.dataset.class) === index);
    }
  };
  root.addEventListener(
    "pointerover",
    (event) => mark(Number(event.target.closest("[data-class]")?.dataset.class ?? -1)),
  );
  root.addEventListener("focusin", (event) => mark(Number(event.target.closest("[data-class]")?.dataset.class ?? -1)));
  root.addEventListener("pointerleave", () => mark(-1));
  root.addEventListener("click", (event) => {
    const chosen = event.target.closest("[data-class]");
    if (chosen) onUnit(Number(chosen.dataset.class));
  });

  /**
   * @param {import("./scene.js").Context} context of a softmax node
   * @param {number} row of the cell, where the classes are maps
   * @param {number} column
   * @returns {{shown: string, spoken: string}} the fraction in words
   */
  function paint({ side, node, unit, words }, row, column) {
    const logits = vectorAt(mapsOf(side, node.inputs[0]), row, column);
    const { terms, shift: taken, sum, sigmoids } = termsOf(logits);
    const { shown, rest } = arranged(terms, unit);
    const names = classesOf(side, node.name) ?? terms.map((_, index) => unitTitle(side, node.name, index, words));
    const theirs = valueAt(mapsOf(side, node.name), row, column, unit);
    const digits = Math.min(digitsFor(Math.max(...terms.map(({ logit }) => Math.abs(logit))) || 1), 3);
    const powers = written([...shown.map(({ power }) => power), ...(rest ? [rest.power] : [])], sum, "+", 3, language);
    const scale = logitScale(logits);
    const numbers = { shown, rest, names, unit, digits, powers, scale, taken };
    shift.hidden = taken === 0;
    shift.textContent = text("softmax_shift", { largest: number(taken, digits) });
    paintFraction(numbers, theirs);
    paintTable(numbers, sigmoids);
    note.textContent = text("sigmoid_note", { sum: number(sigmoids, 2), count: terms.length });
    paintLegend(scale, digits);
    const sentence = `${names[unit]}: exp(${number(logits[unit], digits)}) ÷ ${powers.total} = ${
      number(theirs, SHARE_DIGITS)
    }`;
    return { shown: sentence, spoken: sentence };
  }

  function paintFraction({ shown, rest, unit, digits, powers, scale, taken }, theirs) {
    const chosen = shown.findIndex(({ index }) => index === unit);
    const inside = (logit) => number(logit, digits) + (taken ? ` − ${number(taken, digits)}` : "");
    const exponential = ({ index, logit }) =>
      element(
        "span",
        { class: "softmax-term", dataset: { class: String(index) } },
        "exp(",
        chip(inside(logit), scale(logit)),
        ")",
      );
    const plus = shown.flatMap((term, index) => [index ? " + " : "", exponential(term)]);
    const more = rest ? [" + ", element("span", { class: "softmax-term" }, text("rest", { count: rest.count }))] : [];
    const below = element("div", { class: "softmax-below" }, plus, more);
    const worked = element(
      "div",
      { class: "softmax-stack" },
      element("div", {}, powers.terms[chosen]),
      element("div", { class: "softmax-below" }, powers.total),
    );
    fraction.replaceChildren(
      element("div", { class: "softmax-stack softmax-long" }, element("div", {}, exponential(shown[chosen])), below),
      element(
        "span",
        { class: "softmax-equals" },
        "=",
        worked,
        "=",
        element("strong", { class: "cl-number" }, number(theirs, SHARE_DIGITS)),
      ),
    );
  }

  function paintTable({ shown, rest, names, unit, digits, powers, scale }, sigmoids) {
    const heads = ["class", "logit", "exp", "share", "sigmoid"].map((key) =>
      element("th", { scope: "col" }, text(`softmax_${key}`))
    );
    const lines = shown.map((term, index) => {
      const cells = [
        element("td", { class: "cl-number" }, chip(number(term.logit, digits), scale(term.logit))),
        element("td", { class: "cl-number" }, powers.terms[index]),
        bar(term.share, number(term.share, SHARE_DIGITS), "share"),
        bar(term.sigmoid, number(term.sigmoid, SHARE_DIGITS), "sigmoid"),
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
        text("rest", { count: rest.count }),
        powers.terms.at(-1),
        number(rest.share, SHARE_DIGITS),
        number(rest.sigmoid, SHARE_DIGITS),
      );
    const total = plain(text("softmax_sum"), powers.total, number(1, SHARE_DIGITS), number(sigmoids, SHARE_DIGITS));
    table.replaceChildren(
      element("thead", {}, element("tr", {}, heads)),
      element("tbody", {}, lines, others),
      element("tfoot", {}, total),
    );
  }

  function paintLegend({ low, high }, digits) {
    const scale = legend("probability", number(low, digits), number(high, digits));
    legends.replaceChildren(
      element("div", { class: "unit-legend" }, element("span", {}, text("softmax_logit")), scale.root),
    );
  }

  return { root, paint };
}

/** The values of all channels of one cell. */
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
  const largest = logits.reduce((most, logit) => Math.max(most, logit), -Infinity);
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
