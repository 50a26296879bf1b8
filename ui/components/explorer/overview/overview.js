/**
 * A small network at a glance: every map of every layer on one canvas, the edges between them, and the scores.
 * Pointing at a unit, or moving to it by keys, lights up what it is computed from.
 *
 * @typedef {{node: string, unit: number}} Unit
 * @typedef {{node: string, unit: number, edge?: import("./edges.js").Edge}} Target what is pointed at
 */
import { element, listen } from "../../shared/element.js";
import { say } from "../../shared/words.js";
import { columnsOf, isReduced, onTheWay, slide } from "./columns.js";
import { boxOf, edgeAt, edgesInto, edgesOf, pathOf } from "./edges.js";
import { createLight, createReadout, moved, spokenEdge, stepOf, UnitButtons } from "./pointing.js";
import { layoutOf } from "./layout.js";
import { Stage } from "../stage.js";

/** Pixels that a network has at least, once with a unit below it. */
const LOWEST = 150;
/** Pixels that shapes, parameters and legends take of the height. */
const DETAILS = 82;
/** Options that change nothing but the light. */
const POINTERS = new Set(["selected", "spotlight"]);

/**
 * @param {HTMLElement} root
 * @param {{onHover(target: Target | null): void, onOpen(unit: Unit): void, onEmpty(): void}} callbacks `onEmpty`: a click
 *   beside everything
 */
export function createOverview(root, callbacks) {
  return new Overview(root, callbacks);
}

class Overview {
  constructor(root, callbacks) {
    this.callbacks = callbacks;
    /** @type {import("../side.js").Side} */
    this.side = undefined;
    /** @type {Parameters<Overview["update"]>[1]} */
    this.options = undefined;
    this.abort = new AbortController();
    this.buttons = new UnitButtons();
    this.light = createLight();
    this.readout = createReadout();
    this.spoken = element("p", { class: "cl-visually-hidden", role: "status" });
    this.drawing = new Stage(this.light.root, this.buttons.root, this.readout.root, this.spoken);
    this.stage = this.drawing.root;
    root.append(this.stage);
    this.listen();
  }

  listen() {
    const on = (type, handler) => listen(this.stage, type, handler, this.abort.signal);
    on("pointermove", (event) => this.point(this.targetAt(event)));
    on("pointerleave", () => this.point(null));
    on("focusin", (event) => this.arrive(event));
    on("focusout", () => this.setFocused(null));
    on("keydown", (event) => this.key(event));
    on("click", (event) => this.click(event));
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(this.stage);
  }

  /**
   * @param {import("../side.js").Side} side
   * @param {{scale: string, detail: boolean, selected: Unit | null, spotlight: Target | null, compact: boolean, share: number,
   *   base: import("../side.js").Side | null, change: boolean}} options `share`: of the window's height; `base`: to compare
   *   scores with; `change`: whether room is kept for the comparison
   */
  update(side, options) {
    const before = this.options;
    const moving = before && before.compact !== options.compact && this.side.graph.title === side.graph.title;
    const same = this.side === side &&
      Object.keys(options).every((key) => POINTERS.has(key) || options[key] === before?.[key]);
    Object.assign(this, { side, options });
    if (same) {
      if (!this.stage.classList.contains("sliding")) this.keepTabStop();
      this.relight();
      return;
    }
    this.stage.setAttribute("aria-label", say(side.words, "overview.label", { title: side.title }));
    this.lay(moving && !isReduced());
  }

  /** The page gave the view another width. */
  resize() {
    if (this.side && this.stage.clientWidth !== this.layout?.width) this.lay(false);
  }

  lay(moving) {
    const before = this.layout;
    this.layout = layoutOf(columnsOf(this.side), this.layoutOptions());
    this.edges = edgesOf(this.side, this.layout);
    this.buttons.build(this.side, this.layout);
    this.drawing.paint(this.side, this.layout, this.options);
    this.drawing.connect(this.edges);
    this.stopSliding?.();
    this.stage.classList.toggle("sliding", moving);
    if (moving) this.stopSliding = slide((share) => this.slideTo(before, share));
    else this.settle();
  }

  layoutOptions() {
    const { detail, compact, change, share } = this.options;
    const width = this.stage.clientWidth || 800;
    const room = Math.min(globalThis.innerHeight, 1100) * share;
    const fullHeight = Math.max(250, room - (detail ? DETAILS : 0));
    return {
      width,
      maxHeight: compact ? Math.max(LOWEST, room * 0.36) : fullHeight,
      fullHeight,
      detail,
      compact,
      change,
    };
  }

  slideTo(before, share) {
    const height = before.height + (this.layout.height - before.height) * share;
    if (share === 1) return this.settle();
    this.drawing.draw(onTheWay(before, this.layout, share), height);
  }

  settle() {
    this.stage.classList.remove("sliding");
    this.drawing.draw(this.layout.columns, this.layout.height);
    this.buttons.place(this.layout);
    this.buttons.label(this.side, this.layout, this.options.base);
    this.keepTabStop();
    this.relight();
  }

  keepTabStop() {
    const first = this.layout.columns.find(({ cells, role }) => role !== "picture" && cells.length);
    const known = this.current && this.buttons.buttonOf(this.layout, this.current);
    const unit = this.options.selected ?? (known ? this.current : { node: first.name, unit: first.units[0] });
    if (this.buttons.choose(this.side, this.layout, unit)) this.current = unit;
  }

  pointOf(event) {
    const box = this.stage.getBoundingClientRect();
    return /** @type {[number, number]} */ ([event.clientX - box.left, event.clientY - box.top]);
  }

  targetAt(event) {
    if (!this.layout) return null;
    const point = this.pointOf(event);
    const unit = this.buttons.unitAt(event, this.layout, point);
    if (unit) return unit;
    const edge = edgeAt(this.edges, ...point, this.layout.vertical);
    return edge && edge.to.unit !== null ? { ...edge.to, edge } : null;
  }

  /** @param {Target | null} target */
  point(target) {
    if (same(target, this.hovered)) return;
    this.hovered = target;
    this.relight();
    this.callbacks.onHover(target);
  }

  /** Light up what is pointed at in the other network. */
  follow(target) {
    const known = target && !target.edge && this.side?.has(target.node) &&
      target.unit < this.side.unitCount(target.node);
    this.followed = known ? target : null;
    this.relight();
  }

  setFocused(unit) {
    this.focused = unit;
    this.relight();
  }

  arrive(event) {
    const unit = this.buttons.unitAt(event, this.layout, null);
    if (!unit) return;
    this.current = unit;
    this.buttons.choose(this.side, this.layout, unit);
    if (/** @type {Element} */ (event.target).matches(":focus-visible")) this.setFocused(unit);
  }

  /** Light up what is pointed at, else what has the focus, else what is open. */
  relight() {
    if (!this.layout || this.stage.classList.contains("sliding")) return;
    const pointed = this.hovered ?? this.followed ?? this.focused;
    const target = pointed ?? this.options.selected ?? this.options.spotlight;
    const column = target && this.layout.columns.find(({ name }) => name === target.node);
    const box = column && boxOf(this.layout, column, target.unit);
    if (box || column) this.lightUp(column, target, box);
    else this.light.clear();
    if (pointed && box) this.readout.show(this.side, target, box, this.layout);
    else this.readout.hide();
  }

  /** A unit with what it comes from; without a unit, the whole layer. */
  lightUp(column, target, box) {
    const { node, unit, edge } = target;
    const edges = edge
      ? [edge]
      : unit === null
      ? this.edges.filter(({ to }) => to.node === node)
      : edgesInto(this.side, this.layout, node, unit);
    const sources = [...(unit === null ? column.cells : []), ...this.boxesOf(edges)];
    this.light.show(this.layout, { target: box, sources, edges: pathOf(edges, this.layout.vertical) });
  }

  boxesOf(edges) {
    const ends = new Map(edges.map(({ from }) => [`${from.node} ${from.unit}`, from]));
    return [...ends.values()].flatMap(({ node, unit }) =>
      boxOf(this.layout, this.layout.columns.find(({ name }) => name === node), unit) ?? []
    );
  }

  key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || !this.current) return;
    if (event.shiftKey) {
      this.walkEdges(event);
      return;
    }
    const next = moved(this.layout, this.current, event.key);
    if (!next) return;
    event.preventDefault();
    this.focus(next);
  }

  /** Give a unit the focus. */
  focus(unit = this.current) {
    const button = unit && this.buttons.choose(this.side, this.layout, unit);
    if (!button) return;
    this.current = unit;
    button.focus({ preventScroll: false });
    this.setFocused(unit);
  }

  /** Shift and an arrow: one by one the edges that end at the unit with the focus. */
  walkEdges(event) {
    const [, step] = stepOf(event.key, this.layout.vertical);
    const edges = step ? edgesInto(this.side, this.layout, this.current.node, this.current.unit) : [];
    if (!edges.length) return;
    event.preventDefault();
    const place = edges.findIndex(({ from }) => same({ ...this.current, edge: { from } }, this.focused));
    const edge = edges[(place + step + edges.length + (place < 0 && step < 0 ? 1 : 0)) % edges.length];
    this.setFocused({ ...this.current, edge });
    this.spoken.textContent = spokenEdge(this.side, edge);
  }

  click(event) {
    const target = this.buttons.unitAt(event, this.layout, event.detail ? this.pointOf(event) : null) ?? this.hovered;
    if (target) this.callbacks.onOpen({ node: target.node, unit: target.unit });
    else this.callbacks.onEmpty();
  }

  /** The overview as a PNG file. */
  save() {
    this.drawing.save(`convlens-${this.side.graph.title}.png`);
  }

  destroy() {
    this.stopSliding?.();
    this.abort.abort();
    this.observer.disconnect();
    this.stage.remove();
  }
}

function same(one, other) {
  if (!one || !other) return one === other;
  const from = (target) => target.edge?.from;
  return one.node === other.node && one.unit === other.unit && from(one)?.node === from(other)?.node &&
    from(one)?.unit === from(other)?.unit;
}
