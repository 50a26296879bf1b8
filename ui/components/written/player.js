/**
 * A clock for playing through the cells, which knows whether it runs and how fast, and nothing else; and the buttons
 * that turn it: back, play, forward, speed, pin.
 *
 * @typedef {(key: string, values?: Object<string, string | number>) => string} Text the words of a view, by key
 * @typedef {keyof typeof ICONS} Icon
 */
import { element, svg } from "../shared/element.js";

/** Milliseconds from one cell to the next at speed 1. */
export const BEAT = 800;
export const SPEEDS = [0.5, 1, 2, 4];

/**
 * Create a player that stands still.
 *
 * @param {{onBeat: () => boolean, onChange: (playing: boolean) => void}} callbacks
 *   onBeat moves one cell on and says whether there is another; onChange hears of every start and stop.
 */
export function createPlayer({ onBeat, onChange }) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let speed = 1;

  function beat() {
    timer = onBeat() ? setTimeout(beat, interval()) : undefined;
    if (timer === undefined) onChange(false);
  }

  function interval() {
    return BEAT / speed;
  }

  function play() {
    if (timer !== undefined) return;
    timer = setTimeout(beat, interval());
    onChange(true);
  }

  function pause() {
    if (timer === undefined) return;
    clearTimeout(timer);
    timer = undefined;
    onChange(false);
  }

  return {
    play,
    pause,
    interval,
    playing: () => timer !== undefined,
    /** @param {number} next */
    setSpeed(next) {
      speed = next;
    },
  };
}

const ICONS = {
  back: "M15 5v14L6 12zM4 5h2v14H4z",
  play: "M7 4.5v15L19.5 12z",
  pause: "M6.5 5h4v14h-4zM13.5 5h4v14h-4z",
  forward: "M9 5v14l9-7zM18 5h2v14h-2z",
  pin: "M9 3h6l-1 6 4 4v2h-5v6l-1 1-1-1v-6H6v-2l4-4z",
};

/**
 * @param {{onStep: (steps: number) => void, onPlay: () => void, onSpeed: (speed: number) => void, onPin: () => void}}
 *   callbacks
 */
export function createControls({ onStep, onPlay, onSpeed, onPin }) {
  const back = button("back", () => onStep(-1));
  const play = button("play", onPlay);
  const forward = button("forward", () => onStep(1));
  const pin = button("pin", onPin);
  const options = SPEEDS.map((speed) => element("option", { value: speed, selected: speed === 1 }, `${speed}×`));
  const speed = /** @type {HTMLSelectElement} */ (
    element("select", { class: "cl-button cl-button-small speed" }, options)
  );
  speed.addEventListener("change", () => onSpeed(Number(speed.value)));
  const bar = element(
    "div",
    { class: "cl-buttons controls" },
    back.element,
    play.element,
    forward.element,
    speed,
    pin.element,
  );
  /** @type {Text | undefined} */
  let say;

  /** @param {boolean} playing */
  function setPlaying(playing) {
    play.set(playing ? "pause" : "play", say?.(playing ? "pause" : "play") ?? "");
    bar.classList.toggle("playing", playing);
  }

  /** @param {boolean} pinned */
  function setPinned(pinned) {
    pin.element.setAttribute("aria-pressed", String(pinned));
  }

  /** Put the words of a language on the buttons. @param {Text} text */
  function setWords(text) {
    say = text;
    back.set("back", text("back"));
    forward.set("forward", text("forward"));
    pin.set("pin", text("pin"));
    speed.setAttribute("aria-label", text("speed"));
    speed.title = text("speed");
    setPlaying(bar.classList.contains("playing"));
  }

  return { element: bar, contains: (/** @type {Node} */ node) => bar.contains(node), setPlaying, setPinned, setWords };
}

/** @param {Icon} icon @param {() => void} onClick */
function button(icon, onClick) {
  const path = svg("path", { d: ICONS[icon], fill: "currentColor" });
  const picture = svg("svg", { width: 18, height: 18, viewBox: "0 0 24 24", "aria-hidden": "true" }, path);
  const node = element("button", { type: "button", class: `cl-button cl-button-small control-${icon}` }, picture);
  node.addEventListener("click", onClick);
  /** @param {Icon} name @param {string} label */
  const set = (name, label) => {
    path.setAttribute("d", ICONS[name]);
    node.setAttribute("aria-label", label);
    node.title = label;
  };
  return { element: node, set };
}
