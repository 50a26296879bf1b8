/** What units and layers are called, on screen and for those who listen. Pure functions on a Side. */
import { say } from "../shared/words.js";
import { unitTitle } from "./unit/window/reading.js";
import { isVector, PICTURE } from "./overview/columns.js";
import { percent } from "../shared/numbers.js";
import { short } from "./short_numbers.js";

/**
 * @param {import("./side.js").Side} side
 * @param {{node: string, unit: number}} unit
 * @returns {string} "conv2d, map 3"
 */
export function nameOf(side, { node, unit }) {
  if (node === PICTURE) return side.words["overview.picture"];
  if (unit === null) return side.label(node);
  return say(side.words, "overview.unit", { layer: side.label(node), unit: unitTitle(side, node, unit, side.words) });
}

/**
 * What is known of a unit's numbers.
 *
 * @returns {string} "from −1.20 to 3.40, mean 0.31", for one number "value 1.25", for a class "probability 93.4 %"
 */
export function numbersOf(side, { node, unit }) {
  if (node === PICTURE || unit === null) return "";
  const range = side.range(node, unit);
  if (!range) return "";
  const { words, language } = side;
  if (side.node(node).kind === "softmax" && isVector(side.node(node).shape)) {
    return say(words, "overview.probability", { value: percent(range.high, language) });
  }
  if (isVector(side.node(node).shape)) return say(words, "overview.value", { value: short(range.high, language) });
  const [low, high, mean] = [range.low, range.high, range.mean].map((value) => short(value, language));
  return say(words, "overview.range", { low, high, mean });
}

/** Name, numbers and state of a unit in one sentence: its text alternative. */
export function described(side, target) {
  const state = stateOf(side, target);
  return [nameOf(side, target), numbersOf(side, target), ...state].filter(Boolean).join(", ");
}

/** What is out of the ordinary: switched off, untrained. */
export function stateOf(side, { node, unit }) {
  if (node === PICTURE) return [];
  const { ablated, untrained } = side.node(node);
  return [
    ablated?.includes(unit) && side.words["overview.ablated"],
    untrained && side.words["overview.untrained"],
  ].filter(Boolean);
}
