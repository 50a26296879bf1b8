/**
 * Why: maps of heat over the picture by several methods, side by side, and a brush that changes the picture.
 *
 * The server sends the maps one after the other, as they are ready. Opacity and the brush are answered here at once;
 * methods, class and layer go to the server. State hangs on the parent element and outlives reruns.
 */
import { createSelect } from "../knobs/select.js";
import { createSeveral } from "../knobs/several.js";
import { createSlider } from "../knobs/slider.js";
import { element } from "../shared/element.js";
import { unpack } from "../shared/payload.js";
import { Brush } from "./brush.js";
import { createMethodCard } from "./method_card.js";

/** @type {WeakMap<Element, WhyView>} */
const views = new WeakMap();

export default function mount(component) {
  const { parentElement, data } = component;
  const payload = unpack(data);
  let view = views.get(parentElement);
  if (view && view.language !== payload.header.language) {
    view.destroy();
    view = undefined;
  }
  if (!view) {
    view = new WhyView(parentElement, payload.header);
    views.set(parentElement, view);
  }
  view.update(component, payload);
  return () => {
    view.destroy();
    views.delete(parentElement);
  };
}

class WhyView {
  constructor(parent, { words, language, methods }) {
    this.words = words;
    this.language = language;
    this.opacity = 70;
    this.cards = new Map();
    const choose = (field) => (value) => this.component.setTriggerValue("choose", { field, value });
    this.knobs = {
      methods: createSeveral({ label: words.methods, options: methods, words: { add: words.add, remove: words.remove, last: words.last }, onChange: choose("methods") }),
      wanted: createSelect({ label: words.wanted, options: [], help: words.wanted_help, onChange: (value) => choose("why_class")(Number(value)) }),
      layer: createSelect({ label: words.layer, options: [], help: words.layer_help, onChange: choose("why_layer") }),
    };
    this.slider = createSlider({ label: words.opacity, min: 0, max: 100, step: 5, format: (value) => `${value} %`, onInput: (value) => this.cover(value) });
    this.list = element("div", { class: "methods" });
    this.brush = new Brush(words, language, { onPicture: (message) => this.component.setTriggerValue("brush", message) });
    const bar = element("div", { class: "bar-of-controls" }, Object.values(this.knobs).map(({ root }) => root), this.slider.root);
    const mind = element("section", { class: "mind" }, element("h3", {}, words["brush.title"]), element("p", {}, words["brush.lead"]), this.brush.root);
    this.root = element("div", { class: "cl-view why" }, bar, this.list, mind);
    parent.append(this.root);
  }

  /** The server has answered. */
  update(component, { header, arrays }) {
    this.component = component;
    this.header = header;
    this.arrays = arrays;
    const { controls, brush } = header;
    this.knobs.methods.update({ value: controls.methods });
    this.knobs.wanted.update(controls.wanted);
    this.knobs.layer.update(controls.layer);
    this.slider.update({ value: this.opacity });
    this.lay(controls.methods);
    this.paint();
    const told = { picture: arrays.picture, key: header.key, labels: header.labels, wanted: Number(controls.wanted.value) };
    this.brush.update(told, Array.from(arrays.shares.data), brush && { turn: brush.turn, shares: Array.from(arrays["brush:shares"].data) });
  }

  /** A card for each chosen method, in their order; those that stay keep their element. */
  lay(methods) {
    for (const [method, card] of this.cards) if (!methods.includes(method)) {
      card.root.remove();
      this.cards.delete(method);
    }
    methods.forEach((method, place) => {
      if (!this.cards.has(method)) this.cards.set(method, createMethodCard(method, this.words, this.language, { onJudge: (name) => this.component.setTriggerValue("judge", name) }));
      const { root } = this.cards.get(method);
      if (this.list.children[place] !== root) this.list.insertBefore(root, this.list.children[place] ?? null);
    });
  }

  cover(opacity) {
    this.opacity = opacity;
    this.paint();
  }

  paint() {
    const { maps, key, controls, labels, curves } = this.header;
    for (const [method, card] of this.cards) {
      const told = maps[method];
      card.update({
        picture: this.arrays.picture,
        heat: this.arrays[`heat:${method}`] ?? null,
        key: `${key} ${controls.wanted.value} ${told?.node ?? ""}`,
        opacity: this.opacity / 100,
        signed: Boolean(told?.signed),
        problem: told?.problem ?? "",
        name: labels[Number(controls.wanted.value)] ?? "",
        curves: curves[method] ?? null,
      });
    }
  }

  destroy() {
    for (const knob of [...Object.values(this.knobs), this.slider]) knob.destroy();
    this.brush.destroy();
    this.root.remove();
  }
}
