/** A threshold that turns scores into yes and no, beside rounding and cutting off, so that one sees why `int` is wrong. */
import { createSegments } from "../knobs/choice.js";
import { createSlider } from "../knobs/number.js";
import { element } from "../shared/element.js";
import { formatNumber } from "../shared/numbers.js";
import { say } from "../shared/words.js";
import { decisionsOf } from "./answers.js";
import { createTable } from "./tables.js";

/**
 * @typedef {import("./answers.js").Answers} Answers
 * @typedef {import("./answers.js").Context} Context
 */

const DIGITS = 3;

export class Decision {
  /**
   * @param {import("../shared/words.js").Words} words
   * @param {string} language
   * @param {{onCut(threshold: number): void}} callbacks the threshold was let go
   */
  constructor(words, language, { onCut }) {
    this.words = words;
    this.language = language;
    /** @type {Answers | null} */
    this.answers = null;
    /** @type {Pick<Context, "labels" | "top">} */
    this.context = { labels: [], top: 5 };
    this.threshold = 0.5;
    /** @type {"share" | "sigmoid"} */
    this.kind = "share";
    const follow = (/** @type {number} */ value) => {
      this.threshold = value;
      this.paint();
    };
    this.slider = createSlider({
      label: words["decision.threshold"],
      min: 0,
      max: 1,
      step: 0.01,
      format: (value) => formatNumber(value, 2, language),
      onInput: follow,
      onChange: (value) => {
        follow(value);
        onCut(value);
      },
    });
    this.scores = createSegments({
      label: words["decision.score"],
      options: [{ value: "share", label: words["beside.softmax"] }, {
        value: "sigmoid",
        label: words["beside.sigmoid"],
      }],
      onChange: (value) => {
        this.kind = value === "sigmoid" ? value : "share";
        this.paint();
      },
    });
    this.table = createTable(words["decision.label"], []);
    this.why = element("p", { class: "lead" });
    const lead = element("p", { class: "lead" }, words["decision.lead"]);
    const knobs = element("div", { class: "decision-knobs" }, this.slider.root, this.scores.root);
    this.root = element("div", {}, lead, knobs, this.table.root, this.why);
  }

  /** @param {Answers} answers @param {Context} context `cut` is where the threshold begins */
  update(answers, { cut, squashed, ...context }) {
    if (this.answers === null) {
      this.kind = squashed === "sigmoid" ? "sigmoid" : "share";
      this.threshold = cut;
    }
    this.answers = answers;
    this.context = context;
    this.slider.update({ value: this.threshold });
    this.scores.update({ value: this.kind });
    this.paint();
  }

  paint() {
    if (!this.answers) return;
    const { words, language, kind, threshold } = this;
    const { all, ranked } = this.answers;
    const heads = ["decision.class", "decision.score", "decision.truncated", "decision.rounded"];
    const compared = say(words, "decision.compared", { threshold: formatNumber(threshold, 2, language) });
    this.table.update(this.rows(ranked), [...heads.map((key) => words[key]), compared]);
    this.why.textContent = say(words, "decision.why", {
      score: formatNumber(ranked[0][kind], 4, language),
      yes: all.filter((answer) => answer[kind] >= threshold).length,
      count: all.length,
    });
  }

  /** @param {Answers["ranked"]} ranked */
  rows(ranked) {
    const { words, language, kind, threshold, context: { labels, top } } = this;
    return ranked.slice(0, top).map((answer) => {
      const { truncated, rounded, yes } = decisionsOf(answer[kind], threshold);
      const verdict = element("span", { class: yes ? "yes" : "no" }, words[yes ? "decision.yes" : "decision.no"]);
      const name = labels[answer.index] ?? String(answer.index);
      return {
        cells: [name, formatNumber(answer[kind], DIGITS, language), String(truncated), String(rounded), verdict],
      };
    });
  }

  destroy() {
    this.slider.destroy();
    this.scores.destroy();
  }
}
