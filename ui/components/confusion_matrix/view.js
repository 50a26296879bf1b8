/**
 * The confusion matrix as a Streamlit component. Which cell is open is a setting of the page; it is sent when chosen.
 *
 * @typedef {{names: string[], shares: boolean, opened: [number, number] | null, words: Object<string, string>,
 *   language: string}} Header
 */

import { legendBar } from "../maps/legend.js";
import { element } from "../shared/element.js";
import { mounting } from "../shared/mounting.js";
import { formatNumber, percent } from "../shared/numbers.js";
import { createMatrix } from "./matrix.js";

/** @param {HTMLElement} parentElement */
function create(parentElement) {
  const abort = new AbortController();
  /** @type {(cell: {row: number, column: number}) => void} */
  let send = () => {};
  let drawn = "";
  let hint = "";
  const readout = element("p", { class: "confusion-readout", "aria-hidden": "true" });
  const matrix = createMatrix({
    onOpen: (row, column) => send({ row, column }),
    onPoint: (text) => {
      readout.textContent = text || hint;
    },
  }, abort.signal);
  const legend = element("div", { class: "cl-legend" });
  const frame = element("div", { class: "confusion-frame" }, matrix.root);
  const root = element("div", { class: "cl-view confusion" }, frame, legend, readout);
  parentElement.append(root);

  return {
    /** @param {Header} header @param {import("./cells.js").Counts} counts @param {typeof send} sendMessage */
    update(header, counts, sendMessage) {
      send = sendMessage;
      const content = JSON.stringify([header, Array.from(counts.data)]);
      if (content === drawn) return;
      drawn = content;
      hint = header.words.hint;
      const limit = matrix.draw(header, counts);
      const end = header.shares ? percent(1, header.language, 0) : formatNumber(limit, 0, header.language);
      legend.replaceChildren(
        element("span", {}, header.words[header.shares ? "legend_shares" : "legend_counts"]),
        element("span", {}, "0"),
        legendBar("probability"),
        element("span", {}, end),
        element(
          "span",
          { class: "confusion-legend" },
          element("span", { class: "cl-swatch confusion-swatch" }),
          header.words.legend_right,
        ),
      );
      if (!readout.textContent) readout.textContent = hint;
    },
    destroy() {
      abort.abort();
      root.remove();
    },
  };
}

export default mounting({
  make: create,
  update: (view, { header, arrays }, { setTriggerValue }) =>
    view.update(
      header,
      /** @type {import("./cells.js").Counts} */ (arrays.counts),
      (cell) => setTriggerValue("open", cell),
    ),
  identity: () => "",
  lingers: true,
});
