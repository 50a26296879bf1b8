/**
 * Several of many options, in order: what is chosen stands in a row, each to be taken away, and a list offers the rest.
 *
 * @typedef {import("./knob.js").Knob} Knob
 * @typedef {import("./select.js").Option} Option
 */
import { element } from "../shared/element.js";
import { say } from "../shared/words.js";
import { createFrame } from "./knob.js";

/**
 * @param {object} options
 * @param {string} options.label
 * @param {Option[]} options.options
 * @param {{add: string, remove: string, last: string}} options.words "Add …", "Take {name} away", why the last one stays
 * @param {string|null} [options.help]
 * @param {(values: string[]) => void} [options.onChange]
 * @returns {Knob} `update` takes {value: string[]} and the state of every knob
 */
export function createSeveral({ label, options, words, help = null, onChange }) {
  const list = element("ol", { class: "knob-chosen" });
  const add = /** @type {HTMLSelectElement} */ (element("select", { class: "knob-list", "aria-label": words.add }));
  const group = element("div", { class: "knob-several" }, list, add);
  const frame = createFrame({ naming: "group", label, help, control: group, kind: "several" });
  let [chosen, disabled] = [[], false];

  function paint() {
    list.replaceChildren(...chosen.map(chip));
    const rest = options.filter(({ value }) => !chosen.includes(value));
    add.replaceChildren(
      element("option", { value: "" }, words.add),
      ...rest.map(({ value, label: text }) => element("option", { value }, text)),
    );
    add.hidden = rest.length === 0;
    add.disabled = disabled;
  }

  function chip(value) {
    const name = options.find((option) => option.value === value)?.label ?? value;
    const only = chosen.length === 1;
    const label = only ? words.last : say(words, "remove", { name });
    const remove = element("button", {
      type: "button",
      class: "knob-remove",
      "aria-label": label,
      title: label,
      "aria-disabled": only ? "true" : null,
    }, "×");
    remove.addEventListener(
      "click",
      () => !only && !disabled && take(chosen.filter((other) => other !== value), chosen.indexOf(value)),
    );
    return element("li", {}, element("span", {}, name), remove);
  }

  /** Focus stays at the place where something was taken away. */
  function take(values, place = null) {
    chosen = values;
    paint();
    if (place !== null) list.children[Math.min(place, values.length - 1)].querySelector("button").focus();
    onChange?.(values);
  }

  // An arrow key would choose, and so add, one option after the other: it opens the list instead.
  add.addEventListener("keydown", (event) => {
    if (!["ArrowDown", "ArrowUp"].includes(event.key) || event.altKey || !add.showPicker) return;
    event.preventDefault();
    add.showPicker();
  });
  add.addEventListener("change", () => add.value && take([...chosen, add.value]));
  return {
    root: frame.root,
    update(state) {
      const [before, wasDisabled] = [chosen, disabled];
      chosen = state.value ? [...state.value] : chosen;
      disabled = state.disabled ?? false;
      if (chosen.join() !== before.join() || disabled !== wasDisabled) paint();
      frame.update(state);
    },
    destroy: frame.destroy,
  };
}
