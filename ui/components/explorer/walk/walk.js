/**
 * The walk-through: a card that says one thing a step, while the network above moves to what it speaks of.
 *
 * Which step is shown is kept by the view, and a link may name it. PageDown and PageUp, the keys of a slide clicker, go
 * on and back wherever the focus is, unless something else on the page has taken the key; Escape on the card ends it.
 */
import { element, listen } from "../../shared/element.js";
import { say } from "../../shared/words.js";
import { stepsOf } from "./walk_steps.js";

/** Where a key belongs to what is being typed or chosen. */
const TYPING = "input, textarea, select, [contenteditable], [role=slider], [role=spinbutton]";
const KEYS = { PageDown: 1, PageUp: -1 };

/**
 * @param {HTMLElement} root
 * @param {{onStep(step: number | null): void, goTo(target: import("./walk_steps.js").Target): void}} callbacks `onStep`
 *   asks for another step, from 1, or for the end; the view answers with `update`. `goTo` asks it to look somewhere.
 * @returns {{update(step: number | null, side: import("../side.js").Side, words: Object<string, string>,
 *   language: string): void, destroy(): void}}
 */
export function createWalk(root, callbacks) {
  const walk = new Walk(root, callbacks);
  return {
    update: (step, side, words, language) => walk.update(step, side, words, language),
    destroy: () => walk.destroy(),
  };
}

class Walk {
  constructor(root, callbacks) {
    this.callbacks = callbacks;
    this.abort = new AbortController();
    this.step = null;
    this.count = element("span", { class: "walk-count cl-number" });
    this.text = element("p", { class: "walk-text" });
    this.said = element(
      "div",
      { class: "walk-said", "aria-live": "polite", "aria-atomic": "true" },
      this.count,
      this.text,
    );
    this.bar = element("span");
    this.progress = element("div", { class: "walk-progress", "aria-hidden": "true" }, this.bar);
    this.back = this.button(() => this.move(-1));
    this.next = this.button(() => this.move(1));
    this.close = this.button(() => this.end());
    this.next.classList.add("walk-next");
    const buttons = element("div", { class: "walk-buttons" }, this.back, this.next, this.close);
    this.card = element("section", { class: "walk", hidden: true }, this.progress, this.said, buttons);
    root.append(this.card);
    listen(this.card, "keydown", (event) => this.cardKey(event), this.abort.signal);
    listen(root.ownerDocument, "keydown", (event) => this.pageKey(event), this.abort.signal);
  }

  button(onClick) {
    const button = element("button", { type: "button", class: "cl-button cl-button-small" });
    button.addEventListener("click", onClick);
    return button;
  }

  update(step, side, words, language) {
    const before = this.shown;
    const began = !this.step && Boolean(step);
    this.step = step;
    if (!step) {
      this.card.hidden = true;
      this.shown = null;
      return;
    }
    if (before?.side !== side || before.words !== words) this.steps = stepsOf(side);
    this.place = Math.min(Math.max(1, step), this.steps.length) - 1;
    this.shown = { side, words, place: this.place };
    if (before?.side === side && before.words === words && before.place === this.place) return;
    this.show(words, language);
    if (began) this.next.focus({ preventScroll: true });
    this.callbacks.goTo(this.steps[this.place].target);
  }

  show(words, language) {
    const { key, values } = this.steps[this.place];
    const last = this.place === this.steps.length - 1;
    this.card.hidden = false;
    this.card.lang = language;
    this.card.setAttribute("aria-label", words["walk.title"]);
    this.count.textContent = say(words, "walk.step", { step: this.place + 1, count: this.steps.length });
    this.text.textContent = say(words, `walk.${key}`, values);
    this.back.textContent = words["walk.back"];
    this.next.textContent = words[last ? "walk.finish" : "walk.next"];
    this.close.textContent = words["walk.leave"];
    this.close.hidden = last;
    // Not `disabled`: the focus would be lost with the button that has it.
    this.back.setAttribute("aria-disabled", String(this.place === 0));
    this.bar.style.setProperty("--walk-share", String((this.place + 1) / this.steps.length));
  }

  move(steps) {
    const place = this.place + steps;
    if (place >= this.steps.length) this.end();
    else if (place >= 0) this.callbacks.onStep(place + 1);
  }

  end() {
    this.callbacks.goTo({});
    this.callbacks.onStep(null);
  }

  cardKey(event) {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    this.end();
  }

  /** A slide clicker's keys come to whatever has the focus. */
  pageKey(event) {
    const steps = KEYS[event.key];
    if (!steps || !this.step || event.defaultPrevented) return;
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const [origin] = event.composedPath();
    if (origin instanceof Element && origin.closest(TYPING)) return;
    event.preventDefault();
    if (this.place + steps < this.steps.length) this.move(steps);
  }

  destroy() {
    this.abort.abort();
    this.card.remove();
  }
}
