/**
 * Why: maps of heat over the picture by several methods, side by side; what shuffled weights leave of them, and curves.
 *
 * The server sends the parts one after the other, as they are ready, while the view can be seen. Opacity is answered here
 * at once; everything else goes to the server. State hangs on the parent element and outlives reruns.
 */
import { element } from "../shared/element.js";
import { mounting } from "../shared/mounting.js";
import { say } from "../shared/words.js";
import { createComparison } from "./comparison.js";
import { createControls } from "./controls.js";
import { createMethodCard } from "./method_card.js";

class WhyView {
  constructor(parent, { words, language, methods }) {
    this.words = words;
    this.language = language;
    this.names = new Map(methods.map(({ value, label }) => [value, label]));
    this.cards = new Map();
    this.asked = "";
    this.controls = createControls(words, methods, {
      onChoose: (field, value) => this.component.setTriggerValue("choose", { field, value }),
      onOpacity: () => this.paint(),
    });
    this.list = element("div", { class: "methods" });
    this.comparison = createComparison(words, language);
    this.root = element("div", { class: "cl-view why" }, this.controls.root, this.list, this.comparison.root);
    parent.append(this.root);
    this.sight = watchSight(this.root, () => this.ask());
  }

  /** The server has answered. */
  update(component, { header, arrays }) {
    this.component = component;
    this.header = header;
    this.arrays = arrays;
    this.controls.update(header, Array.from(arrays.shares.data));
    this.lay(header.controls.methods);
    this.paint();
    this.comparison.update(header, this.names);
    this.root.setAttribute("aria-busy", String(header.pending.length > 0));
    this.ask();
  }

  /** A card for each chosen method, in their order; those that stay keep their element. */
  lay(methods) {
    for (const [method, card] of this.cards) {
      if (!methods.includes(method)) {
        card.root.remove();
        this.cards.delete(method);
      }
    }
    methods.forEach((method, place) => {
      if (!this.cards.has(method)) this.cards.set(method, createMethodCard(method, this.words, this.language));
      const { root } = this.cards.get(method);
      if (this.list.children[place] !== root) this.list.insertBefore(root, this.list.children[place] ?? null);
    });
  }

  paint() {
    const { maps, key, controls, labels } = this.header;
    const name = labels[controls.wanted] ?? say(this.words, "class_number", { number: controls.wanted });
    for (const [method, card] of this.cards) {
      card.update({
        told: maps[method],
        picture: this.arrays.picture,
        heat: this.arrays[`heat:${method}`] ?? null,
        shuffled: this.arrays[`sense:${method}`] ?? null,
        wantsSense: controls.sense,
        key: `${key} ${controls.wanted} ${maps[method].node ?? ""}`,
        opacity: this.controls.opacity() / 100,
        name,
      });
    }
  }

  /** Parts that are missing are asked for once the view can be seen; one question for each state of things. */
  ask() {
    if (!this.header?.pending.length || !this.sight.seen()) return;
    const wanted = JSON.stringify([this.header.key, this.header.controls, this.header.pending]);
    if (wanted === this.asked) return;
    this.asked = wanted;
    this.component.setTriggerValue("more", this.header.key);
  }

  destroy() {
    this.sight.destroy();
    this.controls.destroy();
    this.root.remove();
  }
}

/** How near to the screen an element counts as on it. */
const NEAR = "200px";

/**
 * Watch whether an element is on screen, or nearly so.
 *
 * @param {Element} target
 * @param {() => void} onSeen it has come into sight
 * @returns {{seen(): boolean, destroy(): void}}
 */
function watchSight(target, onSeen) {
  let inSight = false;
  const observer = new IntersectionObserver((entries) => {
    inSight = entries[entries.length - 1].isIntersecting;
    if (inSight) onSeen();
  }, { rootMargin: NEAR });
  observer.observe(target);
  return { seen: () => inSight, destroy: () => observer.disconnect() };
}

export default mounting({
  make: (parent, { header }) => new WhyView(parent, header),
  update: (view, payload, component) => view.update(component, payload),
});
