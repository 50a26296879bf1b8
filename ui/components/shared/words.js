import { fitted } from "./korean_particles.js";

/**
 * The words of a view: sentences from the catalogue with {placeholders}.
 *
 * @param {Object<string, string>} words
 * @param {string} key
 * @param {Object<string, string|number>} [values]
 * @returns {string}
 */
export function say(words, key, values = {}) {
  const template = words[key];
  if (template === undefined) throw new Error(`Every word of a view is in the catalogue. Received: ${key}`);
  return fitted(template.replace(/\{(\w+)\}/g, (_, name) => String(values[name])));
}
