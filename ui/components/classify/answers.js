/**
 * From a network's numbers to answers, by the browser itself. Tests hold these functions to the server's.
 *
 * @typedef {{index: number, logit: number, power: number, share: number, sigmoid: number}} Answer of one class:
 *   `power` is exp(logit − the largest logit)
 * @typedef {{all: Answer[], ranked: Answer[], largest: number, sum: number}} Answers `all` in the order of the classes,
 *   `ranked` with the largest logit first; `largest` is that logit, `sum` that of the powers
 * @typedef {{labels: string[], top: number, squashed: string, refused: boolean, cut: number}} Context `top` answers are
 *   listed; `squashed`: "softmax" or "sigmoid" or neither; `refused`: the picture is none of the classes; `cut`: a threshold
 */
import { say } from "../shared/words.js";

/**
 * Compute the answers of a network.
 *
 * @param {ArrayLike<number>} logits
 * @returns {Answers}
 */
export function answersOf(logits) {
  const numbers = Array.from(logits);
  const largest = Math.max(...numbers);
  const powers = numbers.map((logit) => Math.exp(logit - largest));
  const sum = powers.reduce((total, power) => total + power, 0);
  const all = numbers.map((logit, index) => ({
    index,
    logit,
    power: powers[index],
    share: powers[index] / sum,
    sigmoid: sigmoidOf(logit),
  }));
  const ranked = [...all].sort((one, other) => other.logit - one.logit || one.index - other.index);
  return { all, ranked, largest, sum };
}

/**
 * Compute 1 / (1 + exp(−x)), without overflow.
 *
 * @param {number} logit
 */
export function sigmoidOf(logit) {
  const power = Math.exp(-Math.abs(logit));
  return logit >= 0 ? 1 / (1 + power) : power / (1 + power);
}

/**
 * Make a score into yes or no in three ways.
 *
 * @param {number} score in [0, 1]
 * @param {number} threshold
 * @returns {{truncated: number, rounded: number, yes: boolean}} `truncated` is Python's `int(score)`, `rounded` its
 *   `round(score)` (a half goes to the even number), `yes` is `score >= threshold`
 */
export function decisionsOf(score, threshold) {
  return { truncated: Math.trunc(score), rounded: score > 0.5 ? 1 : 0, yes: score >= threshold };
}

/**
 * Take the score that the network itself makes of a logit: the number to show as its answer.
 *
 * @param {Answer} answer
 * @param {string} squashed see Context
 */
export function scoreOf(answer, squashed) {
  return squashed === "sigmoid" ? answer.sigmoid : answer.share;
}

/**
 * Name the class of an answer.
 *
 * @param {Answer} answer
 * @param {string[]} labels of the classes, as far as they are known
 * @param {import("../shared/words.js").Words} words
 */
export const classOf = ({ index }, labels, words) => labels[index] ?? say(words, "class_number", { number: index });
