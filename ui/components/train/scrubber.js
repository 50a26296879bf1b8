/** Stepping through the epochs: a slider, buttons, and a film of all of them. */
import { element } from "../shared/element.js";
import { say } from "../shared/words.js";
import { stepped } from "./epochs.js";

/** Milliseconds an epoch stays in the film. */
const FRAME = 350;
/** … for who asked for little motion. */
const CALM_FRAME = 1000;

/**
 * @typedef {import("../shared/words.js").Words} Words
 * @typedef {ReturnType<typeof createParts>} Parts
 * @typedef {{first(): void, previous(): void, next(): void, last(): void}} Leaps
 * @typedef {Leaps & {play(): void, stop(): void, go(index: number): void, running(): boolean}} Acts
 */

/** @type {Readonly<Record<string, string>>} */
const ICONS = Object.freeze({
  first: "M6 5h2v14H6zM19 5v14L9 12z",
  previous: "M16 5v14L6 12z",
  play: "M7 5v14l11-7z",
  stop: "M7 5h4v14H7zM13 5h4v14h-4z",
  next: "M8 5v14l10-7z",
  last: "M16 5h2v14h-2zM5 5v14l10-7z",
});

/**
 * @param {Words} words
 * @param {Element} above what stands over the slider, as wide as it
 * @param {{onIndex(index: number): void}} callbacks
 */
export function createScrubber(words, above, callbacks) {
  const parts = createParts(words, above);
  let [index, count] = [0, 1];
  /** @type {ReturnType<typeof setInterval> | 0} */
  let timer = 0;

  /** @param {number} wanted */
  function go(wanted) {
    const next = Math.min(Math.max(wanted, 0), count - 1);
    if (next !== index) callbacks.onIndex(next);
  }

  function stop() {
    clearInterval(timer);
    timer = 0;
    draw();
  }

  function play() {
    if (index === count - 1) go(0);
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    timer = setInterval(() => (index < count - 1 ? go(index + 1) : stop()), calm ? CALM_FRAME : FRAME);
    draw();
  }

  const draw = () => paint(parts, { index, count, running: timer !== 0 }, words);

  listenTo(parts, {
    first: () => go(0),
    previous: () => go(index - 1),
    next: () => go(index + 1),
    last: () => go(count - 1),
    play: () => void (count > 1 && play()),
    go,
    stop,
    running: () => timer !== 0,
  });

  return {
    root: parts.root,
    /** A key that was pressed in the view; whether it was one of ours. @param {KeyboardEvent} event */
    key(event) {
      const onButton = event.target instanceof HTMLButtonElement;
      const wanted = onButton && !event.key.startsWith("Page") ? null : stepped(event.key, index, count);
      if (wanted === null || event.ctrlKey || event.metaKey || event.altKey) return false;
      stop();
      go(wanted);
      return true;
    },
    /** @param {{index: number, count: number, name: string, figures: string}} state */
    update(state) {
      ({ index, count } = state);
      parts.name.textContent = state.name;
      parts.figures.textContent = state.figures;
      draw();
    },
    destroy: () => clearInterval(timer),
  };
}

/** @param {Words} words @param {Element} above */
function createParts(words, above) {
  const slider = element("input", {
    type: "range",
    min: "0",
    step: "1",
    "aria-label": words.epoch_slider,
  });
  const buttons = Object.fromEntries(
    ["first", "previous", "play", "next", "last"].map((name) => [name, button(words, name)]),
  );
  const name = element("p", { class: "epoch-name" });
  const figures = element("p", { class: "epoch-figures" });
  const root = element(
    "div",
    { class: "scrubber" },
    element("div", { class: "epoch-head" }, name, figures),
    element(
      "div",
      { class: "scrubber-line" },
      element("div", { class: "cl-buttons" }, Object.values(buttons)),
      element("div", { class: "slide" }, above, slider),
    ),
  );
  return { root, slider, buttons, name, figures };
}

/**
 * Show where the epochs stand.
 *
 * @param {Parts} parts
 * @param {{index: number, count: number, running: boolean}} state
 * @param {Words} words
 */
function paint({ slider, buttons, name, figures }, { index, count, running }, words) {
  slider.max = String(count - 1);
  slider.value = String(index);
  slider.disabled = count < 2;
  slider.style.setProperty("--share", String(count > 1 ? index / (count - 1) : 0));
  slider.setAttribute("aria-valuetext", [name.textContent, figures.textContent].filter(Boolean).join(". "));
  for (const key of ["first", "previous"]) mark(buttons[key], index === 0);
  for (const key of ["next", "last"]) mark(buttons[key], index === count - 1);
  mark(buttons.play, count < 2);
  show(buttons.play, running ? "stop" : "play", words);
}

/** Each button and the slider end the film first. @param {Parts} parts @param {Acts} acts */
function listenTo({ slider, buttons }, acts) {
  for (const key of /** @type {const} */ (["first", "previous", "next", "last"])) {
    buttons[key].addEventListener("click", () => {
      acts.stop();
      acts[key]();
    });
  }
  buttons.play.addEventListener("click", () => (acts.running() ? acts.stop() : acts.play()));
  slider.addEventListener("input", () => {
    const wanted = Number(slider.value);
    acts.stop();
    acts.go(wanted);
  });
}

/** @param {Words} words @param {string} name */
function button(words, name) {
  const made = element("button", { type: "button", class: "cl-button" });
  show(made, name, words);
  return made;
}

/** @param {HTMLButtonElement} made @param {string} name @param {Words} words */
function show(made, name, words) {
  if (made.dataset.icon === name) return;
  made.dataset.icon = name;
  made.setAttribute("aria-label", say(words, `epoch_${name}`));
  made.title = say(words, `epoch_${name}`);
  const icon = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  icon.setAttribute("viewBox", "0 0 24 24");
  icon.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", ICONS[name]);
  icon.append(path);
  made.replaceChildren(icon);
}

/** A button that leads nowhere at present keeps the focus that it has. @param {HTMLElement} made @param {boolean} dead */
function mark(made, dead) {
  made.setAttribute("aria-disabled", String(dead));
}
