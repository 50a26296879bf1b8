/**
 * One or two networks on screen, the selection of a unit in them, and the parts of the view that are fetched later.
 *
 * @typedef {{side: number, node: string, unit: number, row: number, column: number, pinned: boolean, window: boolean}} Selection
 * @typedef {{scale: string, detail: boolean, selection: Selection | null, spotlight: {node: string, unit: number} | null}} Options
 */
import { createOverview } from "./overview/overview.js";
import { element } from "../shared/element.js";

// One or two networks on screen: a title, its problems, and an overview or a graph of each. What is pointed at in one
// of them lights up in the other. Graphs are fetched when the first large network is to be drawn; until they are there,
// what is on screen stays.

/** Share of the window's height that the networks take. */
const ALONE = 0.62;
const BESIDE = 0.3;

/**
 * @param {HTMLElement} root
 * @param {{onOpen(unit: {side: number, node: string, unit: number}): void, onEmpty(): void,
 *   onLayer(layer: {side: number, node: string, page: number}): void}} callbacks
 */
export function createSides(root, callbacks) {
  return new Sides(root, callbacks);
}

class Sides {
  constructor(root, callbacks) {
    this.root = root;
    this.callbacks = callbacks;
    /** @type {{mode: string, host: HTMLElement, title: HTMLElement, view: any}[]} */
    this.shown = [];
    /** @type {typeof import("./graph/graph.js") | null} */
    this.graphs = null;
    /** @type {[import("./side.js").Side[], Options] | null} */
    this.wanted = null;
    this.later = createLater(() => import("./graph/graph.js"), (module) => {
      this.graphs = module;
      return { update: () => this.draw(...this.wanted), destroy() {} };
    });
  }

  /** Fetch what large networks are drawn with. */
  prepare() {
    return this.later.prepare();
  }

  /** @param {import("./side.js").Side[]} sides @param {Options} options */
  update(sides, options) {
    this.wanted = [sides, options];
    if (this.graphs || sides.every((side) => side.graph.mode === "all")) this.draw(sides, options);
    else this.later.update();
  }

  make(index, mode) {
    const title = element("h3", { class: "side-title" });
    const body = element("div", { class: "side-body" });
    const host = element("section", { class: ["side", `side-${mode}`] }, title, body);
    const create = mode === "all" ? createOverview : this.graphs.createGraph;
    const view = create(body, {
      onHover: (target) => this.shown.forEach((other, place) => place !== index && other.view.follow(target)),
      onOpen: (unit) => this.callbacks.onOpen({ side: index, ...unit }),
      onEmpty: this.callbacks.onEmpty,
      onLayer: (layer) => this.callbacks.onLayer({ side: index, ...layer }),
    });
    return { mode, host, title, view };
  }

  arrange(sides) {
    const modes = sides.map((side) => side.graph.mode);
    if (modes.join() === this.shown.map(({ mode }) => mode).join()) return;
    for (const { view, host } of this.shown.splice(0)) {
      view.destroy();
      host.remove();
    }
    this.shown = modes.map((mode, index) => this.make(index, mode));
    this.root.classList.toggle("two", modes.length > 1);
    this.root.append(...this.shown.map(({ host }) => host));
  }

  draw(sides, { scale, detail, selection, spotlight }) {
    this.arrange(sides);
    this.shown.forEach(({ title, view }, index) => {
      title.textContent = sides[index].title;
      title.hidden = sides.length < 2;
      const here = (place) => (place && sides[index].has(place.node) ? { node: place.node, unit: place.unit } : null);
      view.update(sides[index], {
        scale,
        detail,
        share: sides.length > 1 ? BESIDE : ALONE,
        base: index > 0 ? sides[0] : null,
        selected: here(selection),
        spotlight: here(spotlight),
        compact: Boolean(selection),
        change: sides.length > 1,
      });
    });
  }

  /** The overview or the graph of a side, once it is on screen. @param {number} index */
  view(index) {
    return this.shown[index]?.view;
  }

  destroy() {
    this.later.destroy();
    for (const { view } of this.shown) view.destroy();
  }
}

// The open unit, as the view keeps it and as a link writes it. Pure functions.

/**
 * The text of a selection: "SIDE/NODE/UNIT", or "" for none. A node's name may have slashes itself.
 *
 * @param {Selection | null} selection
 */
export const textOf = (selection) => (selection ? `${selection.side}/${selection.node}/${selection.unit}` : "");

/**
 * A selection from its text, if there is such a unit.
 *
 * @param {string} text
 * @param {import("./side.js").Side[]} sides
 * @returns {Selection | null}
 */
export function selectionOf(text, sides) {
  const found = /^(\d+)\/(.+)\/(\d+)$/.exec(text ?? "");
  if (!found) return null;
  return fitted(opened(Number(found[1]), found[2], Number(found[3])), sides);
}

/** A unit freshly opened; without a cell, the unit view takes the one in the middle. */
export function opened(side, node, unit) {
  return { side, node, unit, row: undefined, column: undefined, pinned: false, window: false };
}

/**
 * A selection of a unit that the sides on screen have, else null.
 *
 * @param {Selection | null} selection
 * @param {import("./side.js").Side[]} sides
 * @returns {Selection | null}
 */
export function fitted(selection, sides) {
  const side = selection && (sides[selection.side] ?? sides[0]);
  if (!side?.has(selection.node) || selection.unit >= side.unitCount(selection.node)) return null;
  return { ...selection, side: side.index };
}

/**
 * A part of the view whose modules are fetched when the network is on screen already, or when the part is first needed:
 * what nobody sees yet must not keep the first picture waiting.
 *
 * @template Module
 * @param {() => Promise<Module>} load
 * @param {(module: Module) => {update(...values: any[]): void, destroy(): void}} make
 * @returns {{prepare(): Promise<void>, update(...values: any[]): void, destroy(): void}} `update` draws at once when the
 *   modules are there, else the last values once they are; where they could not be fetched, the next call tries again
 */
export function createLater(load, make) {
  let part = null;
  let values = null;
  let gone = false;
  let loading = null;

  const prepare = () => (loading ??= load().then(arrived, failed));

  function arrived(module) {
    if (gone) return;
    part = make(module);
    if (values) part.update(...values);
  }

  function failed(error) {
    loading = null;
    console.warn("A part of the view could not be fetched.", error);
  }

  return {
    prepare,
    update(...given) {
      values = given;
      if (part) part.update(...given);
      else prepare();
    },
    destroy() {
      gone = true;
      part?.destroy();
    },
  };
}
