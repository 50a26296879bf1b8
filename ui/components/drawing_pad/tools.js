/** The tools beside the paper: pen or eraser, ink, thickness, and what can be done to the whole paper. */

import { element, listen } from "../shared/element.js";

/** What there is to draw with, and what can be done to the whole paper. */
export const KINDS = {
  free: {
    paper: "#ffffff",
    inks: { black: "#000000", red: "#e00000", green: "#00a000", blue: "#0040ff" },
    thickness: { least: 2, usual: 12, most: 48 },
    actions: ["undo", "clear", "invert", "paste"],
  },
  digit: {
    paper: "#000000",
    inks: { white: "#ffffff" },
    thickness: { least: 8, usual: 22, most: 48 },
    actions: ["undo", "clear"],
  },
};

/**
 * @param {typeof KINDS.free} kind
 * @param {(key: string) => string} word
 * @param {{undo: () => void, clear: () => void, invert: () => void, paste: () => void}} actions
 * @param {AbortSignal} signal
 * @returns {{node: HTMLElement, colour: () => string, thickness: () => number, canUndo: (can: boolean) => void}}
 */
export function createTools({ paper, inks: offered, thickness: range, actions: names }, word, actions, signal) {
  const pens = choices(word("tools"), ["pen", "eraser"], word, signal);
  const inks = choices(word("ink"), Object.keys(offered), word, signal, (name) => swatch(offered[name]));
  inks.node.hidden = Object.keys(offered).length < 2;
  const { node: thickness, input } = slider(word("thickness"), range);
  const buttons = names.map((name) => {
    const button = element("button", { class: "cl-button cl-button-small", type: "button" }, word(name));
    listen(button, "click", () => button.getAttribute("aria-disabled") || actions[name](), signal);
    return button;
  });
  // Choosing an ink means to draw with it.
  listen(inks.node, "click", () => pens.choose("pen"), signal);
  return {
    node: element(
      "div",
      { class: "pad-tools" },
      pens.node,
      inks.node,
      thickness,
      element("div", { class: "cl-buttons" }, buttons),
    ),
    colour: () => (pens.chosen() === "eraser" ? paper : offered[inks.chosen()]),
    thickness: () => Number(input.value),
    canUndo: (
      can,
    ) => (can ? buttons[0].removeAttribute("aria-disabled") : buttons[0].setAttribute("aria-disabled", "true")),
  };
}

/** One of several buttons is pressed. */
function choices(label, names, word, signal, face = (name) => word(name)) {
  const buttons = names.map((name) =>
    element("button", {
      class: "cl-button cl-button-small",
      type: "button",
      "aria-label": word(name),
      title: word(name),
      dataset: { name },
    }, face(name))
  );
  const choose = (name) =>
    buttons.forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.name === name)));
  for (const button of buttons) listen(button, "click", () => choose(button.dataset.name), signal);
  choose(names[0]);
  return {
    node: element("div", { class: "cl-buttons", role: "group", "aria-label": label }, buttons),
    choose,
    chosen: () => buttons.find((button) => button.getAttribute("aria-pressed") === "true").dataset.name,
  };
}

function swatch(colour) {
  return element("span", { class: "pad-swatch", style: { "background-color": colour } });
}

function slider(label, { least, usual, most }) {
  const input = element("input", { type: "range", min: least, max: most, value: usual });
  const node = element("label", { class: "pad-thickness" }, element("span", {}, label), input);
  return { node, input };
}
