/** The tools beside the paper: pen or eraser, ink, thickness, and what can be done to the whole paper. */

import { element, listen } from "../shared/element.js";

/**
 * @typedef {"undo" | "clear" | "invert" | "paste"} Action on the whole paper
 * @typedef {{least: number, usual: number, most: number}} Thickness pixels of the paper
 * @typedef {{paper: string, inks: Record<string, string>, thickness: Thickness, actions: Action[]}} Kind colours by name
 * @typedef {{node: HTMLElement, colour: () => string, thickness: () => number, canUndo: (can: boolean) => void}} Tools
 * @typedef {import("../shared/words.js").Text} Word
 */

/** What there is to draw with, and what can be done to the whole paper. @type {Record<"free" | "digit", Kind>} */
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
 * @param {Kind} kind
 * @param {Word} word
 * @param {Record<Action, () => void>} actions
 * @param {AbortSignal} signal
 * @returns {Tools}
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

/**
 * One of several buttons is pressed.
 *
 * @param {string} label
 * @param {string[]} names
 * @param {Word} word
 * @param {AbortSignal} signal
 * @param {(name: string) => HTMLElement | string} [face] what stands on a button
 */
function choices(label, names, word, signal, face = (name) => word(name)) {
  let chosen = names[0];
  const buttons = names.map((name) =>
    element("button", {
      class: "cl-button cl-button-small",
      type: "button",
      "aria-label": word(name),
      title: word(name),
      dataset: { name },
    }, face(name))
  );
  const choose = (/** @type {string} */ name) => {
    chosen = name;
    buttons.forEach((button, place) => button.setAttribute("aria-pressed", String(names[place] === name)));
  };
  buttons.forEach((button, place) => listen(button, "click", () => choose(names[place]), signal));
  choose(chosen);
  return {
    node: element("div", { class: "cl-buttons", role: "group", "aria-label": label }, buttons),
    choose,
    chosen: () => chosen,
  };
}

/** @param {string} colour */
function swatch(colour) {
  return element("span", { class: "pad-swatch", style: { "background-color": colour } });
}

/** @param {string} label @param {Thickness} range */
function slider(label, { least, usual, most }) {
  const input = element("input", { type: "range", min: least, max: most, value: usual });
  const node = element("label", { class: "pad-thickness" }, element("span", {}, label), input);
  return { node, input };
}
