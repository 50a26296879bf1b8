/** All numbers of the convolution as tables that can be read by line, copied and listened to; made when opened. */

import { element } from "../shared/element.js";
import { exact } from "../written/written.js";

/**
 * @param {(key: string, values?: object) => string} text
 * @param {string} language
 */
export function createNumbersTable(text, language) {
  const holder = element("div", {
    class: "numbers-tables",
    tabindex: "0",
    role: "region",
    "aria-label": text("table"),
  });
  const details = element("details", { class: "numbers" }, element("summary", {}, text("table")), holder);
  let latest = null;

  details.addEventListener("toggle", refresh);

  function refresh() {
    if (!details.open) {
      holder.replaceChildren();
    } else if (latest) {
      const [explanation, names] = latest;
      holder.replaceChildren(...names.map((name, index) => table(name.text, explanation.channels[index])));
    }
  }

  function table(name, channel) {
    const heads = ["table_cell", "window", "kernel", "products"].map((key) =>
      element("th", { scope: "col" }, text(key))
    );
    return element(
      "table",
      {},
      element("caption", {}, name),
      element("thead", {}, element("tr", {}, heads)),
      element("tbody", {}, channel.cells.map(line)),
      element(
        "tfoot",
        {},
        element("tr", {}, element("th", { scope: "row", colspan: "3" }, text("channel_sum")), number(channel.sum)),
      ),
    );
  }

  function line(cell) {
    const place = `${cell.row + 1}, ${cell.column + 1}${cell.inside ? "" : ` (${text("padding")})`}`;
    return element(
      "tr",
      {},
      element("th", { scope: "row" }, place),
      number(cell.value),
      number(cell.weight),
      number(cell.product),
    );
  }

  function number(value) {
    return element("td", { class: "cl-number" }, exact(value, language));
  }

  return {
    element: details,
    /** Remember what to show; the tables follow when `refresh` is called or the visitor opens them. */
    set(explanation, names) {
      latest = [explanation, names];
    },
    refresh,
  };
}
