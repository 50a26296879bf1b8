/**
 * A number on a range: the browser's own slider, with its value beside it.
 *
 * @typedef {import("./knob.js").Knob} Knob
 */
import { element } from "../shared/element.js";
import { createFrame } from "./knob.js";

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
