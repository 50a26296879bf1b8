/** The scores of the changed picture beside those of the original one. */
import { barStyle } from "../shared/colours.js";
import { element } from "../shared/element.js";
import { formatNumber, percent } from "../shared/numbers.js";
import { say } from "../shared/words.js";

/** Classes that are listed, besides the one that is explained. */
const LISTED = 5;

/** @param {Object<string, string>} words @param {string} language */
export function createScores(words, language) {
  const list = element("ol", { class: "brush-scores" });
  const problem = element("p", { class: "brush-problem", role: "alert", hidden: true });
  const spoken = element("p", { class: "cl-visually-hidden", role: "status" });

  /** @param {number} before @param {number} after */
  function changeOf(before, after) {
    const points = 100 * (after - before);
    return say(words, points < 0 ? "less" : "more", { points: formatNumber(Math.abs(points), 1, language) });
  }

  return {
    root: element("div", { class: "brush-answer" }, list, problem, spoken),
    /** @param {{before: number[], after: number[]|null, problem: string, labels: string[], wanted: number}} told */
    update({ before, after, problem: text, labels, wanted }) {
      const now = after ?? before;
      const name = (/** @type {number} */ index) => labels[index] ?? say(words, "class_number", { number: index });
      list.replaceChildren(
        ...listed(now, wanted).map((index) =>
          element(
            "li",
            { class: ["brush-score", index === wanted && "wanted"] },
            element("span", { class: "bar-label", title: name(index) }, name(index)),
            element(
              "span",
              { class: "bar-track", "aria-hidden": "true" },
              element("span", {
                class: "bar-fill",
                style: barStyle(now[index]),
              }),
              element("span", { class: "bar-before", style: { left: `${100 * before[index]}%` } }),
            ),
            element("span", { class: "cl-number" }, percent(now[index], language)),
            element("span", { class: "cl-number cl-muted" }, after ? changeOf(before[index], after[index]) : ""),
          )
        ),
      );
      problem.hidden = !text;
      problem.textContent = text;
      const said = after
        ? `${name(wanted)} ${percent(after[wanted], language)}, ${changeOf(before[wanted], after[wanted])}`
        : "";
      if (said !== spoken.textContent) spoken.textContent = said;
    },
  };
}

/**
 * The classes with the highest shares and the one that is explained, the highest first.
 *
 * @param {number[]} shares
 * @param {number} wanted
 */
export function listed(shares, wanted) {
  const order = shares.map((_, index) => index).sort((one, other) => shares[other] - shares[one] || one - other);
  return order.filter((index, place) => place < LISTED || index === wanted);
}
