/**
 * The second and the third level of zoom of the Network Explorer: one unit with all that it comes from, and one window
 * of it written out. Its style sheets are shared/theme.css and unit_view/unit_view.css.
 *
 * Keyboard, while the focus is on the flow: arrow keys move the cell, PageUp and PageDown by ten rows, Home and End to
 * its ends, with Shift to the next unit (up, down) or input (left, right); Space plays, Enter pins, Escape steps back.
 */

import { createControls, createPlayer } from "../../written/player.js";
import { moved } from "../../maps/tile.js";
import { element } from "../../shared/element.js";
import { say } from "../../shared/words.js";
import { createHeading } from "./captions.js";
import { createLevel, windowOf } from "./levels.js";
import { sizeOf } from "../reading.js";
import { mapAlone, sceneOf } from "./scene.js";

/** Milliseconds of rest after which a sentence is spoken. */
const REST = 600;
/** Here are no numbers to follow one by one, so the window slides faster than in the formula view. */
const FASTER = 4;

/**
 * @param {HTMLElement} root an empty element
 * @param {{onSelect: (selection: import("../reading.js").Selection) => void, onClose: () => void,
 *   onDetail?: (unit: {side: number, node: string, unit: number}) => void}} callbacks onSelect tells of another
 *   selection, which is shown already; onDetail asks for arrays that the side does not have
 * @returns {{update: (side: import("../reading.js").Side, selection: import("../reading.js").Selection,
 *   options: import("../reading.js").Options) => void, destroy: () => void}}
 */
export function create(root, callbacks) {
  const view = new UnitView(root, callbacks);
  return { update: (side, selection, options) => view.update(side, selection, options), destroy: () => view.destroy() };
}

class UnitView {
  constructor(root, callbacks) {
    this.callbacks = callbacks;
    this.abort = new AbortController();
    this.player = createPlayer({ onBeat: () => this.beat(), onChange: (playing) => this.controls.setPlaying(playing) });
    this.player.setSpeed(FASTER);
    this.controls = createControls({
      onStep: (steps) => this.stepBy(steps),
      onPlay: () => this.togglePlay(),
      onSpeed: (speed) => this.player.setSpeed(speed * FASTER),
      onPin: () => this.select({ pinned: !this.selection.pinned }),
    });
    this.heading = createHeading({
      onUnit: (step) => this.select({ unit: this.selection.unit + step }),
      onWindow: () => this.select({ window: !this.selection.window }),
      onClose: () => this.callbacks.onClose(),
    });
    this.frame(root);
  }

  frame(root) {
    this.waiting = element("p", { class: "cl-muted", hidden: true });
    this.readout = element("p", { class: "unit-readout cl-number" });
    this.holder = element("div", { class: "unit-holder", tabindex: "0", role: "application" });
    this.level = createLevel(this.holder, {
      onCell: (cell, pin) => this.choose(cell, pin),
      onChange: (change) => this.select(change),
    });
    this.live = element("p", { class: "cl-visually-hidden", "aria-live": "polite" });
    this.bar = element("div", { class: "unit-bar" }, this.controls.element, this.readout);
    this.view = element(
      "div",
      { class: "cl-view unit-view" },
      this.heading.root,
      this.waiting,
      this.holder,
      this.bar,
      this.live,
    );
    root.append(this.view);
    const options = { signal: this.abort.signal };
    this.view.addEventListener("keydown", (event) => this.key(event), options);
    this.holder.addEventListener("pointerdown", () => this.player.pause(), options);
  }

  update(side, selection, options) {
    const before = this.shown ?? /** @type {Partial<typeof this.shown>} */ ({});
    this.side = side;
    this.options = options;
    const count = side.unitCount(selection.node);
    this.selection = { ...selection, unit: within(selection.unit ?? 0, count) };
    const { node, unit, window } = this.selection;
    const now = { side, node, unit, window: Boolean(window), scale: options.scale, words: options.words };
    const other = Object.keys(now).some((key) => now[key] !== before[key]);
    this.shown = now;
    if (before.words !== options.words) this.setWords();
    if (node !== before.node) this.place = {};
    if (other) this.show(before);
    this.settle();
    this.point();
  }

  /** The cell within what there is; without one, that in the middle. */
  settle() {
    const [rows, columns] = this.size();
    // The cell of a dense unit lies on the maps before it: on its own number there is no other.
    const { row, column } = this.scene?.term ? this.place : this.selection;
    const kept = (index, count) => within((index ?? -1) < 0 ? count / 2 : index, count);
    this.selection = { ...this.selection, row: kept(row, rows), column: kept(column, columns) };
  }

  setWords() {
    const { words } = this.options;
    this.text = (key, values) => say(words, `unit.${key}`, values);
    this.controls.setWords((key) => say(words, `formula.${key}`));
    this.holder.setAttribute("aria-label", this.text("keys"));
  }

  context() {
    const { side, options, selection, text } = this;
    return { side, node: side.node(selection.node), unit: selection.unit, ...options, text };
  }

  /** Show another unit, another level or other numbers; what is built is kept where it serves. */
  show(before) {
    const context = this.context();
    const { node } = context;
    const found = windowOf(this.side, node.name, this.selection.unit, this.options);
    // A dense layer with a softmax of its own names it too, but it is the layer's next node that computes it.
    const shares = node.kind === "softmax" || (node.kind === "activation" && node.settings.activation === "softmax");
    const softmax = shares && this.side.output(node.inputs[0]) !== null;
    const kind = this.selection.window && found ? "window" : softmax ? "softmax" : "flow";
    const scene = kind === "flow" ? sceneOf(context) : null;
    const waits = kind === "flow" && !scene;
    this.scene = waits ? mapAlone(context) : scene;
    const arrives = ["node", "unit", "window"].some((key) => before[key] !== this.shown[key]);
    if (kind !== "flow" || this.scene) this.level.show(kind, this.scene, context, arrives);
    else this.level.clear();
    if (waits) this.ask(context);
    else this.asked = "";
    this.heading.paint(context, this.sentences(context, kind), {
      window: kind === "window",
      available: found !== null,
    });
    this.waiting.hidden = !waits;
    this.bar.hidden = kind === "window" || (waits && !this.scene);
    this.controls.element.hidden = !this.canPlay();
  }

  /** Ask for what the side does not have. */
  ask(context) {
    this.waiting.textContent = this.text("waiting");
    const unit = { side: this.selection.side, node: context.node.name, unit: context.unit };
    const asked = JSON.stringify(unit);
    // Until the answer is here every payload would ask again.
    if (asked !== this.asked) this.callbacks.onDetail?.(unit);
    this.asked = asked;
  }

  sentences({ node, unit, text }, kind) {
    const own = kind === "softmax" ? [text("about_softmax")] : kind === "window" ? [] : (this.scene?.notes ?? []);
    const off = node.ablated?.includes(unit) ? [text("ablated")] : [];
    return [...own, ...off, ...(node.untrained ? [text("untrained")] : [])];
  }

  /** Show the selected cell: outlines and numbers alone. */
  point() {
    this.controls.setPinned(Boolean(this.selection.pinned));
    const told = this.level.point(this.context(), this.selection, this.options);
    if (!told) return;
    this.readout.textContent = told.shown;
    this.speakSoon(told.spoken);
  }

  select(change) {
    if ((change.row ?? -1) >= 0) this.place = { row: change.row, column: change.column };
    const next = { ...this.selection, ...change };
    this.update(this.side, next, this.options);
    this.callbacks.onSelect(this.selection);
  }

  /** A pointer over a tile moves the cell until one is pinned; a click pins, and lets go of the same cell. */
  choose(cell, pin) {
    const { row, column, pinned } = this.selection;
    const same = cell.row === row && cell.column === column && cell.unit === undefined;
    if (pin) this.select({ ...cell, pinned: !(pinned && same) });
    else if (!pinned && !same) this.select(cell);
  }

  size() {
    return this.scene?.size ?? sizeOf(this.side.node(this.selection.node)).slice(0, 2);
  }

  canPlay() {
    const [rows, columns] = this.size();
    return this.level.kind() !== "window" && rows * columns > 1;
  }

  cellAfter(steps) {
    const [rows, columns] = this.size();
    const index = this.selection.row * columns + this.selection.column + steps;
    return index < 0 || index >= rows * columns ? null : { row: Math.floor(index / columns), column: index % columns };
  }

  stepBy(steps) {
    this.player.pause();
    const next = this.cellAfter(steps);
    if (next) this.select(next);
  }

  togglePlay() {
    if (this.player.playing()) return this.player.pause();
    if (!this.canPlay()) return undefined;
    if (!this.cellAfter(1)) this.select({ row: 0, column: 0 });
    return this.player.play();
  }

  beat() {
    const next = this.cellAfter(1);
    if (next) this.select(next);
    return this.cellAfter(1) !== null;
  }

  key(event) {
    if (
      event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey ||
      event.target.closest("select, details")
    ) return;
    if (event.key === "Escape") return this.back(event);
    if (this.level.kind() === "window" || !this.holder.contains(event.target)) return;
    const done = event.target.closest("button") && [" ", "Enter"].includes(event.key) ? false : this.act(event);
    if (done) event.preventDefault();
  }

  act({ key, shiftKey }) {
    if (key === " ") this.togglePlay();
    else if (key === "Enter") this.select({ pinned: !this.selection.pinned });
    else if (shiftKey && this.level.kind() === "flow" && ["ArrowLeft", "ArrowRight"].includes(key)) {
      this.pointOn(key === "ArrowRight" ? 1 : -1);
    } else return this.move(key, shiftKey);
    return true;
  }

  pointOn(step) {
    this.level.pointOn(step);
    this.point();
  }

  move(key, shift) {
    const { unit, row, column } = this.selection;
    const shape = [...this.size(), this.side.unitCount(this.selection.node)];
    const next = moved({ stage: "unit", map: unit, row, column, pinned: false }, key, shift, { unit: { shape } }, [
      "unit",
    ]);
    if (!next) return false;
    this.player.pause();
    this.select({ unit: next.map, row: next.row, column: next.column });
    return true;
  }

  /** One level back: from the window to the unit, from a pinned cell to a free one, from the unit to the network. */
  back(event) {
    event.preventDefault();
    event.stopPropagation();
    this.player.pause();
    if (this.selection.window) this.select({ window: false });
    else if (this.selection.pinned) this.select({ pinned: false });
    else this.callbacks.onClose();
  }

  speakSoon(sentence) {
    clearTimeout(this.speech);
    this.speech = setTimeout(() => {
      if (!this.player.playing()) this.live.textContent = sentence;
    }, REST);
  }

  destroy() {
    this.player.pause();
    clearTimeout(this.speech);
    this.abort.abort();
    this.level.destroy();
    this.view.remove();
  }
}

/** An index kept among `count`. */
function within(index, count) {
  return Math.min(Math.max(Math.trunc(index) || 0, 0), count - 1);
}
