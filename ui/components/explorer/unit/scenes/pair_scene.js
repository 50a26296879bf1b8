/** The scene of one map that becomes another: before → rule → after, the same cell on both unless told otherwise. */

import { outputPicture, scaleOf, unitName, unitTitle } from "../window/reading.js";

/**
 * @param {import("./scene.js").Context} context
 * @param {import("../window/reading.js").Tensor} output
 * @param {import("../window/reading.js").Tensor} input
 * @param {{middle?: object | null, notes?: string[], channel?: number,
 *   box?: (row: number, column: number) => import("../../../maps/marks.js").Box | null,
 *   target?: (row: number, column: number) => {row: number, column: number, unit?: number}}} [rule] where another cell
 *   of the input than the same one belongs to a cell of the output, and the other way round
 * @returns {import("./scene.js").Scene}
 */
export function pairScene(
  context,
  output,
  input,
  { middle = null, notes = [], channel = context.unit, box, target } = {},
) {
  const { side, node, scale, single, text, words } = context;
  const [name] = node.inputs;
  const same = (row, column) => ({ row, column, rows: 1, columns: 1 });
  const before = { tensor: input, channel: single ? 0 : channel, scale: scaleOf(side, name, channel, scale) };
  return {
    rows: [{
      name: unitName(side, name, channel, words),
      title: unitTitle(side, name, channel, words),
      input: before,
      kernel: null,
      part: null,
    }],
    sign: "",
    bias: null,
    output: outputPicture(context, output),
    size: output.shape.slice(0, 2),
    marks: (row, column) => ({ input: (box ?? same)(row, column), output: same(row, column) }),
    target: (row, column, stage) => (stage === "input" && target ? target(row, column) : { row, column }),
    sums: null,
    middle,
    heads: { input: text("before"), output: text("after") },
    notes,
  };
}
