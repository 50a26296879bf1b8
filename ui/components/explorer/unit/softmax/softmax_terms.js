/**
 * Softmax written out: exp(z) of every logit, their sum, the shares; and the sigmoids of the same logits.
 * Pure functions.
 */

/** So many classes are written out one by one; of more the most probable. */
export const MOST = 12;
/** exp of larger logits would not fit in float32's range of exact sums: the largest is taken away from all first. */
const LARGEST = 30;

/**
 * @typedef {{index: number, logit: number, power: number, share: number, sigmoid: number}} Term
 */

/**
 * @param {ArrayLike<number>} logits
 * @returns {{terms: Term[], shift: number, sum: number, sigmoids: number}} `shift` was taken from every logit before exp,
 *   which changes no share; `sum` is Σ exp, `sigmoids` Σ sigmoid
 */
export function termsOf(logits) {
  const largest = logits.reduce((most, logit) => Math.max(most, logit), -Infinity);
  const shift = Math.abs(largest) > LARGEST ? largest : 0;
  const powers = Array.from(logits, (logit) => Math.exp(logit - shift));
  const sum = powers.reduce((total, power) => total + power, 0);
  const terms = powers.map((power, index) => {
    return { index, logit: logits[index], power, share: power / sum, sigmoid: 1 / (1 + Math.exp(-logits[index])) };
  });
  return { terms, shift, sum, sigmoids: terms.reduce((total, { sigmoid }) => total + sigmoid, 0) };
}

/**
 * All terms of a few; of many the most probable, with one chosen always among them, and the rest summed.
 *
 * @param {Term[]} terms
 * @param {number} chosen index of the class that is explained
 * @param {number} [most]
 * @returns {{shown: Term[], rest: {count: number, power: number, share: number, sigmoid: number} | null}}
 */
export function arranged(terms, chosen, most = MOST) {
  if (terms.length <= most) return { shown: terms, rest: null };
  const order = [...terms].sort((one, other) => other.share - one.share);
  const shown = order.slice(0, most);
  if (!shown.some(({ index }) => index === chosen)) shown.splice(most - 1, 1, terms[chosen]);
  const others = terms.filter((term) => !shown.includes(term));
  const sum = (key) => others.reduce((total, term) => total + term[key], 0);
  return { shown, rest: { count: others.length, power: sum("power"), share: sum("share"), sigmoid: sum("sigmoid") } };
}
