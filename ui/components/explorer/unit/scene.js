/**
 * The scene of a unit, as plain data: the maps that come in, what is done to each, and the map that
 * comes out; where the windows lie, and which numbers add up. One file a family of layers makes it.
 *
 * @typedef {import("../reading.js").Tensor} Tensor
 * @typedef {import("../../shared/colours.js").Scale} Scale
 * @typedef {import("../../maps/tile.js").Box} Box
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
 * @typedef {{side: import("../reading.js").Side, node: import("../reading.js").Node, unit: number, single?: boolean,
 *   scale: string, language: string, words: Object<string, string>,
 *   text: (key: string, values?: object) => string}} Context `single` says that tensors hold only what this unit needs
 */
import { ACTIVATION_NAMES, mixesChannels, scalar } from "../../arithmetic/activation.js";
import {
  aloneScene,
  concatenateScene,
  flattenScene,
  mergeScene,
  movedScene,
  pairScene,
  poolingScene,
} from "./moved_scenes.js";
import { asMaps, isConvolution, mapOf, mapsOf, programOf, sizeOf } from "../reading.js";
import { limitOf } from "../../shared/colours.js";
import { convolutionScene, denseScene, joinedScene, mapsBehind } from "./weighted_scenes.js";

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

// A side that has a single unit of a large network, and what this unit needs: the same questions as to a whole side,
// with tensors of one map each.

/**
 * @typedef {object} Detail see `UnitDetail` of cnn_core/explorer/result.py
 * @property {string} node
 * @property {number} unit
 * @property {number[]} channels the numbers of the strongest inputs, strongest first
 * @property {number} count how many inputs there are
 * @property {number | null} bias
 * @property {Object<string, number>} parameters
 * @property {Tensor} output (rows, columns)
 * @property {Tensor} [inputs] (rows, columns, channels): their maps
 * @property {Tensor} [kernels] (rows, columns, channels), with a pointwise weight counted in
 * @property {Tensor} [parts] (output rows, output columns, channels): what each of them adds
 * @property {Tensor} [rest] (output rows, output columns): what all others add
 */

export class DetailSide {
  #side;
  #node;
  #detail;

  /** @param {import("../reading.js").Side} side @param {import("../reading.js").Node} node @param {Detail} detail */
  constructor(side, node, detail) {
    this.#side = side;
    this.#node = node;
    this.#detail = detail;
    this.graph = side.graph;
    this.labels = side.labels;
  }

  node(name) {
    return this.#side.node(name);
  }

  label(name) {
    return this.#side.label(name);
  }

  unitCount(name) {
    return this.#side.unitCount(name);
  }

  /** @returns {Tensor | null} (rows, columns, 1) of the unit, or of what it takes of an input */
  output(name) {
    const { output, inputs, channels } = this.#detail;
    if (name === this.#node.name) return singleMap(output);
    const { inputs: names } = this.#node;
    const place = names.length > 1 ? channels.indexOf(names.indexOf(name)) : 0;
    return inputs && place >= 0 ? channelOf(inputs, place) : null;
  }

  /** @returns {{data: Object<number, number>} | null} the unit's own number, at its place */
  weight(name, which) {
    const value = this.#detail.parameters?.[which];
    return name === this.#node.name && value !== undefined ? { data: { [this.#detail.unit]: value } } : null;
  }

  limit(name, unit, scale) {
    if (this.node(name).kind === "input") return this.#side.limit(name, unit, scale);
    const tensor = this.output(name);
    return (tensor && limitOf(tensor.data)) || 1;
  }
}

/** (rows, columns) as (rows, columns, 1). */
export const singleMap = ({ data, shape }) => ({ data, shape: [...shape, 1] });

/** One channel of a tensor, as a tensor of its own. */
export function channelOf(tensor, channel) {
  const { data, shape } = asMaps(tensor);
  const [rows, columns, channels] = shape;
  const single = Float32Array.from({ length: rows * columns }, (_, cell) => data[cell * channels + channel]);
  return { data: single, shape: [rows, columns, 1] };
}

// A sum over inputs in a network whose maps are too many to send them all: the strongest inputs, their kernels and what
// they add came alone, and what all the others add as one map.

/**
 * @param {Context} context of a convolution or a dense layer
 * @param {Detail} detail
 * @returns {Scene}
 */
export function joinedDetail(context, { channels, count, bias, output, inputs, kernels, parts, rest }) {
  const { side, node, scale } = context;
  const image = asMaps(inputs);
  const [input] = node.inputs;
  const [kernelRows, kernelColumns] = kernels.shape;
  const layer = {
    program: programOf(node, sizeOf(side.node(input)), kernels.shape),
    kernel: { shape: [kernelRows, kernelColumns] },
  };
  const picture = side.node(input).kind === "input";
  /** @type {Scale} */
  const colours = picture
    ? { kind: "grey", limit: side.limit(input, 0, scale) }
    : { kind: "activation", limit: limitOf(image.data) || 1 };
  const others = count - channels.length;
  const scene = joinedScene({ ...context, single: true }, singleMap(output), {
    layer,
    parts: channels.map((channel, index) => ({
      channel,
      weights: channelOf(kernels, index).data,
      factor: 1,
      data: channelOf(parts, index).data,
    })),
    rest: others > 0 && rest ? { count: others, data: rest.data } : null,
    inputOf: (_, index) => ({ tensor: image, channel: index, scale: colours }),
    kernelLimit: limitOf(kernels.data) || 1,
    bias,
    channel: 0,
  });
  /** @type {Scale} */
  const own = { kind: "activation", limit: limitOf(output.data) || 1 };
  return { ...scene, output: { ...scene.output, scale: own } };
}

// Activations: the map before, the curve, the map after.

/** An activation of the arithmetic is drawn as its curve where it gives the map to this share of its numbers. */
const TOLERANCE = 2e-3;

export function activationScene(context, output, [input]) {
  const { node, text } = context;
  const channel = context.single ? 0 : context.unit;
  const number = output.shape[0] * output.shape[1] === 1;
  const before = number ? input.data : mapOf(input, channel);
  const after = number ? output.data : mapOf(output, channel);
  const name = node.settings.activation ?? "linear";
  const respond = responseOf(name, before, after);
  const middle = { kind: "curve", before, after, respond };
  const known = respond && context.words[`formula.activation_note_${name}`];
  return pairScene(context, output, input, {
    middle,
    notes: [known ?? text(node.kind === "softmax" || name === "softmax" ? "about_softmax" : "about_activation")],
  });
}

/**
 * The activation as a function, if the one of that name does what the layer did; a layer may have settings of its own,
 * as a slope or a largest value.
 *
 * @param {string} name
 * @param {ArrayLike<number>} before
 * @param {ArrayLike<number>} after
 * @returns {((x: number) => number) | null}
 */
export function responseOf(name, before, after) {
  const respond = functionOf(name);
  if (!respond) return null;
  const step = Math.max(1, Math.floor(before.length / 997));
  for (let index = 0; index < before.length; index += step) {
    if (Math.abs(respond(before[index]) - after[index]) > TOLERANCE * Math.max(1, Math.abs(after[index]))) return null;
  }
  return respond;
}

function functionOf(name) {
  if (name === "relu6") return (x) => Math.min(Math.max(x, 0), 6);
  if (!ACTIVATION_NAMES.includes(name) || mixesChannels(name)) return null;
  return (x) => scalar(name, [x], 0);
}

// Batch normalization: γ · (x − μ) / √(σ² + ε) + β, Ioffe and Szegedy (2015), with the layer's own numbers.

const EPSILON = 1e-3;

export function batchNormalizationScene(context, output, [input]) {
  const { side, node, unit, text } = context;
  const numbers = numbersOf(side, node, unit);
  return pairScene(context, output, input, {
    middle: numbers && { kind: "normalization", ...numbers },
    notes: [text("about_batch_normalization")],
  });
}

/**
 * The numbers with which one unit is normalized; a scale or a centre that the layer does not learn is 1 or 0.
 *
 * @returns {{gamma: number, beta: number, mean: number, variance: number, epsilon: number} | null}
 */
export function numbersOf(side, node, unit) {
  const [mean, variance] = ["moving_mean", "moving_variance"].map((which) => side.weight(node.name, which));
  if (!mean || !variance) return null;
  const [gamma, beta] = ["gamma", "beta"].map((which) => side.weight(node.name, which)?.data[unit]);
  const epsilon = node.settings.epsilon ?? EPSILON;
  return { gamma: gamma ?? 1, beta: beta ?? 0, mean: mean.data[unit], variance: variance.data[unit], epsilon };
}

/** One number, normalized. */
export const normalized = (x, { gamma, beta, mean, variance, epsilon }) =>
  (gamma * (x - mean)) / Math.sqrt(variance + epsilon) + beta;
