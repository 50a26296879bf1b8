/** How the answers come about, in tables: from logits to shares step by step, and softmax beside sigmoid. */
import { barStyle } from "../shared/colours.js";
import { element } from "../shared/element.js";
import { addingUp, formatNumber } from "../shared/numbers.js";
import { say } from "../shared/words.js";
import { digitsFor } from "../written/written.js";

/**
 * @typedef {import("./answers.js").Answer} Answer
 * @typedef {import("./answers.js").Answers} Answers
 * @typedef {import("./answers.js").Context} Context
 * @typedef {import("../shared/words.js").Words} Words
 * @typedef {{cells: (string | Node)[], kind?: string}} Row
 */

/** Decimals of shares, and of everything beside each other. */
const SHARE_DIGITS = 4;
const BESIDE_DIGITS = 3;

/**
 * Make a table whose first column heads its rows, in a region that scrolls by itself where there is too little room.
 *
 * @param {string} label for screen readers
 * @param {string[]} heads of the columns
 */
export function createTable(label, heads) {
  const head = element("thead");
  const body = element("tbody");
  const table = element("table", { class: "numbers" }, head, body);
  const root = element("div", { class: "numbers-scroll", tabindex: "0", role: "region", "aria-label": label }, table);
  const write = (/** @type {string[]} */ titles) =>
    head.replaceChildren(element("tr", {}, titles.map((title) => element("th", { scope: "col" }, title))));
  write(heads);
  return {
    root,
    /** @param {Row[]} rows @param {string[]} [titles] other heads of the columns */
    update(rows, titles) {
      if (titles) write(titles);
      body.replaceChildren(...rows.map(({ cells: [first, ...others], kind }) =>
        element(
          "tr",
          { class: kind },
          element("th", { scope: "row" }, first),
          others.map((cell) => element("td", { class: "cl-number" }, cell)),
        )
      ));
    },
  };
}

/**
 * Make the way from logits to shares, step by step with the real numbers, and what argmax is.
 *
 * @param {Words} words
 * @param {string} language
 */
export function createSteps(words, language) {
  const lead = element("p", { class: "lead" });
  const heads = ["steps.class", "steps.logit", "steps.shifted", "steps.power", "steps.share"];
  const table = createTable(words["steps.label"], heads.map((key) => words[key]));
  const argmax = element("p", { class: "lead" });
  return {
    root: element("div", {}, lead, table.root, argmax),
    /** @param {Answers} answers @param {Context} context */
    update(answers, { labels, top }) {
      const { ranked, largest } = answers;
      const digits = Math.min(digitsFor(Math.max(...ranked.map(({ logit }) => Math.abs(logit))) || 1), 3);
      lead.textContent = say(words, "steps.lead", { largest: formatNumber(largest, digits, language) });
      table.update(stepRows(answers, { labels, top, digits, words, language }));
      const { index } = ranked[0];
      argmax.textContent = say(words, "steps.argmax", { index, label: labels[index] ?? String(index) });
    },
  };
}

/**
 * The rows of the steps: the listed classes, all others in one row, and the sums, so that the columns add up as shown.
 *
 * @param {Answers} answers
 * @param {{labels: string[], top: number, digits: number, words: Words, language: string}} context `digits` of logits
 * @returns {Row[]}
 */
function stepRows({ ranked, largest, sum }, { labels, top, digits, words, language }) {
  const listed = ranked.slice(0, top);
  const others = ranked.slice(top);
  const column = (/** @type {"power" | "share"} */ field, /** @type {number} */ total) => {
    const rest = others.reduce((whole, answer) => whole + answer[field], 0);
    const terms = [...listed.map((answer) => answer[field]), ...(others.length ? [rest] : [])];
    return addingUp(terms, total, SHARE_DIGITS, 6, language);
  };
  const powers = column("power", sum);
  const shares = column("share", 1);
  /** @type {Row[]} */
  const rows = listed.map(({ index, logit }, place) => ({
    kind: place === 0 ? "best" : undefined,
    cells: [
      labels[index] ?? String(index),
      formatNumber(logit, digits, language),
      formatNumber(logit - largest, digits, language),
      powers.terms[place],
      shares.terms[place],
    ],
  }));
  if (others.length) {
    const name = say(words, "steps.others", { count: others.length });
    rows.push({ kind: "others", cells: [name, "", "", powers.terms[listed.length], shares.terms[listed.length]] });
  }
  return [...rows, { kind: "total", cells: [words["steps.total"], "", "", powers.total, shares.total] }];
}

/**
 * Make softmax beside sigmoid on the same logits, and when each is right.
 *
 * @param {Words} words
 * @param {string} language
 */
export function createBeside(words, language) {
  const heads = ["beside.class", "beside.logit", "beside.softmax", "beside.sigmoid"];
  const table = createTable(words["beside.label"], heads.map((key) => words[key]));
  const lead = element("p", { class: "lead" }, words["beside.lead"]);
  const softmax = element("p", { class: "lead" }, words["beside.when_softmax"]);
  const sigmoid = element("p", { class: "lead" });
  const number = (/** @type {number} */ value) => formatNumber(value, BESIDE_DIGITS, language);
  const cell = (/** @type {number} */ value) => {
    const fill = element("span", { class: "bar-fill", style: barStyle(value) });
    const track = element("span", { class: "bar-track", "aria-hidden": "true" }, fill);
    return element("span", { class: "cell-bar" }, track, number(value));
  };
  return {
    root: element("div", {}, lead, table.root, softmax, sigmoid),
    /** @param {Answers} answers @param {Context} context */
    update({ all, ranked }, { labels, top }) {
      const sum = all.reduce((total, answer) => total + answer.sigmoid, 0);
      const total = say(words, "beside.total", { count: all.length });
      table.update([
        ...ranked.slice(0, top).map(({ index, logit, share, sigmoid }) => ({
          cells: [labels[index] ?? String(index), number(logit), cell(share), cell(sigmoid)],
        })),
        { kind: "total", cells: [total, "", number(1), number(sum)] },
      ]);
      sigmoid.textContent = say(words, "beside.when_sigmoid", { sum: number(sum) });
    },
  };
}
