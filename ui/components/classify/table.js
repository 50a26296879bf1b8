/** A table whose first column heads its rows, in a region that scrolls by itself where there is too little room. */
import { element } from "../shared/element.js";

/**
 * @param {string} label for screen readers
 * @param {string[]} heads of the columns
 * @returns {{root: HTMLElement, update(rows: {cells: (string|Node)[], kind?: string}[], heads?: string[]): void}}
 */
export function createTable(label, heads) {
  const head = element("thead");
  const body = element("tbody");
  const table = element("table", { class: "numbers" }, head, body);
  const root = element("div", { class: "numbers-scroll", tabindex: "0", role: "region", "aria-label": label }, table);
  const write = (titles) =>
    head.replaceChildren(element("tr", {}, titles.map((title) => element("th", { scope: "col" }, title))));
  write(heads);
  return {
    root,
    update(rows, titles) {
      if (titles) write(titles);
      body.replaceChildren(...rows.map(({ cells: [first, ...others], kind }) =>
        element(
          "tr",
          { class: kind },
          element("th", { scope: "row" }, first),
          others.map((cell) => element("td", { class: "cl-number" }, cell)),
        )
      ));
    },
  };
}
