/** Whether the picture is one of the network's classes at all, and how often that answer is wrong. */
import { element } from "../shared/element.js";
import { formatNumber } from "../shared/numbers.js";
import { say } from "../shared/words.js";

/**
 * @typedef {{refused: boolean, kind: string, score: number, threshold: number, refusedKnown: number, refusedForeign: number,
 *   known: number, foreign: number, on: string}} Judgement
 */

/** @param {Object<string, string>} words @param {string} language */
export function createRefusal(words, language) {
  const verdict = element("p", { class: "refusal-verdict" });
  const numbers = element("p", { class: "cl-muted" });
  const rates = element("p", { class: "cl-muted" });
  const number = (value, digits = 2) => formatNumber(value, digits, language);
  const root = element(
    "section",
    { class: "refusal", "aria-label": words["refusal.title"] },
    element("h3", {}, words["refusal.title"]),
    verdict,
    numbers,
    rates,
  );
  return {
    root,
    /** @param {Judgement|null} judgement */
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
