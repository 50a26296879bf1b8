/**
 * The intermediate maps of a convolution: what each input channel adds to a map. Their sum and the bias are the map.
 * Pure functions.
 *
 * @typedef {import("../window/reading.js").Tensor} Tensor
 * @typedef {{channel: number, weights: ArrayLike<number>, factor: number, data: Float32Array}} Contribution
 *   `data` is input ∗ kernel × factor, row by row; the factor is the pointwise weight of a separable convolution, else 1
 */

import { featureMap } from "../../../arithmetic/convolution.js";
import { slices } from "../../../arithmetic/kernels.js";

/** So many inputs are shown one by one; of more only the strongest. */
export const MOST = 12;

/**
 * @param {import("../window/layer_program.js").Layer} layer
 * @param {Tensor} image (rows, columns, channels)
 * @param {number} map
 * @returns {Contribution[]} one for each kernel of the map, in order of the channels
 */
export function contributions({ program, kernel, pointwise }, image, map) {
  const single = { ...program, layer: program.layer === "Conv2DTranspose" ? "Conv2DTranspose" : "Conv2D", groups: 1 };
  const [rows, columns] = kernel.shape;
  return slices(program, kernel, pointwise, map).map(({ channel, weights, pointwise: factor }) => {
    const scaled = factor === 1 ? weights : weights.map((weight) => weight * factor);
    const data = featureMap(
      single,
      channelOf(image, channel),
      { data: scaled, shape: [rows, columns, 1, 1] },
      null,
      [],
      0,
    );
    return { channel, weights, factor, data };
  });
}

function channelOf({ data, shape: [rows, columns, channels] }, channel) {
  const single = new Float32Array(rows * columns);
  for (let cell = 0, from = channel; cell < single.length; cell += 1, from += channels) single[cell] = data[from];
  return { data: single, shape: [rows, columns, 1] };
}

/** The mean size of a map's numbers: how much it adds. */
export function strength(data) {
  let sum = 0;
  for (const value of data) sum += Math.abs(value);
  return sum / data.length;
}

/**
 * All of a few; of many the strongest first, and the sum of the others.
 *
 * @template {{data: ArrayLike<number>}} Part
 * @param {Part[]} parts of equal size
 * @param {number} [most]
 * @returns {{shown: Part[], rest: {count: number, data: Float32Array} | null}}
 */
export function arranged(parts, most = MOST) {
  if (parts.length <= most) return { shown: parts, rest: null };
  const order = parts.map((part) => ({ part, strength: strength(part.data) }));
  order.sort((one, other) => other.strength - one.strength);
  const others = order.slice(most).map(({ part }) => part.data);
  return { shown: order.slice(0, most).map(({ part }) => part), rest: { count: others.length, data: sumOf(others) } };
}

/** The sum of maps, cell by cell. */
export function sumOf(maps) {
  const sums = new Float64Array(maps[0].length);
  for (const map of maps) {
    for (let cell = 0; cell < sums.length; cell += 1) sums[cell] += map[cell];
  }
  return Float32Array.from(sums);
}
