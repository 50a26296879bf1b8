/**
 * A side that has a single unit of a large network, and what this unit needs: the same questions as to a whole side,
 * with tensors of one map each.
 */

import { limitOf } from "../../shared/colours.js";
import { asMaps } from "./window/reading.js";

/**
 * @typedef {import("./window/reading.js").Tensor} Tensor
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

  /** @param {import("./window/reading.js").Side} side @param {import("./window/reading.js").Node} node @param {Detail} detail */
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
