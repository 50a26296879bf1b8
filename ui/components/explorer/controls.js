/**
 * The controls around the networks: the bar above, the line of switches, the choice of a side, and the changes with
 * their undo buttons.
 *
 * @typedef {{value: string, options: import("../knobs/choice.js").Option[]}} Choice
 * @typedef {object} Controls
 * @property {Choice} network
 * @property {Choice} fit
 * @property {Choice} compare
 * @property {Choice | null} partner the other picture or network; null: nothing is compared
 * @property {"partner_picture" | "partner_network"} partnerField
 * @property {string} about a sentence about the network
 * @property {string} accuracy how good it is, or ""
 * @property {boolean} card whether there is more to say about it
 * @typedef {import("./side.js").Node} Node
 * @typedef {"strides" | "padding" | "dilation_rate" | "activation" | "pooling" | "pool_size" | "pool_strides"} Field
 * @typedef {{layer: string, field: Field, value: *} | {ablate: string, unit: number}} Edit as the server has it
 */
import { createSegments, createSelect, createSwitch } from "../knobs/choice.js";
import { unitTitle } from "./reading.js";
import { element, focusedIn } from "../shared/element.js";
import { say } from "../shared/words.js";

// The bar above the networks: which network, how the picture is fitted to it, what stands beside it, the walk-through
// and everything about the network. What is offered comes from the server.

/**
 * @param {Object<string, string>} words
 * @param {{onChoose(field: string, value: string): void, onWalk(): void, onCard(): void}} callbacks
 * @returns {{root: HTMLElement, update(controls: Controls): void, destroy(): void}}
 */
export function createControlBar(words, { onChoose, onWalk, onCard }) {
  let partnerField = "partner_picture";
  const choices = {
    network: createSelect({
      label: words["bar.network"],
      options: [],
      onChange: (value) => onChoose("network", value),
    }),
    fit: createSegments({
      label: words["bar.fit"],
      options: [],
      help: words["bar.fit_help"],
      onChange: (value) => onChoose("fit", value),
    }),
    compare: createSelect({
      label: words["bar.compare"],
      options: [],
      onChange: (value) => onChoose("compare", value),
    }),
    partner: createSelect({
      label: words["bar.partner_picture"],
      options: [],
      onChange: (value) => onChoose(partnerField, value),
    }),
  };
  const walk = button(words["bar.walk"], onWalk);
  const card = button(words["bar.card"], onCard);
  const about = element("p", { class: "about" });
  const controls = element(
    "div",
    { class: "control-bar" },
    ...Object.values(choices).map(({ root }) => root),
    element("div", { class: "cl-buttons" }, walk, card),
  );
  return {
    root: element("div", { class: "control-bar-frame" }, controls, about),
    update({ partner, partnerField: field, ...offered }) {
      partnerField = field;
      for (const name of ["network", "fit", "compare"]) choices[name].update(offered[name]);
      choices.partner.update({ hidden: !partner, label: words[`bar.${field}`], ...partner });
      about.replaceChildren(
        ...[offered.about, offered.accuracy].filter(Boolean).map((text) => element("span", {}, text)),
      );
      card.hidden = !offered.card;
    },
    destroy() {
      for (const choice of Object.values(choices)) choice.destroy();
    },
  };
}

function button(text, onClick) {
  const made = element("button", { type: "button", class: "cl-button" }, text);
  made.addEventListener("click", () => onClick());
  return made;
}

// The line above the network: which maps share a colour scale, details on or off, and the picture to take away.

export const SCALES = Object.freeze(["unit", "layer", "block", "global"]);

/**
 * @param {Object<string, string>} words
 * @param {{onScale(scale: string): void, onDetail(detail: boolean): void, onSave(): void}} callbacks
 * @returns {{root: HTMLElement, update(state: {scale: string, detail: boolean, canSave: boolean, hint: string}): void, destroy(): void}}
 */
export function createToolbar(words, callbacks) {
  const scales = createSegments({
    label: words["overview.scale"],
    options: SCALES.map((value) => ({ value, label: words[`overview.scale_${value}`] })),
    onChange: callbacks.onScale,
  });
  const detail = createSwitch({ label: words["overview.detail"], onChange: callbacks.onDetail });
  const hint = element("p", { class: "hint" });
  const save = element("button", { type: "button", class: "cl-button cl-button-small" }, words["overview.save"]);
  save.addEventListener("click", () => callbacks.onSave());
  return {
    root: element("div", { class: "network-toolbar" }, scales.root, detail.root, hint, save),
    update(state) {
      scales.update({ value: state.scale });
      detail.update({ value: state.detail });
      hint.textContent = state.hint;
      save.hidden = !state.canSave;
    },
    destroy() {
      scales.destroy();
      detail.destroy();
    },
  };
}

// The switch between two networks: the one that the opened unit belongs to, and its like in the other a click away.

/**
 * @param {string} label
 * @param {{onSide(side: number): void}} callbacks
 * @returns {{root: HTMLElement, update(sides: import("./side.js").Side[], selection: import("./sides.js").Selection | null): void,
 *   destroy(): void}}
 */
export function createSideSwitch(label, { onSide }) {
  const segments = createSegments({ label, options: [], onChange: (value) => onSide(Number(value)) });
  segments.root.classList.add("side-switch");
  return {
    root: segments.root,
    update(sides, selection) {
      const known = selection
        ? sides.filter((side) => side.has(selection.node) && selection.unit < side.unitCount(selection.node))
        : [];
      segments.update({ hidden: known.length < 2 });
      if (known.length < 2) return;
      segments.update({
        options: known.map(({ index, title }) => ({ value: String(index), label: title })),
        value: String(selection.side),
      });
    },
    destroy: segments.destroy,
  };
}

// The settings of a layer's knobs: what they can be, and what they are. Pure functions on nodes of a graph.

/** The number of places of a knob of numbers. */
const NUMBERS = { strides: 4, dilation_rate: 4, pool_size: 6, pool_strides: 6 };
const NAMES = {
  padding: ["valid", "same"],
  activation: ["linear", "relu", "leaky_relu", "elu", "gelu", "silu", "sigmoid", "tanh"],
  pooling: ["max", "average", "min"],
};
/** Where Keras's own name of a setting is another one. */
const SETTINGS = { pool_strides: "strides" };

/** Fields in the order in which they are drawn. */
export const FIELDS = Object.freeze(
  /** @type {Field[]} */ ([
    "strides",
    "padding",
    "dilation_rate",
    "activation",
    "pooling",
    "pool_size",
    "pool_strides",
  ]),
);

/**
 * Read what a knob of a node is set to, as text; a pair of equal numbers is one.
 *
 * @param {Node} node
 * @param {Field} field
 * @returns {string} "" where the node has no such setting
 */
export function valueOf(node, field) {
  const value = node.settings[SETTINGS[field] ?? field] ?? (field === "pool_strides" ? node.settings.pool_size : "");
  if (!Array.isArray(value)) return String(value);
  return value.every((part) => part === value[0]) ? String(value[0]) : value.join(" × ");
}

/**
 * List what a knob can be set to; what it is set to is always among it.
 *
 * @param {Field} field
 * @param {string[]} present values that must be offered too
 * @returns {string[]}
 */
export function offered(field, present) {
  const usual = NAMES[field] ?? Array.from({ length: NUMBERS[field] }, (_, index) => String(index + 1));
  return [...usual, ...new Set(present.filter((value) => value && !usual.includes(value)))];
}

/** A knob's text as the server takes it: numbers as numbers. @param {Field} field @param {string} text */
export const sent = (field, text) => (field in NUMBERS ? Number(text) : text);

/** Name an option: numbers and Keras's "valid" and "same" as they are. @param {string} value */
export const optionLabel = (value, words) => words[`knobs.option_${value}`] ?? value;

// The changes of the network, each change with a button that takes it back, and one that takes all back.

/**
 * @param {Object<string, string>} words
 * @param {{onEdit(edit: object): void, onGone(): void}} callbacks `onGone`: the button that had the focus is gone
 * @returns {{root: HTMLElement, update(edits: Edit[], trained: import("./side.js").Side | undefined): void}}
 */
export function createChanges(words, { onEdit, onGone }) {
  const title = element("h3", { class: "changes-title" }, words["knobs.changes"]);
  const list = element("ul", { class: "changes-list" });
  const all = element("button", { type: "button", class: "cl-button cl-button-small" }, words["knobs.reset"]);
  all.addEventListener("click", () => onEdit({ reset: "all" }));
  const root = element("section", { class: "changes", hidden: true }, title, list, all);
  let drawn = "";

  const item = ({ text, undo }) => {
    const label = say(words, "knobs.undo", { change: text });
    const button = element("button", { type: "button", class: "knob-remove", "aria-label": label, title: label }, "×");
    button.addEventListener("click", () => onEdit(undo));
    return element("li", {}, element("span", {}, text), button);
  };

  return {
    root,
    update(edits, trained) {
      const changes = trained ? edits.map((edit) => changeOf(edit, trained)) : [];
      const key = JSON.stringify(changes);
      if (key === drawn) return;
      drawn = key;
      const focused = root.contains(focusedIn(root));
      list.replaceChildren(...changes.map(item));
      root.hidden = changes.length === 0;
      if (!focused) return;
      if (root.hidden) onGone();
      else list.querySelector("button").focus();
    },
  };
}

/**
 * A change in words, and the message that takes it back.
 *
 * @param {Edit} edit
 * @param {import("./side.js").Side} trained the network before all changes
 * @returns {{text: string, undo: object}}
 */
export function changeOf(edit, trained) {
  const { words } = trained;
  if ("ablate" in edit) {
    const { ablate, unit } = edit;
    const name = trained.has(ablate) ? unitTitle(trained, ablate, unit, words) : String(unit);
    const layer = trained.has(ablate) ? trained.label(ablate) : ablate;
    return { text: say(words, "knobs.ablation", { layer, unit: name }), undo: { ablate, unit, on: false } };
  }
  const { layer, field, value } = edit;
  const before =
    trained.nodes.filter((node) => node.layer === layer).map((node) => valueOf(node, field)).find(Boolean) ?? "";
  const text = say(words, "knobs.change", {
    layer,
    field: words[`knobs.${field}`],
    before: optionLabel(before, words),
    value: optionLabel(String(value), words),
  });
  return { text, undo: { layer, field, value: null } };
}
