/** What the sum of the kernel numbers means for the map, as codes of sentences. Pure functions. */

import { shortText } from "./cell_text.js";
import { flatAreas, sum } from "./operations.js";

/**
 * The factor by which the layer multiplies a flat grey area, before the bias: the sum of all kernel numbers, each
 * kernel weighted by its pointwise number if there is one. For Conv2DTranspose it is the sum that one pixel is spread with.
 * @param {import("./editing.js").Draft} draft
 */
export function flatGain({ kernels: { grids, pointwise } }) {
  return grids.reduce((total, values, index) => total + sum(values) * (pointwise ? pointwise[index] : 1), 0);
}

/**
 * The sentences for the sum and its meaning.
 * @param {import("./editing.js").Draft} draft @param {string} layer
 * @returns {{key: string, values: object}[]}
 */
export function meaningOf(draft, layer) {
  const { rows, columns, grids, pointwise } = draft.kernels;
  const gain = flatGain(draft);
  const key = pointwise ? "sum_weighted" : grids.length > 1 ? "sum_all" : "sum_one";
  const meaning = layer === "Conv2DTranspose" ? "spread" : flatAreas(gain);
  return [{ key, values: { sum: shortText(gain) } }, { key: meaning, values: { sum: shortText(gain), rows, columns } }];
}
