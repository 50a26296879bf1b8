/**
 * A number to type, and a number on a range.
 *
 * To type: arrow keys step; beyond the limits the nearest possible number is taken, and what is no number is refused
 * with a sentence, while the old one stays. On a range: the browser's own slider, with its value beside it.
 *
 * @typedef {import("./knob.js").Knob} Knob
 */
import { createFrame } from "./knob.js";
import { element } from "../shared/element.js";

/** Steps of a key. @type {Object<string, number>} */
const KEYS = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 };

/**
 * @param {object} options
 * @param {string} options.label
 * @param {number} options.min
 * @param {number} options.max
 * @param {number} [options.step]
 * @param {string|null} [options.help]
 * @param {(typed: string, limits: {min: number, max: number, kept: number}) => string} [options.refusal] the sentence
 *   for what is no number; `kept` is the number that stays
 * @param {(value: number) => void} [options.onChange]
 * @returns {Knob} `update` takes {value, min, max} and the state of every knob
 */
export function createNumber({ label, min, max, step = 1, help = null, refusal, onChange }) {
  const input = spinbutton();
  const steps = [-1, 1].map((direction) => stepButton(direction, () => take(state.value + direction * step)));
  const field = element("div", { class: "knob-field" }, input, steps);
  const frame = createFrame({ naming: "label", label, help, control: input, body: [field], kind: "number" });
  const state = { value: min, min, max, problem: /** @type {import("./knob.js").Problem[]} */ ([]), disabled: false };

  function paint() {
    input.value = String(state.value);
    for (const [name, value] of [["now", state.value], ["min", state.min], ["max", state.max]]) {
      input.setAttribute(`aria-value${name}`, String(value));
    }
    input.disabled = state.disabled;
    steps[0].disabled = state.disabled || state.value <= state.min;
    steps[1].disabled = state.disabled || state.value >= state.max;
  }

  /** @param {number} wanted */
  function take(wanted) {
    const value = nearest(wanted, state.min, state.max, step);
    const changed = value !== state.value;
    state.value = value;
    frame.update({ problem: state.problem });
    paint();
    if (changed) onChange?.(value);
  }

  /** @param {string} typed */
  function refuse(typed) {
    const text = refusal?.(typed, { min: state.min, max: state.max, kept: state.value });
    paint();
    frame.update({ problem: [...(text ? [{ text }] : []), ...state.problem] });
  }

  input.addEventListener("change", () => {
    const typed = numberOf(input.value);
    typed === null ? refuse(input.value.trim().slice(0, 40)) : take(typed);
  });
  input.addEventListener("keydown", (event) => {
    const by = KEYS[event.key];
    if (event.key === "Escape") paint();
    if (!by) return;
    event.preventDefault();
    take((numberOf(input.value) ?? state.value) + by * step);
  });
  return {
    root: frame.root,
    update({ value, min: least, max: most, disabled = false, problem, ...rest }) {
      const typing = /** @type {ShadowRoot} */ (input.getRootNode()).activeElement === input &&
        input.value !== String(state.value);
      Object.assign(state, { min: least ?? state.min, max: most ?? state.max, disabled });
      const moved = value !== undefined && value !== state.value;
      if (value !== undefined) state.value = value;
      if (problem !== undefined) state.problem = [problem ?? []].flat();
      frame.update(problem !== undefined || moved ? { ...rest, problem: state.problem } : rest);
      if (!typing) paint();
    },
    destroy: frame.destroy,
  };
}

/** @returns {HTMLInputElement} */
function spinbutton() {
  const plain = { type: "text", inputmode: "decimal", autocomplete: "off", spellcheck: "false" };
  return /** @type {HTMLInputElement} */ (
    element("input", { ...plain, role: "spinbutton", class: "knob-field-input" })
  );
}

/** For pointers only: keys have the arrows. @param {number} direction @param {() => void} press */
function stepButton(direction, press) {
  const aside = { type: "button", class: "knob-step", tabindex: "-1", "aria-hidden": "true" };
  const button = /** @type {HTMLButtonElement} */ (element("button", aside, direction < 0 ? "−" : "+"));
  button.addEventListener("click", press);
  return button;
}

/**
 * The number that a text means, with a decimal point or comma and any minus sign; null if it means none.
 *
 * @param {string} text
 * @returns {number|null}
 */
export function numberOf(text) {
  const plain = text.trim().replace("−", "-").replace(",", ".");
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain) && Number.isFinite(Number(plain)) ? Number(plain) : null;
}

/**
 * The possible number that is nearest: inside the limits, and a whole number of steps from the smallest.
 *
 * @param {number} value
 * @param {number} min
 * @param {number} max
 * @param {number} step
 */
export function nearest(value, min, max, step) {
  const inside = Math.min(Math.max(value, min), max);
  const stepped = min + Math.round((inside - min) / step) * step;
  const decimals = Math.max(0, ...[min, step].map((number) => (String(number).split(".")[1] ?? "").length));
  return Number(Math.min(stepped, max).toFixed(decimals));
}

/**
 * @param {object} options
 * @param {string} options.label
 * @param {number} options.min
 * @param {number} options.max
 * @param {number} [options.step]
 * @param {(value: number) => string} [options.format] how the value is written
 * @param {string|null} [options.help]
 * @param {(value: number) => void} [options.onInput] while the thumb moves
 * @param {(value: number) => void} [options.onChange] once, when it is let go
 * @returns {Knob} `update` takes {value, min, max} and the state of every knob
 */
export function createSlider({ label, min, max, step = 1, format = String, help = null, onInput, onChange }) {
  const input = /** @type {HTMLInputElement} */ (element("input", { type: "range", min, max, step }));
  const output = element("span", { class: "knob-value cl-number", "aria-hidden": "true" });
  const frame = createFrame({
    naming: "label",
    label,
    help,
    control: input,
    body: [element("div", { class: "knob-slide" }, input, output)],
    kind: "slider",
  });
  let held = false;
  let told = Number.NaN;

  function paint() {
    const value = Number(input.value);
    const [least, most] = [Number(input.min), Number(input.max)];
    output.textContent = format(value);
    input.setAttribute("aria-valuetext", output.textContent);
    input.style.setProperty("--share", String(most > least ? (value - least) / (most - least) : 0));
  }

  input.addEventListener("input", () => {
    held = true;
    paint();
    onInput?.(Number(input.value));
  });
  // A thumb that is brought back to where it was has no "change" of its own, yet it was let go.
  function release() {
    const value = Number(input.value);
    if (!held && value === told) return;
    held = false;
    told = value;
    onChange?.(value);
  }

  for (const type of ["change", "pointerup", "pointercancel", "blur"]) input.addEventListener(type, release);
  return {
    root: frame.root,
    update(state) {
      if (state.min !== undefined) input.min = String(state.min);
      if (state.max !== undefined) input.max = String(state.max);
      if (state.value !== undefined && !held) {
        input.value = String(state.value);
        told = Number(input.value);
      }
      input.disabled = state.disabled ?? Number(input.min) >= Number(input.max);
      frame.update(state);
      paint();
    },
    destroy: frame.destroy,
  };
}
