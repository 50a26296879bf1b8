/**
 * What the unit view shows of a unit, as plain data: the maps that come in, what is done to each, and the map that
 * comes out; where the windows lie, and which numbers add up. One file a family of layers makes it.
 *
 * @typedef {import("../window/reading.js").Tensor} Tensor
 * @typedef {import("../../../shared/colours.js").Scale} Scale
 * @typedef {import("../../../maps/marks.js").Box} Box
 * @typedef {{tensor: Tensor, channel: number, scale: Scale & {low?: number, high?: number}, painted?: Tensor}} Picture one
 *   map and its colours; `painted` has other numbers to colour it by, `low` and `high` are then what the ends mean
 * @typedef {{weights: ArrayLike<number>, rows: number, columns: number, limit: number, factor: number}} Kernel
 *   `factor` is the pointwise weight of a separable convolution, else 1
 * @typedef {{name: string, title: string, input: Picture | null, strip?: Picture, weights?: Picture,
 *   kernel: Kernel | null, part: Picture | null}} Row one input; `part` is what it adds to the output; a dense layer has
 *   the input's numbers as a `strip` of the vector, and its `weights` as a map
 *
 * @typedef {object} Scene
 * @property {Row[]} rows
 * @property {"+" | "×" | ""} sign how the rows are joined; "" where they are not
 * @property {number | null} bias
 * @property {Picture} output
 * @property {[number, number]} size rows and columns that the selected cell moves over: those of the output, mostly
 * @property {(row: number, column: number) => Object<string, Box | null>} marks what to outline in each column of tiles
 * @property {(row: number, column: number, stage: string) => {row: number, column: number, unit?: number}} target
 *   the cell that a place on a tile selects
 * @property {((row: number, column: number) => {terms: number[], total: number}) | null} sums the terms of an output
 *   cell, in the order of the rows, the bias last; null where nothing is joined
 * @property {(index: number, row: number, column: number) => string} [term] one input's cell in words
 * @property {object | null} middle what stands between one input and the output, see middle.js
 * @property {{input: string, output: string}} heads
 * @property {string[]} notes sentences
 *
 * @typedef {{side: import("../window/reading.js").Side, node: import("../window/reading.js").Node, unit: number, single?: boolean,
 *   scale: string, language: string, words: Object<string, string>,
 *   text: (key: string, values?: object) => string}} Context `single` says that tensors hold only what this unit needs
 */

import { activationScene } from "./activation_scene.js";
import { convolutionScene } from "./convolution_scene.js";
import { joinedDetail } from "./detail_scene.js";
import { DetailSide } from "../detail_side.js";
import { denseScene, mapsBehind } from "./dense_scene.js";
import { isConvolution } from "../window/layer_program.js";
import { concatenateScene, mergeScene } from "./merge_scene.js";
import { batchNormalizationScene } from "./normalization_scene.js";
import { poolingScene } from "./pooling_scene.js";
import { mapsOf } from "../window/reading.js";
import { aloneScene, flattenScene, movedScene } from "./moved_scene.js";

const SCENES = {
  activation: activationScene,
  softmax: activationScene,
  pooling: poolingScene,
  global_pooling: poolingScene,
  batch_normalization: batchNormalizationScene,
  add: mergeScene,
  multiply: mergeScene,
  concatenate: concatenateScene,
  zero_padding: movedScene,
  cropping: movedScene,
  upsampling: movedScene,
  rescaling: movedScene,
  normalization: movedScene,
  identity: movedScene,
  flatten: flattenScene,
};

/**
 * @param {Context} context
 * @returns {Scene | null} null where the side does not have what is needed, so that it has to be asked for
 */
export function sceneOf(context) {
  const { side, node, unit } = context;
  const detail = side.unitDetail;
  if (detail?.node === node.name && detail.unit === unit) return sceneOfDetail(context, detail);
  const output = mapsOf(side, node.name);
  if (!output) return null;
  const inputs = node.inputs.map((name) => mapsOf(side, name));
  if (inputs.includes(null)) return isConvolution(node) ? null : aloneScene(context, output);
  if (node.kind === "dense" && mapsBehind(side, node)) return denseScene(context, output);
  const make = isConvolution(node) ? convolutionScene : SCENES[node.kind];
  return (make ?? aloneScene)(context, output, inputs);
}

/** A unit's map alone, while the rest is waited for; null where the side does not have that either. */
export function mapAlone(context) {
  const output = mapsOf(context.side, context.node.name);
  return output && aloneScene(context, output);
}

/** Of a large network the unit that is looked at came alone, with what it needs. */
function sceneOfDetail(context, detail) {
  const { side, node } = context;
  if (detail.kernels) return joinedDetail(context, detail);
  const own = { ...context, side: new DetailSide(side, node, detail), single: true };
  const inputs = node.inputs.map((name) => mapsOf(own.side, name));
  const output = mapsOf(own.side, node.name);
  const complete = node.kind === "concatenate" ? inputs.some(Boolean) : !inputs.includes(null);
  return (complete && SCENES[node.kind] ? SCENES[node.kind] : aloneScene)(own, output, inputs);
}
