/** The answers with the highest scores, as bars. */
import { barStyle } from "../shared/colours.js";
import { element } from "../shared/element.js";
import { percent } from "../shared/numbers.js";
import { say } from "../shared/words.js";
import { scoreOf } from "./answers.js";

/** @param {Object<string, string>} words @param {string} language */
export function createBars(words, language) {
  const heading = element("h2", { class: "answer" });
  const note = element("p", { class: "cl-muted answer-note" });
  const list = element("ol", { class: "bars" });
  const rest = element("p", { class: "cl-muted bars-rest" });
  const written = (score) => percent(score, language);
  return {
    root: element("section", { class: "answers", "aria-live": "polite" }, heading, note, list, rest),
    /** @param {import("./answers.js").Answers} answers @param {{labels: string[], top: number, squashed: string, refused: boolean}} told */
    update({ ranked }, { labels, top, squashed, refused }) {
      const [best] = ranked;
      const shown = ranked.slice(0, top);
      const name = (answer) => labels[answer.index] ?? say(words, "class_number", { number: answer.index });
      heading.textContent = refused
        ? words.none_of_these
        : say(words, "answer", { label: name(best), score: written(scoreOf(best, squashed)) });
      note.textContent = refused
        ? say(words, "without_refusal", { label: name(best), score: written(scoreOf(best, squashed)) })
        : words[`answer_${squashed}`] ?? words.answer_other;
      list.classList.toggle("refused", refused);
      list.replaceChildren(
        ...shown.map((answer) => bar(name(answer), scoreOf(answer, squashed), language, answer === best)),
      );
      const left = ranked.slice(top);
      rest.hidden = left.length === 0 || squashed === "sigmoid";
      rest.textContent = say(words, "rest", {
        count: left.length,
        score: written(left.reduce((sum, { share }) => sum + share, 0)),
      });
    },
  };
}

function bar(label, score, language, best) {
  const fill = element("span", {
    class: "bar-fill",
    style: barStyle(score),
  });
  return element(
    "li",
    { class: ["bar", best && "best"] },
    element("span", { class: "bar-label", title: label }, label),
    element("span", { class: "bar-track", "aria-hidden": "true" }, fill),
    element("span", { class: "bar-score cl-number" }, percent(score, language)),
  );
}
