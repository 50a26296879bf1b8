/**
 * The window view: one output value written out, from the window over the input to the pooled value.
 *
 * It depends on nothing but what `update` gives it (the typedefs of explanation.js and position.js), so it serves any
 * convolution: the lab's, or a layer of a network. Its style sheets are shared/theme.css and formula/formula.css.
 *
 * Keyboard, while the focus is in the view: those of the maps (pipeline/keys.js), and Space on the window for play.
 */

import { element } from "../shared/element.js";
import { say } from "../shared/words.js";
import { moved } from "../maps/tile.js";
import { Body, structureOf } from "./body.js";
import { createControls, createPlayer } from "../written/player.js";
import { explain, settle, step } from "./explanation.js";

/** Channels that are written out before the visitor asks for the others, and after. */
const FEW = 4;
const MANY = 64;
/** Milliseconds of rest after which a sentence is spoken. */
const REST = 600;
/** Longest slide of the window, milliseconds. */
const SLIDE = 400;
const STAGES = ["feature", "activation", "pooled"];

/**
 * Create the view.
 *
 * @param {HTMLElement} root an empty element
 * @param {{onSelect: (selection: import("./explanation.js").Selection) => void, onPin: (pinned: boolean) => void}}
 *   callbacks onSelect asks for another cell, onPin to keep the cell or let it go; the host answers both by `update`.
 * @returns {{update: (lab: import("./explanation.js").Lab, selection: import("./explanation.js").Selection | null) =>
 *   void, destroy: () => void}}
 */
export function create(root, callbacks) {
  const view = new FormulaView(root, callbacks);
  return { update: (lab, selection) => view.update(lab, selection), destroy: () => view.destroy() };
}

class FormulaView {
  constructor(root, callbacks) {
    this.callbacks = callbacks;
    this.abort = new AbortController();
    this.structure = "";
    this.expanded = false;
    this.width = 0;
    this.player = createPlayer({ onBeat: () => this.beat(), onChange: (playing) => this.playingChanged(playing) });
    this.controls = createControls({
      onStep: (steps) => this.stepBy(steps),
      onPlay: () => this.togglePlay(),
      onSpeed: (speed) => this.player.setSpeed(speed),
      onPin: () => this.callbacks.onPin(!this.selection.pinned),
    });
    this.frame(root);
    this.listen();
  }

  frame(root) {
    this.title = element("h3", { class: "formula-title" });
    this.header = element("header", { class: "formula-header", hidden: true }, this.title, this.controls.element);
    this.window = element("div", { class: "formula-window", tabindex: "0", role: "application", hidden: true });
    this.more = element("button", { type: "button", class: "cl-button cl-button-small formula-more", hidden: true });
    this.rest = element("div", { class: "formula-rest" });
    this.hint = element("p", { class: "formula-hint cl-muted" });
    this.live = element("p", { class: "cl-visually-hidden", "aria-live": "polite" });
    this.view = element(
      "div",
      { class: "cl-view formula-view" },
      this.hint,
      this.header,
      this.window,
      this.more,
      this.rest,
      this.live,
    );
    root.append(this.view);
  }

  listen() {
    const options = { signal: this.abort.signal };
    this.view.addEventListener("keydown", (event) => this.key(event), options);
    this.view.addEventListener("pointerdown", (event) => this.touched(event), options);
    this.view.addEventListener(
      "focusin",
      (event) => /** @type {Element} */ (event.target).matches(":focus-visible") && this.touched(event),
      options,
    );
    this.more.addEventListener("click", () => this.expand(), options);
    this.observer = new ResizeObserver(([entry]) => this.resized(Math.floor(entry.contentRect.width)));
    this.observer.observe(this.view);
  }

  update(lab, selection) {
    if (!selection) return this.showHint(lab);
    const settled = settle(lab, selection);
    const before = this.lab && this.selection;
    this.lab = lab;
    this.selection = settled;
    this.width ||= Math.floor(this.view.clientWidth);
    if (this.player.playing() && !sameCell(settled, this.asked)) this.player.pause();
    this.build();
    const size = this.body.paint(lab, explain(lab, settled), this.width);
    this.view.classList.toggle("formula-beside", size.beside && this.body.total > 1);
    this.heading();
    if (this.player.playing()) this.slideFrom(before, size);
    this.speakSoon();
    return undefined;
  }

  showHint(lab) {
    this.player.pause();
    this.selection = null;
    this.hint.textContent = say(lab.words, "formula.hint");
    this.reveal(false);
  }

  reveal(visible) {
    this.hint.hidden = visible;
    for (const part of [this.header, this.window, this.rest]) part.hidden = !visible;
    if (!visible) this.more.hidden = true;
  }

  /** Build the body anew when the structure has changed, and only then. */
  build() {
    const { lab } = this;
    const shown = this.expanded ? MANY : FEW;
    const structure = structureOf(lab, shown);
    if (structure !== this.structure || lab.words !== this.words) {
      this.structure = structure;
      this.words = lab.words;
      this.text = (key, values) => say(lab.words, `formula.${key}`, values);
      this.body = new Body(lab, shown, this.text, (row, column) => this.choose(row, column));
      this.window.replaceChildren(...this.body.window.filter(Boolean));
      this.rest.replaceChildren(...this.body.rest);
      this.controls.setWords(this.text);
      this.window.setAttribute("aria-label", this.text("window_label"));
    }
    this.reveal(true);
    this.more.hidden = this.body.total <= FEW;
    this.more.textContent = this.text(this.expanded ? "fewer" : "more", { count: Math.min(this.body.total, MANY) });
  }

  heading() {
    const { stage, map, row, column, pinned } = this.selection;
    this.title.textContent = this.text(`title_${stage}`, {
      map: (this.lab.mapNumber ?? map) + 1,
      row: row + 1,
      column: column + 1,
    });
    this.controls.setPinned(pinned);
  }

  expand() {
    this.expanded = !this.expanded;
    this.update(this.lab, this.selection);
  }

  resized(width) {
    if (width === this.width || width === 0) return;
    this.width = width;
    if (this.selection) this.update(this.lab, this.selection);
  }

  select(selection) {
    this.asked = selection;
    this.callbacks.onSelect(selection);
  }

  choose(row, column) {
    this.select({ ...this.selection, stage: "activation", row, column });
  }

  stepBy(steps) {
    this.player.pause();
    const next = step(this.lab, this.selection, steps);
    if (next) this.select(next);
  }

  togglePlay() {
    if (this.player.playing()) {
      this.player.pause();
      return;
    }
    this.asked = this.selection;
    const atEnd = !step(this.lab, this.selection, 1);
    this.player.play();
    if (atEnd) this.select({ ...this.selection, row: 0, column: 0 });
  }

  beat() {
    const next = step(this.lab, this.selection, 1);
    if (next) this.select(next);
    return next !== null && step(this.lab, next, 1) !== null;
  }

  playingChanged(playing) {
    this.controls.setPlaying(playing);
    if (!playing && this.selection) this.speakSoon();
  }

  touched(event) {
    if (!this.controls.contains(event.target)) this.player.pause();
  }

  key(event) {
    if (!this.selection || event.target.closest("select, details") || event.altKey || event.metaKey) return;
    if (event.key === " " && event.target === this.window) {
      event.preventDefault();
      this.togglePlay();
      return;
    }
    const stages = STAGES.filter((stage) => this.lab[stage]);
    const next = moved(this.selection, event.key, event.shiftKey, this.lab, stages);
    if (!next) return;
    event.preventDefault();
    this.player.pause();
    if (event.key === "Escape") this.callbacks.onPin(false);
    else this.select(next);
  }

  /** While playing, the next window slides in by the stride; not for those who want less motion. */
  slideFrom(before, size) {
    const milliseconds = Math.min(this.player.interval() / 2, SLIDE);
    if (!before || milliseconds < 150 || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const columns = this.selection.column - before.column;
    if (this.selection.row !== before.row || columns !== 1 || this.selection.stage === "pooled") return;
    if (this.lab.program.layer === "Conv2DTranspose") return;
    this.body.slide(Math.min(this.lab.program.strides[1], 2) * size.cell, 0, milliseconds);
  }

  speakSoon() {
    clearTimeout(this.speech);
    this.speech = setTimeout(() => {
      if (!this.player.playing()) this.live.textContent = this.body.spoken();
    }, REST);
  }

  destroy() {
    this.player.pause();
    clearTimeout(this.speech);
    this.abort.abort();
    this.observer.disconnect();
    this.view.remove();
  }
}

function sameCell(one, other) {
  return ["map", "stage", "row", "column"].every((key) => one[key] === other?.[key]);
}
