import { fitted } from "./korean_particles.js";

/**
 * @typedef {Record<string, string>} Words sentences from the catalogue with {placeholders}
 * @typedef {(key: string, values?: Record<string, string | number>) => string} Text what `say` says with a view's words
 */

/**
 * Say a sentence of a view.
 *
 * @param {Words} words
 * @param {string} key
 * @param {Record<string, string | number>} [values] of the placeholders
 * @returns {string}
 */
export function say(words, key, values = {}) {
  const template = words[key];
  if (template === undefined) throw new Error(`Every word of a view is in the catalogue. Received: ${key}`);
  return fitted(template.replace(/\{(\w+)\}/g, (_, name) => String(values[name])));
}
