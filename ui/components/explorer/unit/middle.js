/**
 * What stands between a map and the one it becomes: the curve of an activation, the window of a pooling, the formula of
 * a normalization, the place in a vector. Each is made for one kind, gets its numbers by `set`, and writes one cell by
 * `paint`, which returns it in words.
 *
 * @typedef {{element: HTMLElement, set: (middle: object) => void,
 *   paint: (row: number, column: number, cell: {marks: object, value: number}) => string}} Middle
 * @typedef {{text: (key: string, values?: object) => string, language: string}} Say
 */

import { createCurve } from "./curve.js";
import { createNormalization } from "./scenes/normalization_formula.js";
import { createPlace, createRescaling, createSegments, createStandardization } from "./rules.js";
import { createWindowNumbers } from "./window/window_numbers.js";

const MIDDLES = {
  curve: createCurve,
  window: createWindowNumbers,
  normalization: createNormalization,
  rescaling: createRescaling,
  standardization: createStandardization,
  segments: createSegments,
  place: createPlace,
};

/** @param {{kind: string}} middle @param {Say} say @returns {Middle} */
export function createMiddle(middle, say) {
  const made = MIDDLES[middle.kind](middle, say);
  made.set(middle);
  return made;
}
