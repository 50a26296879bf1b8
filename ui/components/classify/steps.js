/** From logits to shares, step by step with the real numbers, and what argmax is. */
import { digitsFor } from "../written/written.js";
import { element } from "../shared/element.js";
import { addingUp, formatNumber } from "../shared/numbers.js";
import { say } from "../shared/words.js";
import { createTable } from "./table.js";

const SHARE_DIGITS = 4;

/** @param {Object<string, string>} words @param {string} language */
export function createSteps(words, language) {
  const lead = element("p", { class: "lead" });
  const table = createTable(
    words["steps.label"],
    ["steps.class", "steps.logit", "steps.shifted", "steps.power", "steps.share"].map((key) => words[key]),
  );
  const argmax = element("p", { class: "lead" });
  const number = (value, digits) => formatNumber(value, digits, language);
  return {
    root: element("div", {}, lead, table.root, argmax),
    /** @param {import("./answers.js").Answers} answers @param {{labels: string[], top: number}} told */
    update({ ranked, largest, sum }, { labels, top }) {
      const shown = ranked.slice(0, top);
      const others = ranked.slice(top);
      const total = (field) => others.reduce((whole, answer) => whole + answer[field], 0);
      const digits = Math.min(digitsFor(Math.max(...ranked.map(({ logit }) => Math.abs(logit))) || 1), 3);
      const powers = addingUp(
        [...shown.map(({ power }) => power), ...(others.length ? [total("power")] : [])],
        sum,
        4,
        6,
        language,
      );
      const shares = addingUp(
        [...shown.map(({ share }) => share), ...(others.length ? [total("share")] : [])],
        1,
        SHARE_DIGITS,
        6,
        language,
      );
      const rows = shown.map((answer, place) => ({
        kind: place === 0 ? "best" : undefined,
        cells: [
          labels[answer.index] ?? String(answer.index),
          number(answer.logit, digits),
          number(answer.logit - largest, digits),
          powers.terms[place],
          shares.terms[place],
        ],
      }));
      if (others.length) {
        rows.push({
          kind: "others",
          cells: [
            say(words, "steps.others", { count: others.length }),
            "",
            "",
            powers.terms.at(-1),
            shares.terms.at(-1),
          ],
        });
      }
      rows.push({ kind: "total", cells: [words["steps.total"], "", "", powers.total, shares.total] });
      lead.textContent = say(words, "steps.lead", { largest: number(largest, digits) });
      table.update(rows);
      const [best] = ranked;
      argmax.textContent = say(words, "steps.argmax", {
        index: best.index,
        label: labels[best.index] ?? String(best.index),
      });
    },
  };
}
