/** Numbers as they are shown: in the visitor's language, with a real minus sign, and so that sums add up. */

const MINUS = "−";
/** From here on a number is shown as 1.23 × 10ⁿ: written out, most of its digits would be invented. */
const SCIENTIFIC_FROM = 1e12;
/** A float32 total strays from the float64 sum of its terms by about this share of their magnitudes. */
const FLOAT32_NOISE = 1e-4;
/** @type {Map<string, Intl.NumberFormat>} */
const formats = new Map();

/** @param {number} digits @param {string} language */
function formatOf(digits, language) {
  const key = `${language} ${digits}`;
  let found = formats.get(key);
  if (!found) {
    found = new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits });
    formats.set(key, found);
  }
  return found;
}

/**
 * Write one number, rounded half away from zero; never "−0".
 *
 * @param {number} value
 * @param {number} digits decimals.
 * @param {string} [language] "en", "ko"
 * @returns {string}
 */
export function formatNumber(value, digits, language = "en") {
  if (Number.isNaN(value)) return "NaN";
  const text = magnitudeText(Math.abs(value), digits, language);
  return value < 0 && /[1-9∞]/.test(text) ? MINUS + text : text;
}

/**
 * Write a share in per cent, never parted from its sign: "93.4 %". A share that is more than nothing is not written as
 * nothing: "< 0.1 %".
 *
 * @param {number} share in [0, 1]
 * @param {string} [language]
 * @param {number} [digits] decimals
 * @returns {string}
 */
export function percent(share, language = "en", digits = 1) {
  const least = 10 ** -digits;
  const tiny = share > 0 && 100 * share < least / 2;
  return `${tiny ? "<\u00a0" : ""}${formatNumber(tiny ? least : 100 * share, digits, language)}\u00a0%`;
}

/**
 * Bound a number: `low` for smaller ones, `high` for larger ones, and `low` where there is no room between the two.
 *
 * @param {number} value
 * @param {number} low
 * @param {number} high
 */
export const clamp = (value, low, high) => Math.max(low, Math.min(value, high));

/** @param {number} magnitude @param {number} digits @param {string} language */
function magnitudeText(magnitude, digits, language) {
  if (magnitude === Infinity) return "∞";
  if (magnitude < SCIENTIFIC_FROM) return formatOf(digits, language).format(magnitude);
  const [mantissa, exponent] = magnitude.toExponential(digits).split("e+");
  return `${mantissa} × 10${[...exponent].map((digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)]).join("")}`;
}

/**
 * Write terms and their total so that the numbers as shown add up exactly.
 *
 * Takes the fewest decimals, from `minimumDigits` to `maximumDigits`, with which plain rounding adds up. If none does,
 * takes as many as it can and rounds the terms by the largest-remainder method: each is then off by less than one
 * unit in the last place. A float32 total that strays from the sum of its terms by rounding noise alone gives way
 * to that sum.
 *
 * @param {number[]} terms
 * @param {number} total their sum.
 * @param {number} [minimumDigits]
 * @param {number} [maximumDigits]
 * @param {string} [language]
 * @returns {{digits: number, terms: string[], total: string}}
 * @throws {RangeError} if `total` is not the sum of `terms`.
 */
export function addingUp(terms, total, minimumDigits = 2, maximumDigits = 6, language = "en") {
  const magnitude = terms.reduce((sum, term) => sum + Math.abs(term), Math.abs(total));
  if (!(magnitude < SCIENTIFIC_FROM / 10 ** minimumDigits)) {
    return write(terms, total, minimumDigits, 1, language);
  }
  const sum = terms.reduce((subtotal, term) => subtotal + term, 0);
  if (Math.abs(sum - total) > FLOAT32_NOISE * magnitude + Number.EPSILON) {
    throw new RangeError(`A total is the sum of its terms. Received: terms that add up to ${sum}, and total ${total}.`);
  }
  // Whole numbers are exact in float64 up to about 10¹⁵.
  const digits = Math.min(maximumDigits, Math.floor(15 - Math.log10(Math.max(magnitude, 1))));
  const found = plain(terms, total, minimumDigits, digits) ?? spread(terms, [total, sum], minimumDigits, digits);
  return write(found.terms, found.total, found.digits, 10 ** found.digits, language);
}

/**
 * @typedef {{digits: number, terms: number[], total: number}} Rounded terms and total in units of the last decimal
 */

/** @param {number[]} terms @param {number} total @param {number} digits @param {number} unit @param {string} language */
function write(terms, total, digits, unit, language) {
  const text = (/** @type {number} */ value) => formatNumber(value / unit, digits, language);
  return { digits, terms: terms.map(text), total: text(total) };
}

/**
 * A value in units of the last decimal, rounded half away from zero.
 *
 * @param {number} value
 * @param {number} digits
 */
const units = (value, digits) => Math.sign(value) * Math.floor(Math.abs(value) * 10 ** digits + 0.5);
/** @param {number[]} values */
const sumOf = (values) => values.reduce((sum, value) => sum + value, 0);

/**
 * Plain rounding, with the fewest decimals with which it adds up; null if there are none.
 *
 * @param {number[]} terms
 * @param {number} total
 * @param {number} minimumDigits
 * @param {number} maximumDigits
 * @returns {Rounded | null}
 */
function plain(terms, total, minimumDigits, maximumDigits) {
  for (let digits = minimumDigits; digits <= maximumDigits; digits++) {
    const rounded = terms.map((term) => units(term, digits));
    if (sumOf(rounded) === units(total, digits)) return { digits, terms: rounded, total: units(total, digits) };
  }
  return null;
}

/**
 * The largest-remainder method, at the most digits and with the first total that the terms can reach.
 *
 * @param {number[]} terms
 * @param {number[]} totals
 * @param {number} minimumDigits
 * @param {number} maximumDigits
 * @returns {Rounded}
 */
function spread(terms, totals, minimumDigits, maximumDigits) {
  for (const total of totals) {
    for (let digits = maximumDigits; digits >= minimumDigits; digits--) {
      const rounded = largestRemainder(terms, units(total, digits), digits);
      if (rounded) return { digits, terms: rounded, total: units(total, digits) };
    }
  }
  const rounded = terms.map((term) => units(term, minimumDigits));
  return { digits: minimumDigits, terms: rounded, total: sumOf(rounded) };
}

/** @param {number[]} terms @param {number} target @param {number} digits */
function largestRemainder(terms, target, digits) {
  const exact = terms.map((term) => term * 10 ** digits);
  const rounded = exact.map(Math.floor);
  const missing = target - sumOf(rounded);
  const order = exact.map((_, index) => index).filter((index) => exact[index] > rounded[index]);
  if (missing < 0 || missing > order.length) return null;
  order.sort((one, other) => exact[other] - rounded[other] - (exact[one] - rounded[one]));
  for (const index of order.slice(0, missing)) rounded[index] += 1;
  return rounded;
}
