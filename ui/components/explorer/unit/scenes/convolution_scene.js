/** Convolutions of all kinds: input ∗ kernel = intermediate map, for each channel; their sum and the bias. */

import { inputBox, outputCellAt } from "../../../maps/marks.js";
import { limitOf } from "../../../shared/colours.js";
import { arranged, contributions } from "./contributions.js";
import { layerOf } from "../window/layer_program.js";
import { outputPicture, scaleOf, unitName, unitTitle, valueAt } from "../window/reading.js";

/** @param {import("./scene.js").Context} context @param {import("../window/reading.js").Tensor} output */
export function convolutionScene(context, output, [image]) {
  const { side, node, unit } = context;
  const layer = layerOf(side, node);
  if (!layer) return null;
  const { shown, rest } = arranged(contributions(layer, image, unit));
  return joinedScene(context, output, {
    layer,
    parts: shown,
    rest,
    inputOf: ({ channel }) => ({
      tensor: image,
      channel,
      scale: scaleOf(side, node.inputs[0], channel, context.scale),
    }),
    kernelLimit: limitOf(layer.kernel.data) || 1,
    bias: layer.bias[unit] ?? null,
  });
}

/**
 * @param {import("./scene.js").Context} context
 * @param {import("../window/reading.js").Tensor} output the whole layer's, or the unit's map alone
 * @param {{layer: import("../window/layer_program.js").Layer, parts: import("./contributions.js").Contribution[],
 *   rest: {count: number, data: Float32Array} | null, inputOf: (part: object, index: number) => object,
 *   kernelLimit: number, bias: number | null, channel?: number}} given
 * @returns {import("./scene.js").Scene}
 */
export function joinedScene(
  context,
  output,
  { layer, parts, rest, inputOf, kernelLimit, bias, channel = context.unit },
) {
  const { node, text } = context;
  const [rows, columns] = output.shape;
  const maps = [...parts.map((part) => part.data), ...(rest ? [rest.data] : [])];
  const scale = { kind: "activation", limit: Math.max(...maps.map((data) => limitOf(data))) || 1 };
  const partOf = (data) => ({ tensor: { data, shape: [rows, columns, 1] }, channel: 0, scale });
  const kernelOf = ({ weights, factor }) => {
    const [kernelRows, kernelColumns] = layer.kernel.shape;
    return { weights, rows: kernelRows, columns: kernelColumns, limit: kernelLimit, factor };
  };
  const geometry = { ...layer, feature: { shape: output.shape } };
  return {
    rows: [
      ...parts.map((part, index) => ({
        ...named(context, part.channel),
        input: inputOf(part, index),
        kernel: kernelOf(part),
        part: partOf(part.data),
      })),
      ...(rest ? [restRow(text, rest, partOf)] : []),
    ],
    sign: "+",
    bias,
    output: outputPicture({ ...context, unit: channel }, output),
    size: [rows, columns],
    marks: (row, column) => {
      const cell = { row, column, rows: 1, columns: 1 };
      return { input: inputBox(geometry, cell), part: cell, output: cell };
    },
    target: (row, column, stage) => (stage === "input" ? outputCellAt(geometry, row, column) : { row, column }),
    sums: (row, column) => ({
      terms: [...maps.map((data) => data[row * columns + column]), bias ?? 0],
      total: valueAt(output, row, column, channel),
    }),
    middle: null,
    heads: { input: text("inputs"), output: text("output") },
    notes: [text(`about_${node.kind}`), ...(rest ? [text("strongest", { shown: parts.length })] : [])],
  };
}

function named({ side, node, words }, channel) {
  const [input] = node.inputs;
  return { name: unitName(side, input, channel, words), title: unitTitle(side, input, channel, words) };
}

function restRow(text, rest, partOf) {
  const name = text("rest", { count: rest.count });
  return { name, title: name, input: null, kernel: null, part: partOf(rest.data) };
}
