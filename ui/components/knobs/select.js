/**
 * One of several options, in the browser's own list.
 *
 * @typedef {import("./knob.js").Knob} Knob
 * @typedef {{value: string, label: string}} Option
 */
import { element } from "../shared/element.js";
import { createFrame } from "./knob.js";

/**
 * @param {object} options
 * @param {string} options.label
 * @param {Option[]} options.options
 * @param {string|null} [options.help]
 * @param {(value: string) => void} [options.onChange]
 * @returns {Knob} `update` takes {value, options} and the state of every knob
 */
export function createSelect({ label, options, help = null, onChange }) {
  const select = /** @type {HTMLSelectElement} */ (element("select", { class: "knob-list" }));
  const frame = createFrame({ naming: "label", label, help, control: select, kind: "select" });
  let offered = "";
  select.addEventListener("change", () => onChange?.(select.value));

  function offer(wanted) {
    const written = JSON.stringify(wanted);
    if (written === offered) return;
    offered = written;
    const kept = select.value;
    select.replaceChildren(...wanted.map((option) => element("option", { value: option.value }, option.label)));
    if (wanted.some(({ value }) => value === kept)) select.value = kept;
  }

  offer(options);
  return {
    root: frame.root,
    update(state) {
      if (state.options) offer(state.options);
      if (state.value !== undefined && select.value !== state.value) select.value = state.value;
      select.disabled = state.disabled ?? false;
      frame.update(state);
    },
    destroy: frame.destroy,
  };
}
