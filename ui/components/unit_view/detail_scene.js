/**
 * A unit of a network whose maps are too many to send them all: its strongest inputs and their kernels came alone; what
 * the others add is what is missing to the unit's own map.
 */

import { limitOf } from "../shared/colours.js";
import { contributions, sumOf } from "./contributions.js";
import { joinedScene } from "./convolution_scene.js";
import { isConvolution, programOf } from "./layer_program.js";
import { aloneScene } from "./moved_scene.js";
import { asMaps, sizeOf } from "./reading.js";

/**
 * @typedef {import("./reading.js").Tensor} Tensor
 * @typedef {object} Detail see `UnitDetail` of cnn_core/explorer_result.py
 * @property {string} node
 * @property {number} unit
 * @property {Tensor} output (rows, columns)
 * @property {number[]} channels the numbers of the strongest inputs, strongest first
 * @property {number} count how many inputs there are
 * @property {number | null} bias
 * @property {Tensor} [inputs] (rows, columns, channels): their maps; none where the layer is no sum over inputs
 * @property {Tensor} [kernels] (rows, columns, channels), with a pointwise weight counted in
 */

/** @param {import("./scene.js").Context} context @param {Detail} detail */
export function detailScene(context, detail) {
  const { node } = context;
  const { inputs, kernels } = detail;
  const output = asMapOf(detail.output);
  if (!isConvolution(node) || !inputs || !kernels) return mapAlone(context, output);
  const image = asMaps(inputs);
  const size = sizeOf(context.side.node(node.inputs[0]));
  const layer = { program: programOf(node, size, kernels.shape), kernel: { shape: kernels.shape.slice(0, 2) } };
  const parts = partsOf(layer, image, kernels).map((part, index) => ({ ...part, channel: detail.channels[index] }));
  const missing = detail.count - parts.length;
  const rest = missing > 0 ? { count: missing, data: remainder(output.data, parts, detail.bias ?? 0) } : null;
  const limit = Math.max(limitOf(image.data), 0) || 1;
  const scene = joinedScene(context, output, {
    layer,
    parts,
    rest,
    inputOf: (_, index) => ({ tensor: image, channel: index, scale: { kind: "activation", limit } }),
    kernelLimit: limitOf(kernels.data) || 1,
    bias: detail.bias,
    channel: 0,
  });
  return ownScale(scene, output);
}

const asMapOf = ({ data, shape }) => ({ data, shape: [shape[0], shape[1] ?? 1, 1] });

/** A layer that is no sum over its inputs: its map, and what it does in a sentence. */
function mapAlone(context, output) {
  const { node, text, words } = context;
  const scene = aloneScene(context, output);
  const { activation, pooling } = node.settings;
  const prefix = node.kind === "global_pooling" ? "global_pooling" : "pooling";
  const notes = {
    activation: words[`formula.activation_note_${activation}`] ?? words["unit.about_activation_map"],
    pooling: words[`unit.about_${prefix}_${pooling}`],
    global_pooling: words[`unit.about_${prefix}_${pooling}`],
  };
  return ownScale({ ...scene, notes: [notes[node.kind] ?? scene.notes[0], text("map_alone")] }, output);
}

function ownScale(scene, output) {
  const scale = { kind: "activation", limit: limitOf(output.data) || 1 };
  return { ...scene, output: { tensor: output, channel: 0, scale } };
}

/** Each input with its own kernel, as a depthwise convolution has them. */
function partsOf({ program }, image, { data, shape: [rows, columns, count] }) {
  const single = program.layer === "Conv2DTranspose" ? "Conv2DTranspose" : "Conv2D";
  return Array.from({ length: count }, (_, index) => {
    const weights = Float64Array.from({ length: rows * columns }, (_cell, cell) => data[cell * count + index]);
    const one = { data: Float32Array.from({ length: image.data.length / count }, (_cell, cell) => image.data[cell * count + index]), shape: [image.shape[0], image.shape[1], 1] };
    const layer = { program: { ...program, layer: single, groups: 1 }, kernel: { data: weights, shape: [rows, columns, 1, 1] }, pointwise: null };
    return contributions(layer, one, 0)[0];
  });
}

/** What is missing to the output. */
function remainder(output, parts, bias) {
  const sum = sumOf(parts.map(({ data }) => data));
  return Float32Array.from(output, (value, cell) => value - bias - sum[cell]);
}
