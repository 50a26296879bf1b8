/**
 * The buttons below the kernels: which kernel they work on, the operations, copy and reset, and one line that explains
 * the button under the pointer or the focus. A button that can do nothing stays and says why.
 */

import { element, listen } from "../../shared/element.js";
import { icon } from "./icons.js";
import { OPERATION_NAMES } from "./operations.js";

/**
 * @param {object} options
 * @param {(key: string, values?: object) => string} options.text the editor's words
 * @param {string[]} options.names of the kernels
 * @param {boolean} options.severalMaps
 * @param {AbortSignal} options.signal
 * @param {object} actions
 * @param {(name: import("./operations.js").Operation, target: number|null) => void} actions.operate
 * @param {(source: number) => void} actions.copy
 * @param {(all: boolean) => void} actions.reset
 * @returns {{node: HTMLElement, update: (together: boolean, blockedBy: (name: string, target: number|null) => string|null) => void}}
 */
export function createControls({ text, names, severalMaps, signal }, actions) {
  let target = null;
  let refresh = () => {};
  const hint = element("p", { class: "kernel-hint" }, text("hint"));
  const explain = explainer(hint, text, signal);
  const choice = targetChoice(text, names, signal, (chosen) => {
    target = chosen;
    refresh();
  });
  const operations = OPERATION_NAMES.map((name) =>
    button(name, text(name), signal, () => actions.operate(name, target))
  );
  const copy = button("copy", text("copy"), signal, () => actions.copy(target));
  const resets = [button("reset", text("reset"), signal, () => actions.reset(false))];
  if (severalMaps) resets.push(button("reset", text("reset_all"), signal, () => actions.reset(true)));
  operations.forEach((node, index) => explain(node, OPERATION_NAMES[index]));
  explain(copy, "copy");
  resets.forEach((node, index) => explain(node, index ? "reset_all" : "reset"));

  const update = (together, blockedBy) => {
    refresh = () => update(together, blockedBy);
    choice.hidden = together || names.length === 1;
    copy.hidden = choice.hidden || target === null;
    OPERATION_NAMES.forEach((name, index) => block(operations[index], blockedBy(name, together ? null : target)));
  };
  const node = element(
    "div",
    { class: "kernel-controls" },
    choice,
    element("div", { class: "cl-buttons" }, operations, copy, resets),
    hint,
  );
  return { node, update };
}

function button(name, label, signal, press) {
  const node = element("button", { class: "cl-button cl-button-small", type: "button" }, icon(name), label);
  listen(node, "click", press, signal);
  return node;
}

/** Mark a button as one that can do nothing now, with the code of the reason. */
function block(node, reason) {
  node.dataset.blocked = reason ?? "";
  if (reason) node.setAttribute("aria-disabled", "true");
  else node.removeAttribute("aria-disabled");
}

/** Show the explanation of a button, or why it can do nothing, while it is pointed at or has the focus. */
function explainer(hint, text, signal) {
  return (node, name) => {
    const show = () => {
      hint.textContent = text(node.dataset.blocked || `${name}_hint`);
    };
    const clear = () => {
      hint.textContent = text("hint");
    };
    for (const type of ["pointerenter", "focus"]) listen(node, type, show, signal);
    for (const type of ["pointerleave", "blur"]) listen(node, type, clear, signal);
  };
}

/** "Apply to: all channels, red, …" as radio buttons. */
function targetChoice(text, names, signal, choose) {
  const group = `kernel-target-${Math.random().toString(36).slice(2)}`;
  const option = (label, index) => {
    const input = element("input", { type: "radio", name: group, checked: index === null });
    listen(input, "change", () => choose(index), signal);
    return element("label", { class: "kernel-target" }, input, element("span", {}, label));
  };
  return element(
    "fieldset",
    { class: "kernel-targets" },
    element("legend", {}, text("apply_to")),
    option(text("all_channels"), null),
    names.map(option),
  );
}
