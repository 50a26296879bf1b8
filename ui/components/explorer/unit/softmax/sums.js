/** Sums as they are shown: terms and total add up, and it is said where the layer's own number is another one. */

import { addingUp } from "../../../shared/numbers.js";

/** Numbers travel with 11 significant bits at least, so a sum of them is exact to this share of its terms. */
const TOLERANCE = 1e-3;
/** A total closer than this to the sum of its terms is shown itself. */
const FLOAT32_NOISE = 5e-5;

/**
 * @param {number[]} terms
 * @param {number} total what the layer says
 * @param {number} digits
 * @param {string} language
 * @returns {{terms: string[], total: string, agrees: boolean}} `agrees` is false where the terms do not give the total
 */
export function written(terms, total, digits, language) {
  const sum = terms.reduce((subtotal, term) => subtotal + term, 0);
  const magnitude = terms.reduce((subtotal, term) => subtotal + Math.abs(term), Math.abs(total));
  const distance = Math.abs(sum - total);
  const near = distance <= FLOAT32_NOISE * magnitude;
  const shown = addingUp(terms, near ? total : sum, digits, digits, language);
  const agrees = !Number.isFinite(distance) || distance <= TOLERANCE * magnitude + 1e-6;
  return { terms: shown.terms, total: shown.total, agrees };
}
