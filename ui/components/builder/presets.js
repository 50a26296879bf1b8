/** Networks to begin with, and large ones to look at. */
import { createNumber } from "../knobs/number.js";
import { element, listen } from "../shared/element.js";
import { say } from "../shared/words.js";
import { wholeCount } from "./speech.js";

/** The depth that a network like VGG has at first. */
const USUAL_DEPTH = 8;

/**
 * @typedef {import("./view.js").Architecture} Architecture
 * @typedef {import("./view.js").Preset} Preset
 * @typedef {import("../shared/words.js").Words} Words
 */
/**
 * @param {Words} words
 * @param {string} language
 * @param {{onPreset: (name: string, depth: number|null) => void, onLook: (name: string) => void}} callbacks
 * @param {AbortSignal} signal
 */
export function createPresets(words, language, { onPreset, onLook }, signal) {
  const list = element("ul", { class: "presets-list" });
  const look = element("div", { class: "presets-look cl-buttons" });
  const { panel, toggle, open } = createPanel(words, [list, look], signal);
  /** By preset. @type {Map<string, HTMLElement>} */
  const counts = new Map();
  /** @type {import("../knobs/knob.js").Knob[]} */
  let knobs = [];
  let drawn = "";

  /** @param {Preset} preset */
  function card({ name, title, about, depths }) {
    const count = element("span", { class: "preset-count" });
    counts.set(name, count);
    let depth = depths && USUAL_DEPTH;
    const use = createUse(title, about, count);
    use.addEventListener("click", () => choose(() => onPreset(name, depth)));
    if (!depths) return element("li", {}, use);
    const knob = createDepth(depths, words, (value) => {
      depth = value;
      count.hidden = value !== USUAL_DEPTH;
    });
    knob.update({ value: depth });
    knobs.push(knob);
    return element("li", { class: "preset-deep" }, use, knob.root);
  }

  /** @param {Architecture} architecture */
  function looker({ name, title }) {
    const button = element("button", { type: "button", class: "cl-button cl-button-small" }, title);
    button.addEventListener("click", () => choose(() => onLook(name)));
    return button;
  }

  /** @param {() => void} send */
  function choose(send) {
    open(false);
    toggle.focus();
    send();
  }

  /** @param {Preset[]} presets @param {Architecture[]} architectures */
  function update(presets, architectures) {
    const written = JSON.stringify(presets.map(({ name }) => name));
    if (written !== drawn) {
      drawn = written;
      for (const knob of knobs) knob.destroy();
      knobs = [];
      list.replaceChildren(...presets.map(card));
      look.replaceChildren(element("span", { class: "cl-muted" }, words.look_lead), ...architectures.map(looker));
    }
    for (const { name, parameters } of presets) {
      const count = counts.get(name);
      if (count) count.textContent = say(words, "preset_parameters", { count: wholeCount(parameters, language) });
    }
  }

  return { toggle, panel, update, destroy: () => knobs.forEach((knob) => knob.destroy()) };
}

/** A panel and the button that opens it; Escape closes it. @param {Words} words @param {Node[]} content @param {AbortSignal} signal */
function createPanel(words, content, signal) {
  const panel = element("div", { class: "presets-panel", hidden: true }, content);
  const toggle = element("button", { type: "button", class: "cl-button", "aria-expanded": "false" }, words.presets);

  /** @param {boolean} wanted */
  function open(wanted) {
    panel.hidden = !wanted;
    toggle.setAttribute("aria-expanded", String(wanted));
    toggle.textContent = wanted ? words.presets_close : words.presets;
  }

  listen(toggle, "click", () => open(Boolean(panel.hidden)), signal);
  listen(panel, "keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    open(false);
    toggle.focus();
  }, signal);

  return { panel, toggle, open };
}

/** @param {string} title @param {string} about @param {HTMLElement} count */
function createUse(title, about, count) {
  return element(
    "button",
    { type: "button", class: "preset-use" },
    element("span", { class: "preset-title" }, title),
    element("span", {}, about),
    count,
  );
}

/** The knob for the number of layers. @param {[number, number]} depths @param {Words} words @param {(depth: number) => void} onChange */
function createDepth([min, max], words, onChange) {
  return createNumber({
    label: words.preset_depth,
    help: words.preset_depth_help,
    min,
    max,
    refusal: (received, { min: minimum, max: maximum, kept }) =>
      say(words, "controls.not_a_number", { label: words.preset_depth, received, minimum, maximum, kept }),
    onChange,
  });
}
