/** The classes at the end of the network: label, bar, number, and beside a second network how much the score changed. */
import { css, probabilityColour } from "../shared/colours.js";
import { element } from "../shared/element.js";
import { say } from "../shared/words.js";
import { formatNumber } from "../shared/numbers.js";
import { percent } from "../shared/numbers.js";
import { short, signed } from "./short_numbers.js";

/**
 * @typedef {object} Score
 * @property {number} unit the class
 * @property {string} label
 * @property {number} share length of its bar, 0 … 1
 * @property {string} text the number
 * @property {string | null} change the number beside another network's, with its sign
 * @property {string} spoken
 */

/**
 * @param {import("./side.js").Side} side
 * @param {number[]} units which classes
 * @param {import("./side.js").Side | null} [base] the side to compare with
 * @returns {Score[]}
 */
export function scoresOf(side, units, base = null) {
  const name = side.graph.output;
  const { data } = side.output(name);
  const probability = side.node(name).kind === "softmax";
  const limit = probability ? 1 : side.limit(name, 0, "layer");
  const write = (value) => (probability ? percent(value, side.language) : short(value, side.language));
  const before = comparable(side, base);
  return units.map((unit) => {
    const value = data[unit];
    const label = labelOf(side, unit);
    const text = write(value);
    const change = before ? changeText(value - before[unit], probability, side.language) : null;
    return {
      unit,
      label,
      share: Math.min(1, Math.abs(value) / limit),
      text,
      change,
      spoken: spoken(side.words, label, text, change),
    };
  });
}

/** A class's name, or its number where the network has no names. */
export const labelOf = (side, unit) => side.labels[unit] ?? say(side.words, "overview.class", { number: unit + 1 });

/** Scores can be compared class by class only where both networks know the same classes. */
function comparable(side, base) {
  const other = base?.output(base.graph.output)?.data;
  if (!other || other.length !== side.output(side.graph.output).data.length) return null;
  return side.graph.classes.every((label, index) => label === base.graph.classes[index]) ? other : null;
}

function changeText(change, probability, language) {
  if (!probability) return signed(change, (value) => short(value, language));
  return signed(change * 100, (value) => formatNumber(value, 1, language));
}

function spoken(words, label, text, change) {
  const score = say(words, "overview.score", { label, value: text });
  return change === null ? score : `${score}, ${say(words, "overview.change", { change })}`;
}

/**
 * Write a score into its row.
 *
 * @param {HTMLElement} row
 * @param {Score} score
 * @param {boolean} best whether it is the highest
 */
export function drawScore(row, { label, share, text, change }, best) {
  const fill = element("span", {
    class: "score-fill",
    style: { width: `${100 * share}%`, background: css(probabilityColour(0.25 + 0.6 * share)) },
  });
  row.classList.toggle("best", best);
  row.replaceChildren(
    element("span", { class: "score-label" }, label),
    element("span", { class: "score-bar" }, fill),
    element("span", { class: "score-number" }, text),
    ...(change === null ? [] : [element("span", { class: "score-change" }, `Δ ${change}`)]),
  );
}
