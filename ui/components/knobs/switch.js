/**
 * On or off.
 *
 * @typedef {import("./knob.js").Knob} Knob
 */
import { element } from "../shared/element.js";
import { createFrame } from "./knob.js";

/**
 * @param {object} options
 * @param {string} options.label
 * @param {string|null} [options.help]
 * @param {(value: boolean) => void} [options.onChange]
 * @returns {Knob} `update` takes {value: boolean} and the state of every knob
 */
export function createSwitch({ label, help = null, onChange }) {
  const input = /** @type {HTMLInputElement} */ (element("input", { type: "checkbox", role: "switch" }));
  const frame = createFrame({ naming: "label", label, help, control: input, body: [], kind: "switch" });
  // The switch stands before its label, which toggles it too.
  frame.root.querySelector("label").prepend(input);
  input.addEventListener("change", () => onChange?.(input.checked));
  return {
    root: frame.root,
    update(state) {
      if (state.value !== undefined) input.checked = state.value;
      input.disabled = state.disabled ?? false;
      frame.update(state);
    },
    destroy: frame.destroy,
  };
}
