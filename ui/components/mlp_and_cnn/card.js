/** What one network says of the picture as it is moved now: its answer, and a bar for each class. */
import { barStyle } from "../shared/colours.js";
import { element } from "../shared/element.js";
import { percent } from "../shared/numbers.js";
import { say } from "../shared/words.js";

/**
 * @typedef {import("../shared/payload.js").Tensor} Tensor
 * @typedef {import("./view.js").MovementHeader} Header
 */
/** @param {Object<string, string>} words @param {string} language */
export function createCard(words, language) {
  const title = element("h3", {});
  const about = element("p", { class: "cl-muted card-about" });
  const answer = element("p", { class: "card-answer" });
  const list = element("ol", { class: "card-bars", "aria-label": words.scores });
  const root = element(
    "section",
    { class: "movement-card" },
    element("div", { class: "card-head" }, title, about),
    answer,
    list,
  );
  /** @type {ReturnType<typeof createRow>[]} */
  let rows = [];
  let drawn = "";

  /** @param {string[]} labels @param {number | null} asked the class that is asked for */
  function rowsOf(labels, asked) {
    const written = JSON.stringify([labels, asked]);
    if (written === drawn) return;
    drawn = written;
    rows = labels.map((label) => createRow(label));
    rows.forEach(({ line }, index) => line.classList.toggle("asked", index === asked));
    list.style.setProperty("--longest", String(Math.max(...labels.map((label) => label.length))));
    list.replaceChildren(...rows.map(({ line }) => line));
  }

  return {
    root,
    /** @param {string} wanted @param {string} said */
    name(wanted, said) {
      title.textContent = wanted;
      about.textContent = said;
      root.setAttribute("aria-label", wanted);
    },
    /** @param {Tensor | undefined} scores of all steps; none: it has not learnt yet @param {number} index @param {Header} header */
    paint(scores, index, { labels, answer: asked, known }) {
      rowsOf(labels, known ? asked : null);
      root.classList.toggle("card-waiting", !scores);
      const classes = labels.length;
      const values = scores ? scores.data.subarray(index * classes, (index + 1) * classes) : new Float32Array(classes);
      const best = values.indexOf(Math.max(...values));
      rows.forEach(({ fill, score, line }, place) => {
        Object.assign(fill.style, barStyle(values[place]));
        score.textContent = scores ? percent(values[place], language, 0) : "–";
        line.classList.toggle("best", Boolean(scores) && place === best);
      });
      if (!scores) {
        answer.textContent = words.waiting;
        return;
      }
      const mark = known ? ` ${best === asked ? words.right : words.wrong}` : "";
      answer.textContent = say(words, "answer", { label: labels[best], score: percent(values[best], language, 0) }) +
        mark;
      answer.classList.toggle("answer-wrong", known && best !== asked);
    },
    verdict: () => answer.textContent,
  };
}

/** The bar of one class. @param {string} label */
function createRow(label) {
  const fill = element("span", { class: "card-fill" });
  const score = element("span", { class: "card-score cl-number" });
  const line = element(
    "li",
    {},
    element("span", { class: "card-label", title: label }, label),
    element("span", { class: "card-track", "aria-hidden": "true" }, fill),
    score,
  );
  return { fill, score, line };
}
