/**
 * The confusion matrix as a Streamlit component. Which cell is open is a setting of the page; it is sent when chosen.
 *
 * @typedef {{names: string[], shares: boolean, opened: [number, number] | null, words: Object<string, string>,
 *   language: string}} Header
 */

import { legendStops } from "../shared/colours.js";
import { element } from "../shared/element.js";
import { formatNumber } from "../shared/numbers.js";
import { unpack } from "../shared/payload.js";
import { createMatrix } from "./matrix.js";

/** @type {WeakMap<Node, {update: Function, destroy: Function}>} */
const views = new WeakMap();

/** @param {{data: Uint8Array, parentElement: Node, setTriggerValue: (name: string, value: object) => void}} component */
export default function confusionView({ data, parentElement, setTriggerValue }) {
  const { header, arrays } = unpack(data);
  const view = views.get(parentElement) ?? create(parentElement);
  views.set(parentElement, view);
  view.update(header, arrays.counts, (cell) => setTriggerValue("open", cell));
  return () => setTimeout(() => parentElement.isConnected || remove(parentElement));
}

/** Streamlit cleans up before each new run of this module too: only what has left the document is gone. */
function remove(parentElement) {
  views.get(parentElement)?.destroy();
  views.delete(parentElement);
}

function create(parentElement) {
  const abort = new AbortController();
  let send = () => {};
  let drawn = "";
  let hint = "";
  const readout = element("p", { class: "confusion-readout", "aria-hidden": "true" });
  const matrix = createMatrix({
    onOpen: (row, column) => send({ row, column }),
    onPoint: (text) => { readout.textContent = text || hint; },
  }, abort.signal);
  const legend = element("div", { class: "cl-legend" });
  const frame = element("div", { class: "confusion-frame" }, matrix.root);
  const root = element("div", { class: "cl-view confusion" }, frame, legend, readout);
  parentElement.append(root);

  return {
    update(header, counts, sendMessage) {
      send = sendMessage;
      const content = JSON.stringify([header, Array.from(counts.data)]);
      if (content === drawn) return;
      drawn = content;
      hint = header.words.hint;
      const limit = matrix.draw(header, counts);
      const end = header.shares ? "100 %" : formatNumber(limit, 0, header.language);
      legend.replaceChildren(
        element("span", {}, header.words[header.shares ? "legend_shares" : "legend_counts"]),
        element("span", {}, "0"),
        element("span", { class: "cl-legend-bar", style: { background: `linear-gradient(to right, ${legendStops("probability")})` } }),
        element("span", {}, end),
        element("span", { class: "confusion-legend" }, element("span", { class: "cl-swatch confusion-swatch" }), header.words.legend_right),
      );
      if (!readout.textContent) readout.textContent = hint;
    },
    destroy() {
      abort.abort();
      root.remove();
    },
  };
}
