/** The line that adds up: the terms of one cell, by name, and the number of the map. */

import { element } from "../../../shared/element.js";

const MINUS = "−";

/**
 * @param {{onTerm: (row: number) => void}} callbacks the pointer is on a term, or on none (−1)
 */
export function createEquation({ onTerm }) {
  const root = element("div", { class: "unit-equation", hidden: true });
  let terms = [];

  root.addEventListener("pointerover", (event) => {
    const term = event.target.closest("[data-term]");
    onTerm(term ? Number(term.dataset.term) : -1);
  });
  root.addEventListener("pointerleave", () => onTerm(-1));

  /**
   * @param {string[]} names of the terms
   * @param {string} sign between them
   * @param {string} result the name of what comes out
   */
  function build(names, sign, result) {
    terms = [...names, result].map((name, index) => {
      const last = index === names.length;
      const number = element("span", { class: "cl-number term-number" });
      const label = element("span", { class: "term-label" }, name);
      const term = element(
        "span",
        { class: ["term", last && "term-result"], dataset: last ? {} : { term: String(index) } },
        number,
        label,
      );
      const operator = element("span", { class: "operator" }, last ? "=" : index ? sign : "");
      return {
        number,
        operator,
        joined: !last && index > 0,
        holder: element("span", { class: "term-signed" }, operator, term),
      };
    });
    root.replaceChildren(...terms.map((term) => term.holder));
    root.hidden = names.length === 0;
  }

  /** @param {string[]} numbers of the terms, and of the result; a negative one is taken away where terms are added */
  function paint(numbers) {
    numbers.forEach((text, index) => {
      const { number, operator, joined } = terms[index];
      const taken = joined && operator.textContent !== "×" && text.startsWith(MINUS);
      if (joined && operator.textContent !== "×") operator.textContent = taken ? MINUS : "+";
      number.textContent = taken ? text.slice(MINUS.length) : text;
    });
  }

  return { root, build, paint };
}
