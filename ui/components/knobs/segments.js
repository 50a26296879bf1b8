/**
 * One of a few options, all of them in sight: a group of radio buttons.
 *
 * @typedef {import("./knob.js").Knob} Knob
 * @typedef {import("./select.js").Option} Option
 */
import { element } from "../shared/element.js";
import { freshId } from "./ids.js";
import { createFrame } from "./knob.js";

/**
 * @param {object} options
 * @param {string} options.label
 * @param {Option[]} options.options
 * @param {string|null} [options.help]
 * @param {(value: string) => void} [options.onChange]
 * @returns {Knob} `update` takes {value, options} and the state of every knob
 */
export function createSegments({ label, options, help = null, onChange }) {
  const group = element("div", { class: "knob-segments" });
  const frame = createFrame({ naming: "radiogroup", label, help, control: group, kind: "choice" });
  const name = freshId("knob-group");
  let offered = "";
  let radios = [];
  group.addEventListener("change", (event) => onChange?.(event.target.value));

  function offer(wanted) {
    const written = JSON.stringify(wanted);
    if (written === offered) return;
    offered = written;
    const kept = radios.find((radio) => radio.checked)?.value;
    radios = wanted.map(({ value }) => element("input", { type: "radio", name, value }));
    group.replaceChildren(
      ...wanted.map((option, index) => element("label", {}, radios[index], element("span", {}, option.label))),
    );
    check(kept);
  }

  function check(value) {
    for (const radio of radios) radio.checked = radio.value === value;
  }

  offer(options);
  return {
    root: frame.root,
    update(state) {
      if (state.options) offer(state.options);
      if (state.value !== undefined) check(state.value);
      for (const radio of radios) radio.disabled = state.disabled ?? false;
      frame.update(state);
    },
    destroy: frame.destroy,
  };
}
