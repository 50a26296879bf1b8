/** What the network answers, as bars, and whether the picture is one of its classes at all. */
import { barStyle } from "../shared/colours.js";
import { element } from "../shared/element.js";
import { formatNumber, percent } from "../shared/numbers.js";
import { say } from "../shared/words.js";
import { classOf, scoreOf } from "./answers.js";

/**
 * @typedef {import("../shared/words.js").Words} Words
 * @typedef {{refused: boolean, kind: string, score: number, threshold: number, refusedKnown: number, refusedForeign: number,
 *   known: number, foreign: number, on: string}} Judgement how often "none of these" is wrong are the last five
 */

/**
 * Make the list of the answers with the highest scores.
 *
 * @param {Words} words
 * @param {string} language
 */
export function createBars(words, language) {
  const heading = element("h2", { class: "answer" });
  const note = element("p", { class: "cl-muted answer-note" });
  const list = element("ol", { class: "bars" });
  const rest = element("p", { class: "cl-muted bars-rest" });
  return {
    root: element("section", { class: "answers", "aria-live": "polite" }, heading, note, list, rest),
    /** @param {import("./answers.js").Answers} answers @param {import("./answers.js").Context} context */
    update({ ranked }, { labels, top, squashed, refused }) {
      const [best] = ranked;
      const surest = { label: classOf(best, labels, words), score: percent(scoreOf(best, squashed), language) };
      heading.textContent = refused ? words.none_of_these : say(words, "answer", surest);
      note.textContent = refused
        ? say(words, "without_refusal", surest)
        : words[`answer_${squashed}`] ?? words.answer_other;
      list.classList.toggle("refused", refused);
      list.replaceChildren(
        ...ranked.slice(0, top).map((answer) =>
          bar(classOf(answer, labels, words), scoreOf(answer, squashed), language, answer === best)
        ),
      );
      const left = ranked.slice(top);
      rest.hidden = left.length === 0 || squashed === "sigmoid";
      rest.textContent = say(words, "rest", {
        count: left.length,
        score: percent(left.reduce((sum, { share }) => sum + share, 0), language),
      });
    },
  };
}

/** @param {string} label @param {number} score in [0, 1] @param {string} language @param {boolean} best */
function bar(label, score, language, best) {
  return element(
    "li",
    { class: ["bar", best && "best"] },
    element("span", { class: "bar-label", title: label }, label),
    element(
      "span",
      { class: "bar-track", "aria-hidden": "true" },
      element("span", { class: "bar-fill", style: barStyle(score) }),
    ),
    element("span", { class: "bar-score cl-number" }, percent(score, language)),
  );
}

/**
 * Make the judgement whether the picture is one of the network's classes, with how often that is wrong.
 *
 * @param {Words} words
 * @param {string} language
 */
export function createRefusal(words, language) {
  const verdict = element("p", { class: "refusal-verdict" });
  const numbers = element("p", { class: "cl-muted" });
  const rates = element("p", { class: "cl-muted" });
  const title = element("h3", {}, words["refusal.title"]);
  const attributes = { class: "refusal", "aria-label": words["refusal.title"] };
  const root = element("section", attributes, title, verdict, numbers, rates);
  const number = (/** @type {number} */ value, digits = 2) => formatNumber(value, digits, language);
  return {
    root,
    /** @param {Judgement | null} judgement */
    update(judgement) {
      root.classList.toggle("refused", Boolean(judgement?.refused));
      numbers.hidden = rates.hidden = !judgement;
      verdict.textContent =
        words[judgement ? (judgement.refused ? "refusal.refused" : "refusal.known") : "refusal.cannot"];
      if (!judgement) return;
      const { kind, score, threshold, refusedKnown, refusedForeign, known, foreign, on } = judgement;
      numbers.textContent = say(words, `refusal.${kind}`, { score: number(score), threshold: number(threshold) });
      rates.textContent = say(words, "refusal.rates", {
        known: number(100 * refusedKnown, 1),
        of_known: known,
        foreign: number(100 * refusedForeign, 1),
        of_foreign: foreign,
        on,
      });
    },
  };
}
