/**
 * The curves over all steps of a movement, out of what the server has sent.
 *
 * @typedef {{name: string, title: string, amounts: number[], values: number[], low: number[]|null, high: number[]|null}} Line
 *   values in [0, 1]
 * @typedef {import("./view.js").MovementHeader} MovementHeader
 * @typedef {import("./view.js").Movement} Movement
 */

/** The place of the amount that is nearest to a wanted one. @param {number[]} amounts @param {number} wanted */
export function nearest(amounts, wanted) {
  let best = 0;
  amounts.forEach((amount, index) => {
    if (Math.abs(amount - wanted) < Math.abs(amounts[best] - wanted)) best = index;
  });
  return best;
}

/**
 * What each network gives the class that is asked for.
 *
 * @param {MovementHeader} header @param {Object<string, import("../shared/payload.js").Tensor>} arrays @param {Movement} movement
 * @returns {Line[]} of the networks whose scores are known
 */
export function scoreLines({ networks, answer }, arrays, { name: movement, amounts }) {
  return networks.flatMap(({ name, title }) => {
    const scores = arrays[`scores.${name}.${movement}`];
    if (!scores || answer === null) return [];
    const classes = scores.shape[1];
    return [{
      name,
      title,
      amounts,
      values: amounts.map((_, step) => scores.data[step * classes + answer]),
      low: null,
      high: null,
    }];
  });
}

/**
 * How many of many pictures each network knows, with the ends of the interval.
 *
 * @param {MovementHeader} header @param {Object<string, import("../shared/payload.js").Tensor>} arrays @param {Movement} movement
 * @returns {Line[]} of the networks that have been measured
 */
export function accuracyLines({ networks }, arrays, { name: movement, measured }) {
  return networks.flatMap(({ name, title }) => {
    const found = arrays[`measured.${name}.${movement}`];
    if (!found) return [];
    const part = (/** @type {number} */ which) => measured.map((_, step) => found.data[step * 3 + which]);
    return [{ name, title, amounts: measured, values: part(0), low: part(1), high: part(2) }];
  });
}
