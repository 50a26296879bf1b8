/** The third level of zoom: the Convolution Lab's formula view over a window of a layer of the network. */

import { create } from "../../../formula/formula.js";
import { element } from "../../../shared/element.js";
import { nodeOf, windowOf } from "./window_lab.js";

/**
 * @param {{onSelect: (change: object) => void}} callbacks a change of the selection was asked for
 */
export function createWindowView({ onSelect }) {
  const note = element("p", { class: "unit-note", hidden: true });
  const holder = element("div", {});
  const root = element("div", { class: "unit-body unit-window" }, note, holder);
  let found = null;
  let key = [];
  const formula = create(holder, {
    onSelect: ({ stage, map, row, column, pinned }) =>
      onSelect({ node: nodeOf(found.chain, stage), unit: found.alone ?? map, row, column, pinned }),
    onPin: (pinned) => onSelect({ pinned }),
  });

  /**
   * @param {import("./reading.js").Side} side
   * @param {import("./reading.js").Selection} selection
   * @param {import("./reading.js").Options} options
   * @param {(key: string, values?: object) => string} text
   */
  function update(side, selection, options, text) {
    const { node, unit, row, column, pinned } = selection;
    const next = [side, node, options.words, side.unitDetail ? unit : null];
    if (next.some((part, index) => part !== key[index])) found = windowOf(side, node, unit, options);
    key = next;
    if (!found) return;
    const left = side.node(found.chain.convolution);
    const activated = side.graph.nodes.some((one) => one.kind === "activation" && one.inputs[0] === left.name);
    const alone = found.alone !== null;
    const { strongest, lab } = found;
    const sentence = alone ? "window_strongest" : "window_without_activation";
    note.hidden = alone ? strongest === 0 : found.chain.activation !== null || !activated;
    note.textContent = text(sentence, { shown: strongest, count: strongest + (lab.beyond?.count ?? 0) });
    formula.update(lab, { map: alone ? 0 : unit, stage: found.stage, row, column, pinned });
  }

  return { root, update, destroy: () => formula.destroy() };
}
