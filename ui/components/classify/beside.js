/** Softmax beside sigmoid on the same logits, and when each is right. */
import { barStyle } from "../shared/colours.js";
import { element } from "../shared/element.js";
import { formatNumber } from "../shared/numbers.js";
import { say } from "../shared/words.js";
import { createTable } from "./table.js";

const DIGITS = 3;

/** @param {Object<string, string>} words @param {string} language */
export function createBeside(words, language) {
  const lead = element("p", { class: "lead" }, words["beside.lead"]);
  const table = createTable(
    words["beside.label"],
    ["beside.class", "beside.logit", "beside.softmax", "beside.sigmoid"].map((key) => words[key]),
  );
  const softmax = element("p", { class: "lead" }, words["beside.when_softmax"]);
  const sigmoid = element("p", { class: "lead" });
  const number = (value) => formatNumber(value, DIGITS, language);
  const cell = (value) =>
    element(
      "span",
      { class: "cell-bar" },
      element(
        "span",
        { class: "bar-track", "aria-hidden": "true" },
        element("span", {
          class: "bar-fill",
          style: barStyle(value),
        }),
      ),
      number(value),
    );
  return {
    root: element("div", {}, lead, table.root, softmax, sigmoid),
    /** @param {import("./answers.js").Answers} answers @param {{labels: string[], top: number}} told */
    update({ all, ranked }, { labels, top }) {
      const rows = ranked.slice(0, top).map((answer) => ({
        cells: [
          labels[answer.index] ?? String(answer.index),
          number(answer.logit),
          cell(answer.share),
          cell(answer.sigmoid),
        ],
      }));
      const sum = all.reduce((total, answer) => total + answer.sigmoid, 0);
      rows.push({
        kind: "total",
        cells: [say(words, "beside.total", { count: all.length }), "", number(1), number(sum)],
      });
      table.update(rows);
      sigmoid.textContent = say(words, "beside.when_sigmoid", { sum: number(sum) });
    },
  };
}
