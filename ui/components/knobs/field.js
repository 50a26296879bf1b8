/**
 * One setting as a knob, made from what the server says of it.
 *
 * @typedef {object} Field of `ui.convolution_lab.controls`
 * @property {"slider"|"number"|"select"|"segments"|"switch"|"several"} kind
 * @property {string} label
 * @property {string|null} help
 * @property {number|null} minimum
 * @property {number|null} maximum
 * @property {number|null} step
 * @property {import("./knob.js").Option[]} options
 * @property {Object<string, any[]>} when the values of other settings with which the setting means something
 * @property {{field: string, label: string}|null} together what it is called while it stands for both axes
 */
import { createNumber, createSlider } from "./number.js";
import { createSegments, createSelect, createSeveral, createSwitch } from "./choice.js";
import { formatNumber } from "../shared/numbers.js";
import { say } from "../shared/words.js";

/** @type {Object<string, (options: any) => import("./knob.js").Knob>} each takes what it knows of the options */
const MAKERS = {
  number: createNumber,
  segments: createSegments,
  select: createSelect,
  several: createSeveral,
  slider: createSlider,
  switch: createSwitch,
};

/**
 * @param {Omit<Field, "when" | "together">} field
 * @param {{words: Object<string, string>, language: string}} speech
 * @param {{onInput: (value: *) => void, onChange: (value: *) => void}} callbacks
 * @returns {import("./knob.js").Knob}
 */
export function createField(field, { words, language }, callbacks) {
  const { label, help, options, minimum: min, maximum: max, step } = field;
  const decimals = (String(step).split(".")[1] ?? "").length;
  return MAKERS[field.kind]({
    label,
    help,
    options,
    min,
    max,
    step,
    format: (/** @type {number} */ value) => formatNumber(value, decimals, language),
    refusal: (/** @type {string} */ received, /** @type {{min: number, max: number, kept: number}} */ limits) =>
      say(words, "controls.not_a_number", {
        label,
        received,
        minimum: limits.min,
        maximum: limits.max,
        kept: limits.kept,
      }),
    words: { add: words["controls.add"], remove: words["controls.remove"], last: words["controls.last"] },
    ...callbacks,
  });
}

/**
 * What a knob is told of its setting.
 *
 * @param {string} name
 * @param {Field} field
 * @param {Object<string, *>} values of all settings
 * @returns {import("./knob.js").State}
 */
export function stateOf(name, field, values) {
  const { maximum, together, label } = field;
  return {
    value: values[name],
    // A link may hold more than the slider offers at first.
    ...(maximum !== null && { max: Math.max(maximum, values[name]) }),
    label: together && values[together.field] ? together.label : label,
    hidden: !meansSomething(field, values),
  };
}

/** @param {Field} field @param {Object<string, *>} values */
export function meansSomething({ when }, values) {
  return Object.entries(when).every(([name, allowed]) =>
    [values[name]].flat().some((value) => allowed.includes(value))
  );
}
