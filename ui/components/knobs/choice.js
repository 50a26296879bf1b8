/**
 * Choices: one of several options in the browser's own list, one of a few that are all in sight, several of many in
 * order, and on or off.
 *
 * @typedef {import("./knob.js").Knob} Knob
 * @typedef {import("./knob.js").Option} Option
 */
import { createFrame, freshId } from "./knob.js";
import { element } from "../shared/element.js";
import { say } from "../shared/words.js";

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

  /** @param {Option[]} wanted */
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
  /** @type {HTMLInputElement[]} */
  let radios = [];
  group.addEventListener("change", (event) => onChange?.(/** @type {HTMLInputElement} */ (event.target).value));

  /** @param {Option[]} wanted */
  function offer(wanted) {
    const written = JSON.stringify(wanted);
    if (written === offered) return;
    offered = written;
    const kept = radios.find((radio) => radio.checked)?.value;
    radios = wanted.map((
      { value },
    ) => /** @type {HTMLInputElement} */ (element("input", { type: "radio", name, value })));
    group.replaceChildren(
      ...wanted.map((option, index) => element("label", {}, radios[index], element("span", {}, option.label))),
    );
    check(kept);
  }

  /** @param {string | undefined} value */
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

/**
 * @param {object} options
 * @param {string} options.label
 * @param {Option[]} options.options
 * @param {{add: string, remove: string, last: string}} options.words "Add …", "Take {name} away", why the last one
 *   stays
 * @param {string|null} [options.help]
 * @param {(values: string[]) => void} [options.onChange]
 * @returns {Knob} `update` takes {value: string[]} and the state of every knob
 */
export function createSeveral({ label, options, words, help = null, onChange }) {
  const list = element("ol", { class: "knob-chosen" });
  const add = /** @type {HTMLSelectElement} */ (element("select", { class: "knob-list", "aria-label": words.add }));
  const group = element("div", { class: "knob-several" }, list, add);
  const frame = createFrame({ naming: "group", label, help, control: group, kind: "several" });
  /** @type {string[]} */
  let chosen = [];
  let disabled = false;

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

  /** @param {string} value */
  function chip(value) {
    const name = options.find((option) => option.value === value)?.label ?? value;
    const only = chosen.length === 1;
    const remove = removeButton(only ? words.last : say(words, "remove", { name }), only);
    remove.addEventListener(
      "click",
      () => !only && !disabled && take(chosen.filter((other) => other !== value), chosen.indexOf(value)),
    );
    return element("li", {}, element("span", {}, name), remove);
  }

  /** Focus stays at the place where something was taken away. @param {string[]} values @param {number} [place] */
  function take(values, place) {
    chosen = values;
    paint();
    if (place !== undefined) list.children[Math.min(place, values.length - 1)].querySelector("button")?.focus();
    onChange?.(values);
  }

  openByArrows(add);
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

/** @param {string} label @param {boolean} last the only one left cannot be taken away */
function removeButton(label, last) {
  const kind = { type: "button", class: "knob-remove", "aria-disabled": last ? "true" : null };
  return element("button", { ...kind, "aria-label": label, title: label }, "×");
}

/**
 * An arrow key would choose, and so add, one option after the other: it opens the list instead.
 *
 * @param {HTMLSelectElement} list
 */
function openByArrows(list) {
  list.addEventListener("keydown", (event) => {
    if (!["ArrowDown", "ArrowUp"].includes(event.key) || event.altKey || !list.showPicker) return;
    event.preventDefault();
    list.showPicker();
  });
}

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
  frame.root.querySelector("label")?.prepend(input);
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
