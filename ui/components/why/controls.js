/** What can be chosen of the maps: methods, class, layer, opacity, and what they are put to the test by. */
import { createSelect, createSeveral, createSwitch } from "../knobs/choice.js";
import { createSlider } from "../knobs/number.js";
import { element } from "../shared/element.js";
import { say } from "../shared/words.js";

const OPACITY = 70;

/**
 * @typedef {import("../knobs/choice.js").Option} Option
 * @typedef {import("../shared/words.js").Words} Words
 */
/**
 * @param {Words} words
 * @param {Option[]} methods
 * @param {{onChoose(field: string, value: unknown): void, onOpacity(): void}} callbacks
 */
export function createControls(words, methods, { onChoose, onOpacity }) {
  let opacity = OPACITY;
  const choose = (/** @type {string} */ field) => (/** @type {unknown} */ value) => onChoose(field, value);
  const several = createSeveral({
    label: words.methods,
    options: methods,
    words: { add: words.add, remove: words.remove, last: words.last },
    onChange: choose("methods"),
  });
  const wanted = createSelect({
    label: words.wanted,
    options: [],
    help: words.wanted_help,
    onChange: (value) => onChoose("why_class", Number(value)),
  });
  const layer = createSelect({
    label: words.layer,
    options: [],
    help: words.layer_help,
    onChange: choose("why_layer"),
  });
  const slider = createSlider({
    label: words.opacity,
    min: 0,
    max: 100,
    step: 5,
    format: (value) => `${value} %`,
    onInput: (value) => {
      opacity = value;
      onOpacity();
    },
  });
  const sense = createSwitch({ label: words.sense, help: words.sense_help, onChange: choose("why_sense") });
  const curves = createSwitch({ label: words.curves, help: words.curves_help, onChange: choose("why_curves") });
  const knobs = [several, wanted, layer, slider, sense, curves];
  slider.update({ value: opacity });
  return {
    root: element(
      "div",
      { class: "why-knobs" },
      element("div", { class: "knob-row" }, several.root),
      element("div", { class: "knob-row" }, wanted.root, layer.root, slider.root),
      element("div", { class: "knob-row" }, sense.root, curves.root),
    ),
    opacity: () => opacity,
    /** @param {import("./view.js").WhyHeader} header @param {number[]} shares of the classes */
    update({ controls, labels }, shares) {
      several.update({ value: controls.methods });
      wanted.update({ value: String(controls.wanted), options: classesOf(shares, labels, words) });
      layer.update(controls.layer);
      sense.update({ value: controls.sense });
      curves.update({ value: controls.curves });
    },
    destroy() {
      for (const knob of knobs) knob.destroy();
    },
  };
}

/**
 * All classes, those with the highest shares first.
 *
 * @param {number[]} shares
 * @param {string[]} labels
 * @param {Words} words
 * @returns {Option[]}
 */
export function classesOf(shares, labels, words) {
  const order = shares.map((_, index) => index).sort((one, other) => shares[other] - shares[one] || one - other);
  return order.map((index) => ({
    value: String(index),
    label: labels[index] ?? say(words, "class_number", { number: index }),
  }));
}
