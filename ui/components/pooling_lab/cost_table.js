/** What pooling saves: cells, memory and the multiply-accumulates of a following 3 × 3 convolution, before and after. */
import { element } from "../shared/element.js";
import { formatNumber, percent } from "../shared/numbers.js";

const COSTS = ["cells", "bytes", "multiply_accumulates"];
/** The factor of the cells that gives a cost. @type {Record<string, number>} */
const FACTORS = { bytes: 4, multiply_accumulates: 9 };

/** @param {import("../shared/words.js").Text} text @param {string} language */
export function createCostTable(text, language) {
  const rows = COSTS.map((cost) => {
    const [before, after] = [element("td", {}), element("td", {})];
    const root = element(
      "tr",
      { dataset: { cost } },
      element("th", { scope: "row" }, text(`cost_${cost}`)),
      before,
      after,
    );
    return { cost, root, before, after };
  });
  const heads = ["before", "after"].map((column) => element("th", { scope: "col" }, text(`cost_${column}`)));
  const note = element("p", { class: "note" });
  const table = element(
    "table",
    { class: "costs" },
    element("thead", {}, element("tr", {}, element("td", {}), heads)),
    element("tbody", {}, rows.map((row) => row.root)),
  );

  /**
   * @param {Record<string, Record<string, number>>} costs "before" and "after"
   * @param {number[]} mapShape
   * @param {number[]} pooledShape
   */
  function update(costs, mapShape, pooledShape) {
    for (const { cost, before, after } of rows) {
      fill(before, cost, costs.before, mapShape, 1);
      fill(after, cost, costs.after, pooledShape, costs.after[cost] / costs.before[cost]);
    }
    const share = percent(costs.after.cells / costs.before.cells, language, 0);
    note.textContent = text("cost_note", { share });
  }

  /**
   * @param {HTMLElement} cell
   * @param {string} cost
   * @param {Record<string, number>} numbers
   * @param {number[]} shape
   * @param {number} share
   */
  function fill(cell, cost, numbers, [rows_, columns], share) {
    const whole = (/** @type {number} */ value) => formatNumber(value, 0, language);
    const sum = FACTORS[cost] ? `${whole(numbers.cells)} × ${FACTORS[cost]}` : `${rows_} × ${columns}`;
    cell.replaceChildren(
      element("span", { class: "cl-number amount" }, whole(numbers[cost])),
      element(
        "span",
        { class: "bar", "aria-hidden": "true" },
        element("span", { class: "bar-fill", style: { width: `${100 * share}%` } }),
      ),
      element("span", { class: "cl-number detail" }, sum),
    );
  }

  return { root: element("div", { class: "cost-part" }, element("h3", {}, text("costs")), table, note), update };
}
