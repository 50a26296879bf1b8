/**
 * The Network Explorer's view: the network at a glance, and in place one unit of it, down to one window.
 *
 * The server sends a payload; everything that a pointer or a key does is answered here. Only what the rest of the page
 * must know goes back: what a link keeps, and what only Keras can answer. State hangs on the parent element, so that a
 * rerun of the page continues where the visitor was.
 */
import { element } from "../shared/element.js";
import { unpack } from "../shared/payload.js";
import { create as createUnitView } from "../unit_view/unit_view.js";
import { fitted, opened, selectionOf, textOf } from "./selection.js";
import { sideOf } from "./side.js";
import { createSides } from "./sides.js";
import { createToolbar } from "./toolbar.js";

/** Milliseconds of rest after which a link keeps what is open. */
const REST = 600;

/** @type {WeakMap<Element, NetworkView>} */
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
    view = new NetworkView(parentElement, payload.header);
    views.set(parentElement, view);
  }
  view.update(component, payload);
  return () => {
    view.destroy();
    views.delete(parentElement);
  };
}

class NetworkView {
  constructor(parent, { words, language, scale, detail }) {
    Object.assign(this, { words, language, scale, detail, selection: null });
    this.abort = new AbortController();
    this.toolbar = createToolbar(words, {
      onScale: (value) => this.draw({ scale: value }),
      onDetail: (value) => this.draw({ detail: value }),
      onSave: () => this.sides.view(0).save(),
    });
    const networks = element("div", { class: "sides" });
    this.panel = element("div", { class: "unit-panel", hidden: true });
    this.sides = createSides(networks, {
      onOpen: ({ side, node, unit }) => this.select(opened(side, node, unit)),
      onEmpty: () => this.stepBack(),
      onLayer: (layer) => this.component.setTriggerValue("open", layer),
    });
    this.unit = createUnitView(this.panel, {
      onSelect: (selection) => this.select(selection),
      onClose: () => this.select(null),
      onDetail: (unit) => this.component.setTriggerValue("unit", unit),
    });
    this.root = element("div", { class: "cl-view network" }, this.toolbar.root, networks, this.panel);
    this.root.addEventListener("keydown", (event) => this.key(event), { signal: this.abort.signal });
    parent.append(this.root);
  }

  update(component, { header, arrays }) {
    this.component = component;
    this.models = header.sides.map((_, index) => sideOf({ ...header, words: this.words }, arrays, index));
    this.selection = this.header ? fitted(this.selection, this.models) : selectionOf(header.selected, this.models);
    this.header = header;
    this.root.classList.toggle("stale", header.stale);
    this.root.setAttribute("aria-busy", String(header.stale));
    this.show();
  }

  /** Another way to draw the same numbers: nobody else needs to know before a link is made of it. */
  draw(change) {
    Object.assign(this, change);
    this.show();
    for (const [name, value] of Object.entries(change)) this.component.setStateValue(name, value);
  }

  select(selection) {
    const before = textOf(this.selection);
    const inside = this.panel.contains(this.panel.getRootNode().activeElement);
    const last = this.selection;
    this.selection = fitted(selection, this.models);
    this.show();
    if (!this.selection && inside && last) this.sides.view(last.side).focus({ node: last.node, unit: last.unit });
    if (textOf(this.selection) !== before) this.sendSelected();
  }

  sendSelected() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.component.setStateValue("selected", textOf(this.selection)), REST);
  }

  /** From the window to the unit, from the unit to the network. */
  stepBack() {
    if (this.selection) this.select(this.selection.window ? { ...this.selection, window: false } : null);
  }

  key(event) {
    if (event.key !== "Escape" || event.defaultPrevented || !this.selection) return;
    event.preventDefault();
    this.stepBack();
  }

  show() {
    const { models, scale, detail, selection, words, language } = this;
    const graph = models.some((side) => side.graph.mode === "graph");
    this.toolbar.update({ scale, detail, canSave: !graph, hint: words[graph ? "overview.hint_graph" : "overview.hint"] });
    this.sides.update(models, { scale, detail, selection });
    this.panel.hidden = !selection;
    if (selection) this.unit.update(models[selection.side], selection, { scale, words, language });
  }

  destroy() {
    clearTimeout(this.timer);
    this.abort.abort();
    this.sides.destroy();
    this.unit.destroy();
    this.toolbar.destroy();
    this.root.remove();
  }
}
