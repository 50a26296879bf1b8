/** Pooling: the window on the map before, its winner or its mean, and the map after. */

import { poolWindow } from "../../../arithmetic/pooling.js";
import { poolingOf } from "../window/layer_program.js";
import { pairScene } from "./pair_scene.js";

export function poolingScene(context, output, [input]) {
  const { node, text } = context;
  const channel = context.single ? 0 : context.unit;
  const pooling = poolingOf(node, input.shape);
  const [rows, columns] = output.shape;
  const origin = (index, axis) => index * pooling.strides[axis] - pooling.padding[axis][0];
  const nearest = (index, axis, count) => {
    const place = Math.floor((index + pooling.padding[axis][0]) / pooling.strides[axis]);
    return Math.min(Math.max(place, 0), count - 1);
  };
  const global = node.kind === "global_pooling";
  const winner = global && pooling.kind !== "average"
    ? poolWindow(pooling, input, channel, 0, 0).cells.find((cell) => cell.winner)
    : null;
  const window = (row, column) => ({
    row: origin(row, 0),
    column: origin(column, 1),
    rows: pooling.size[0],
    columns: pooling.size[1],
  });
  return pairScene(context, output, input, {
    middle: { kind: "window", pooling, tensor: input, channel, global },
    notes: [text(`about_${global ? "global_" : ""}pooling_${pooling.kind}`)],
    box: winner ? () => ({ row: winner.row, column: winner.column, rows: 1, columns: 1 }) : window,
    target: (row, column) => ({ row: nearest(row, 0, rows), column: nearest(column, 1, columns) }),
  });
}
