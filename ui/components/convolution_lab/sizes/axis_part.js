/** One axis of a stage (or both, when they are alike): its letters, its formula, and what the floor leaves over. */

import { element } from "../../shared/element.js";
import { math, symbol } from "../../written/written.js";
import { equation, letters } from "./axis_equation.js";

/**
 * @param {import("./axis_equation.js").Axis[]} group one axis, or two with the same numbers.
 * @param {{text: Function, format: Function}} voice
 * @returns {HTMLElement}
 */
export function axisPart(group, voice) {
  const [axis] = group;
  const name = group.length === 2 ? voice.text("both") : voice.text(axis.axis);
  return element(
    "div",
    { class: "sizes-axis", dataset: { axis: group.map((one) => one.axis).join("-") } },
    element("h4", {}, name),
    element("dl", { class: "sizes-letters" }, letters(axis).map((entry) => letter(axis, entry, voice))),
    element("div", { class: "sizes-equation" }, equation(axis, voice.format)),
    remarks(group, voice),
  );
}

function letter(axis, [sign, key, value], { text, format }) {
  const edges = { p: axis.padding, c: axis.crop }[sign];
  const written = edges && value > 0 ? `${edges.map(format).join(" + ")} = ${format(value)}` : format(value);
  const term = element("dt", {}, math([symbol(sign)]), " ", text(`letter_${key}`));
  return element("div", { class: "sizes-letter" }, term, element("dd", { class: "cl-number" }, written));
}

function remarks(group, { text, format }) {
  const [axis] = group;
  const floored = !axis.crop && !Number.isInteger(axis.quotient);
  const values = floored && { quotient: format(axis.quotient), floor: format(Math.floor(axis.quotient)) };
  const unused = group.flatMap((one) => unusedSentences(one, text, format));
  const places = !axis.crop && { floor: format(Math.floor(axis.quotient)), output: format(axis.output) };
  return [
    places && element("p", { class: "sizes-note" }, text("places", places)),
    floored && element("p", { class: "sizes-remark" }, text("floored", values)),
    unused.map((sentence) => element("p", { class: "sizes-remark" }, swatch(), " ", sentence)),
  ];
}

/** The cells of an axis that no window reaches: those at the end, and those that a wide stride steps over. */
function unusedSentences(axis, text, format) {
  const unused = new Set(axis.unused);
  let trailing = 0;
  while (unused.has(axis.input - 1 - trailing)) trailing += 1;
  const between = unused.size - trailing;
  const sentences = [];
  if (trailing) {
    sentences.push(text(`unused_${axis.axis}_${trailing === 1 ? "one" : "many"}`, { count: format(trailing) }));
  }
  if (between) {
    sentences.push(text(`skipped_${axis.axis}_${between === 1 ? "one" : "many"}`, { count: format(between) }));
  }
  return sentences;
}

function swatch() {
  return element("span", { class: "cl-swatch cl-swatch-unused", "aria-hidden": "true" });
}
