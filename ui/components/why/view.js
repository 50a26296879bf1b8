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

/**
 * A curve of a class's probability, as a method says what is taken away or added first; `CurveOfMethod` of
 * `ui/components/why` writes it.
 *
 * @typedef {object} CurveOfMethod
 * @property {number[]} shares of the picture, in [0, 1]
 * @property {number[]} probabilities one for each
 * @property {number} area under the curve
 */
/**
 * Both curves of a method; `MethodCurves` of `ui/components/why` writes them.
 *
 * @typedef {object} MethodCurves
 * @property {CurveOfMethod} deletion
 * @property {CurveOfMethod} insertion
 */
/**
 * What is said of a method's map; `MethodMap` of `ui/components/why` writes it.
 *
 * @typedef {object} MethodMap
 * @property {string | null} node the layer that was explained
 * @property {boolean} signed numbers below 0 speak against the class
 * @property {string} problem
 * @property {number | null} likeness of the map that shuffled weights give
 * @property {string} senseProblem
 * @property {MethodCurves | null} curves
 */
/**
 * @typedef {object} MethodOption
 * @property {string} value
 * @property {string} label
 */
/**
 * The choice of a layer; `LayerChoice` of `ui/components/why` writes it.
 *
 * @typedef {object} LayerChoice
 * @property {string} value "" for the last one
 * @property {MethodOption[]} options
 * @property {boolean} disabled
 */
/**
 * What is chosen; `WhyControls` of `ui/components/why` writes it.
 *
 * @typedef {object} WhyControls
 * @property {string[]} methods
 * @property {number} wanted the class that is explained
 * @property {LayerChoice} layer
 * @property {boolean} sense
 * @property {boolean} curves
 */
/**
 * The header of the payload; `WhyHeader` of `ui/components/why` writes it.
 *
 * @typedef {object} WhyHeader
 * @property {Record<string, string>} words
 * @property {string} language
 * @property {string} key of what is explained
 * @property {MethodOption[]} methods
 * @property {WhyControls} controls
 * @property {string[]} labels
 * @property {string[]} pending parts that are missing, such as "map/grad_cam"
 * @property {Record<string, MethodMap>} maps
 */
/**
 * @typedef {import("../shared/mounting.js").Component} Component
 * @typedef {import("../shared/mounting.js").Payload<WhyHeader>} Payload
 * @typedef {import("./overlay.js").Heat} Heat
 * @typedef {import("./overlay.js").Pixels} Pixels
 */

class WhyView {
  /** @param {HTMLElement} parent @param {WhyHeader} header */
  constructor(parent, header) {
    const { words, language, methods } = header;
    /** @type {Component | null} */
    this.component = null;
    this.header = header;
    /** @type {import("../shared/mounting.js").Arrays} */
    this.arrays = {};
    this.words = words;
    this.language = language;
    this.names = new Map(methods.map(({ value, label }) => [value, label]));
    /** By method. @type {Map<string, ReturnType<typeof createMethodCard>>} */
    this.cards = new Map();
    this.asked = "";
    this.controls = createControls(words, methods, {
      onChoose: (field, value) => this.component?.setTriggerValue("choose", { field, value }),
      onOpacity: () => this.paint(),
    });
    this.list = element("div", { class: "methods" });
    this.comparison = createComparison(words, language);
    this.root = element("div", { class: "cl-view why" }, this.controls.root, this.list, this.comparison.root);
    parent.append(this.root);
    this.sight = watchSight(this.root, () => this.ask());
  }

  /** The server has answered. @param {Component} component @param {Payload} payload */
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

  /** A card for each chosen method, in their order; those that stay keep their element. @param {string[]} methods */
  lay(methods) {
    for (const [method, card] of this.cards) {
      if (!methods.includes(method)) {
        card.root.remove();
        this.cards.delete(method);
      }
    }
    methods.forEach((method, place) => {
      const card = this.cards.get(method) ?? createMethodCard(method, this.words, this.language);
      this.cards.set(method, card);
      const { root } = card;
      if (this.list.children[place] !== root) this.list.insertBefore(root, this.list.children[place] ?? null);
    });
  }

  paint() {
    const { maps, key, controls, labels } = this.header;
    const name = labels[controls.wanted] ?? say(this.words, "class_number", { number: controls.wanted });
    for (const [method, card] of this.cards) {
      card.update({
        told: maps[method],
        picture: /** @type {Pixels} */ (this.arrays.picture),
        heat: /** @type {Heat | undefined} */ (this.arrays[`heat:${method}`]) ?? null,
        shuffled: /** @type {Heat | undefined} */ (this.arrays[`sense:${method}`]) ?? null,
        wantsSense: controls.sense,
        key: `${key} ${controls.wanted} ${maps[method].node ?? ""}`,
        opacity: this.controls.opacity() / 100,
        name,
      });
    }
  }

  /** Parts that are missing are asked for once the view can be seen; one question for each state of things. */
  ask() {
    if (!this.component || !this.header.pending.length || !this.sight.seen()) return;
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
  make: (parent, /** @type {Payload} */ { header }) => new WhyView(parent, header),
  update: (view, payload, component) => view.update(component, payload),
});
