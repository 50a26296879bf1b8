/** What the unit view shows at the moment, the flow of a unit, softmax or one window: built when its structure changes. */

import { createFlow, structureOf } from "./flow.js";
import { createSoftmaxView } from "./softmax/softmax_view.js";
import { createWindowView } from "./window/window_view.js";

/**
 * @param {HTMLElement} holder
 * @param {{onCell: (cell: {row: number, column: number, unit?: number}, pin: boolean) => void,
 *   onChange: (change: object) => void}} callbacks a cell was pointed at; a change of the selection was asked for
 */
export function createLevel(holder, { onCell, onChange }) {
  let kind = "";
  let structure = "";
  let words = null;
  let body = null;

  const make = {
    flow: (scene, context) => createFlow(scene, context, onCell),
    softmax: (_, context) => createSoftmaxView(context, (unit) => onChange({ unit })),
    window: () => createWindowView({ onSelect: onChange }),
  };

  /**
   * @param {"flow" | "softmax" | "window"} next
   * @param {import("./scenes/scene.js").Scene | null} scene of a flow
   * @param {import("./scenes/scene.js").Context} context
   * @param {boolean} arrives whether another unit comes into view, which is worth a movement
   */
  function show(next, scene, context, arrives) {
    const nextStructure = next === "flow" ? structureOf(scene, context.language) : next;
    const other = kind !== next || nextStructure !== structure || words !== context.words;
    if (other) rebuild(next, scene, context);
    else if (next === "flow") body.paint(scene);
    [kind, structure, words] = [next, nextStructure, context.words];
    if (next === "flow" && arrives) body.arrive();
  }

  function rebuild(next, scene, context) {
    body?.destroy?.();
    body = make[next](scene, context);
    holder.replaceChildren(body.root);
    if (next !== "flow") return;
    body.paint(scene);
    body.measure();
  }

  /** Show nothing. */
  function clear() {
    body?.destroy?.();
    body = null;
    kind = "";
    holder.replaceChildren();
  }

  /**
   * Show the selected cell: outlines and numbers alone.
   *
   * @returns {{shown: string, spoken: string} | null} null where the window view speaks for itself
   */
  function point(context, selection, options) {
    const { row, column } = selection;
    if (kind === "window") body.update(context.side, selection, options, context.text);
    else if (kind === "softmax") return body.paint(context, row, column);
    else if (kind === "flow") return body.select(row, column);
    return null;
  }

  return {
    show,
    clear,
    point,
    kind: () => kind,
    /** Read out the next or the previous input. */
    pointOn: (step) => body.pointOn(step),
    destroy: () => body?.destroy?.(),
  };
}
