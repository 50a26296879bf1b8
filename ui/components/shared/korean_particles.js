/**
 * Korean particles that fit the word before them: the catalogue writes "을(를)", a reader sees "층을" or "숫자를". The same
 * as `ui/language/korean_particles.py`, which says how; a test compares the two.
 *
 * @typedef {"vowel" | "ㄹ" | "consonant"} Sound how a word ends when it is spoken
 */

/**
 * As the catalogue writes a particle → what stands after a consonant, and after a vowel.
 *
 * @type {Readonly<Record<string, readonly [string, string]>>}
 */
const FORMS = Object.freeze({
  "을(를)": ["을", "를"],
  "이(가)": ["이", "가"],
  "은(는)": ["은", "는"],
  "와(과)": ["과", "와"],
  "(으)로": ["으로", "로"],
  "이에요(예요)": ["이에요", "예요"],
  "(이)라는": ["이라는", "라는"],
});

const [FIRST, SYLLABLES, ENDINGS, RIEUL] = [0xac00, 11172, 28, 8];
/** @type {readonly Sound[]} */
const DIGITS = ["consonant", "ㄹ", "vowel", "consonant", "vowel", "vowel", "consonant", "ㄹ", "ㄹ", "vowel"];
/** Letters of an acronym that do not end in a vowel when they are named. @type {Record<string, Sound>} */
const LETTERS = { L: "ㄹ", M: "consonant", N: "consonant" };
const ACRONYM = /(?:^|[^a-z])[A-Z]$/;
const SPOKEN_CLOSED = /(?:[mn]|ng|[aeiou](?:p|t|k|ck|c|b))$/i;
const PARTICLE = /을\(를\)|이\(가\)|은\(는\)|와\(과\)|\(으\)로|이에요\(예요\)|\(이\)라는/g;
const CLOSING = /["'”’*_)\]»` ]+$/;

/**
 * Choose the particles of a sentence; one after a word whose sound is not known stays as it is written.
 *
 * @param {string} text
 * @returns {string}
 */
export function fitted(text) {
  return text.replace(PARTICLE, (particle, at) => choose(particle, text.slice(0, at)));
}

/** @param {string} particle @param {string} before */
function choose(particle, before) {
  const sound = ending(before);
  if (sound === null) return particle;
  const [afterConsonant, afterVowel] = FORMS[particle];
  return sound === "vowel" || (sound === "ㄹ" && particle === "(으)로") ? afterVowel : afterConsonant;
}

/**
 * Tell how the last word of a text ends when it is spoken.
 *
 * @param {string} text
 * @returns {Sound | null} null where that is not known
 */
export function ending(text) {
  const word = text.replace(CLOSING, "");
  const last = word.slice(-1);
  const place = last ? last.charCodeAt(0) - FIRST : -1;
  if (place >= 0 && place < SYLLABLES) {
    return place % ENDINGS === 0 ? "vowel" : place % ENDINGS === RIEUL ? "ㄹ" : "consonant";
  }
  if (last === "%") return "vowel";
  if (/[0-9]/.test(last)) return DIGITS[Number(last)];
  return /[A-Za-z]/.test(last) ? ofLetters(word) : null;
}

/** @param {string} word @returns {Sound} */
function ofLetters(word) {
  const last = word.slice(-1);
  if (ACRONYM.test(word)) return LETTERS[last] ?? "vowel";
  if (last === "l" || last === "L") return "ㄹ";
  return SPOKEN_CLOSED.test(word) ? "consonant" : "vowel";
}
