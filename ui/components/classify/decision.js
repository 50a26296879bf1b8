/** A threshold that turns scores into yes and no, beside rounding and cutting off, so that one sees why `int` is wrong. */
import { createSegments } from "../knobs/choice.js";
import { createSlider } from "../knobs/number.js";
import { element } from "../shared/element.js";
import { formatNumber } from "../shared/numbers.js";
import { say } from "../shared/words.js";
import { decisionsOf } from "./answers.js";
import { createTable } from "./table.js";

const DIGITS = 3;

/**
 * @param {Object<string, string>} words
 * @param {string} language
 * @param {{onCut(threshold: number): void}} callbacks the threshold was let go
 */
export function createDecision(words, language, { onCut }) {
  let answers = null;
  let told = { labels: [], top: 5, squashed: "softmax" };
  let threshold = 0.5;
  let kind = "share";
  const number = (value, digits = DIGITS) => formatNumber(value, digits, language);
  const slider = createSlider({
    label: words["decision.threshold"],
    min: 0,
    max: 1,
    step: 0.01,
    format: (value) => number(value, 2),
    onInput: (value) => follow(value),
    onChange: (value) => {
      follow(value);
      onCut(value);
    },
  });
  const scores = createSegments({
    label: words["decision.score"],
    options: [{ value: "share", label: words["beside.softmax"] }, { value: "sigmoid", label: words["beside.sigmoid"] }],
    onChange: (value) => {
      kind = value;
      paint();
    },
  });
  const table = createTable(words["decision.label"], []);
  const lead = element("p", { class: "lead" }, words["decision.lead"]);
  const why = element("p", { class: "lead" });

  function follow(value) {
    threshold = value;
    paint();
  }

  function paint() {
    if (!answers) return;
    const shown = answers.ranked.slice(0, told.top);
    const verdict = (yes) =>
      element("span", { class: yes ? "yes" : "no" }, words[yes ? "decision.yes" : "decision.no"]);
    const rows = shown.map((answer) => {
      const { truncated, rounded, yes } = decisionsOf(answer[kind], threshold);
      return {
        cells: [
          told.labels[answer.index] ?? String(answer.index),
          number(answer[kind]),
          String(truncated),
          String(rounded),
          verdict(yes),
        ],
      };
    });
    const heads = ["decision.class", "decision.score", "decision.truncated", "decision.rounded"].map((key) =>
      words[key]
    );
    table.update(rows, [...heads, say(words, "decision.compared", { threshold: number(threshold, 2) })]);
    const yes = answers.all.filter((answer) => answer[kind] >= threshold).length;
    why.textContent = say(words, "decision.why", {
      score: number(answers.ranked[0][kind], 4),
      yes,
      count: answers.all.length,
    });
  }

  return {
    root: element(
      "div",
      {},
      lead,
      element("div", { class: "decision-knobs" }, slider.root, scores.root),
      table.root,
      why,
    ),
    /** @param {import("./answers.js").Answers} next @param {typeof told & {cut: number}} context */
    update(next, { cut, ...context }) {
      if (answers === null) {
        kind = context.squashed === "sigmoid" ? "sigmoid" : "share";
        threshold = cut;
      }
      answers = next;
      told = context;
      slider.update({ value: threshold });
      scores.update({ value: kind });
      paint();
    },
    destroy() {
      slider.destroy();
      scores.destroy();
    },
  };
}
