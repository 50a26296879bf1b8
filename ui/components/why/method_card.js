/** One method's map of heat over the picture, what shuffled weights leave of it, what it is, and what is known against it. */
import { legend } from "../maps/legend.js";
import { contextOf, element } from "../shared/element.js";
import { formatNumber } from "../shared/numbers.js";
import { say } from "../shared/words.js";
import { blended, scaleOf } from "./overlay.js";

/** From this likeness on, a map that shuffled weights should destroy has hardly changed. */
export const ALIKE = 0.5;

/**
 * @typedef {import("../shared/words.js").Words} Words
 * @typedef {import("./overlay.js").Pixels} Pixels
 * @typedef {import("./overlay.js").Heat} Heat
 * @typedef {object} State
 * @property {import("./view.js").MethodMap} told
 * @property {Pixels} picture
 * @property {Heat | null} heat
 * @property {Heat | null} shuffled
 * @property {boolean} wantsSense
 * @property {string} key of what is painted
 * @property {number} opacity in [0, 1]
 * @property {string} name of the class
 */
/**
 * @param {string} method
 * @param {Words} words
 * @param {string} language
 */
export function createMethodCard(method, words, language) {
  const name = words[`${method}.name`];
  const [learnt, shuffled] = [createMap(words.learnt), createMap(words.shuffled)];
  const maps = element("div", { class: "maps" }, learnt.root, shuffled.root);
  const waiting = element("p", { class: "waiting cl-muted" });
  const scale = legend("probability");
  scale.root.hidden = true;
  const sense = element("p", { class: "sense", hidden: true });
  const root = element(
    "article",
    { class: "method", "data-method": method },
    element("h3", {}, name),
    maps,
    scale.root,
    waiting,
    sense,
    element("p", { class: "in-short" }, words[`${method}.short`]),
    about(method, words),
  );
  return {
    root,
    /** @param {State} state */
    update({ told, picture, heat, shuffled: left, wantsSense, key, opacity, name: label }) {
      waiting.hidden = Boolean(heat);
      waiting.textContent = told.problem || words.waiting;
      scale.root.hidden = !heat;
      maps.classList.toggle("pair", wantsSense && Boolean(heat));
      const at = (/** @type {string} */ place) => ({ method: name, label, place });
      learnt.update(
        picture,
        heat,
        told.signed,
        opacity,
        `${key} ${opacity}`,
        (place) => say(words, "heat", at(place)),
        words,
      );
      shuffled.update(
        picture,
        wantsSense ? left : null,
        told.signed,
        opacity,
        `${key} ${opacity}`,
        (place) => say(words, "heat_shuffled", at(place)),
        words,
      );
      learnt.caption.hidden = !wantsSense;
      sense.hidden = !wantsSense || !heat;
      sense.textContent = told.likeness === null
        ? told.senseProblem || words.waiting
        : verdict(told.likeness, words, language);
      if (!heat) return;
      scale.set(told.signed ? words.against : words.nothing, words.for, scaleOf(heat, told.signed).kind);
    },
  };
}

/** What a likeness means, in a sentence. @param {number} likeness @param {Words} words @param {string} language */
export function verdict(likeness, words, language) {
  const key = Math.abs(likeness) < ALIKE ? "falls_apart" : "stays";
  return say(words, key, { likeness: formatNumber(likeness, 2, language) });
}

/** @param {string} method @param {Words} words */
function about(method, words) {
  return element(
    "details",
    { class: "about-method" },
    element("summary", {}, words.about),
    element("p", {}, words[`${method}.what`]),
    element("p", {}, words[`${method}.against`]),
    element("p", { class: "cl-muted" }, words[`${method}.paper`]),
  );
}

/** A canvas with its caption, painted again only when something about it has changed. @param {string} caption */
function createMap(caption) {
  const canvas = element("canvas", { class: "heat", role: "img" });
  const line = element("figcaption", { class: "cl-muted" }, caption);
  const root = element("figure", { hidden: true }, canvas, line);
  let painted = "";
  /** @type {Float32Array | null} */
  let last = null;
  return {
    root,
    caption: line,
    /**
     * @param {Pixels} picture
     * @param {Heat | null} heat
     * @param {boolean} signed
     * @param {number} opacity
     * @param {string} key
     * @param {(place: string) => string} describe
     * @param {Words} words
     */
    update(picture, heat, signed, opacity, key, describe, words) {
      root.hidden = !heat;
      if (!heat || (painted === key && last === heat.data)) return;
      [painted, last] = [key, heat.data];
      const [rows, columns] = heat.shape;
      canvas.width = columns;
      canvas.height = rows;
      contextOf(canvas).putImageData(
        new ImageData(blended(picture, heat, scaleOf(heat, signed), opacity), columns, rows),
        0,
        0,
      );
      canvas.setAttribute("aria-label", describe(placeOf(heat, words)));
    },
  };
}

/** Where the hottest cell is, as one of nine parts of the picture. @param {Heat} heat @param {Words} words */
export function placeOf({ data, shape: [rows, columns] }, words) {
  let best = 0;
  for (let cell = 1; cell < data.length; cell += 1) if (data[cell] > data[best]) best = cell;
  const third = (/** @type {number} */ position, /** @type {number} */ size) =>
    ["first", "middle", "last"][Math.min(2, Math.floor((3 * position) / size))];
  return words[`place.${third(Math.floor(best / columns), rows)}_${third(best % columns, columns)}`];
}
