/**
 * A large network: the graph of its layers as it is, with skip connections; an opened layer's maps below it.
 *
 * @typedef {import("./layout.js").GraphLayout} GraphLayout
 */
import { element, listen, svg } from "../../shared/element.js";
import { limitOf } from "../../shared/colours.js";
import { say } from "../../shared/words.js";
import {
  createGraphCard,
  createTopScores,
  drawPicture,
  drawThumbnail,
  GraphNodes,
  limitsOf,
  thumbnailOf,
} from "./nodes.js";
import { graphLayout, neighbour } from "./layout.js";
import { createLayerMaps } from "./layer_maps.js";
import { createLight } from "../overview/pointing.js";

/** Share of the window's height that the graph may take, see graph.css. */
const SHARE = 0.62;
/** Browsers refuse canvases that are higher than this. */
const HIGHEST_CANVAS = 16_000;

/**
 * @param {HTMLElement} root
 * @param {{onHover(target: object | null): void, onOpen(unit: {node: string, unit: number}): void, onEmpty(): void,
 *   onLayer(layer: {node: string, page: number}): void}} callbacks
 */
export function createGraph(root, callbacks) {
  return new Graph(root, callbacks);
}

class Graph {
  constructor(root, callbacks) {
    this.callbacks = callbacks;
    /** @type {import("../side.js").Side} */
    this.side = undefined;
    /** @type {any} as an overview gets them */
    this.options = undefined;
    this.abort = new AbortController();
    this.nodes = new GraphNodes();
    this.light = createLight();
    this.card = createGraphCard();
    this.wanted = null;
    this.lines = svg("path", { class: "graph-lines" });
    this.skips = svg("path", { class: "graph-skips" });
    this.edges = svg("svg", { class: "edges", "aria-hidden": "true" }, this.lines, this.skips);
    this.canvas = /** @type {HTMLCanvasElement} */ (element("canvas", { class: "maps", "aria-hidden": "true" }));
    this.rows = element("div", { class: "graph-rows", "aria-hidden": "true" });
    this.stage = element(
      "div",
      { class: "graph-stage", role: "group" },
      this.rows,
      this.edges,
      this.canvas,
      this.nodes.root,
      this.light.root,
      this.card.root,
    );
    this.scroller = element("div", { class: "graph-scroller" }, this.stage);
    this.scores = createTopScores({ onClass: (unit) => callbacks.onOpen({ node: this.side.graph.output, unit }) });
    this.layer = createLayerMaps({
      onMap: (unit) => callbacks.onOpen(unit),
      onPage: (page) => this.open(this.wanted.node, page),
      onClose: () => this.close(),
    });
    this.root = element("div", { class: "graph" }, this.scroller, this.scores.root, this.layer.root);
    root.append(this.root);
    this.listen();
  }

  listen() {
    const on = (target, type, handler) => listen(target, type, handler, this.abort.signal);
    on(this.stage, "pointermove", (event) => this.point(this.nodes.nodeAt(event)));
    on(this.stage, "pointerleave", () => this.point(null));
    on(this.stage, "focusin", (event) => this.arrive(event));
    on(this.stage, "focusout", () => this.setFocused(null));
    on(this.stage, "keydown", (event) => this.key(event));
    on(this.stage, "click", (event) => this.click(event));
    on(this.root, "keydown", (event) => this.escape(event));
    this.observer = new ResizeObserver(() => this.side && this.stage.clientWidth !== this.layout?.width && this.lay());
    this.observer.observe(this.stage);
  }

  /** @param {import("../side.js").Side} side */
  update(side, options) {
    const other = openedText(this.side) !== openedText(side) && openedText(side) !== "";
    Object.assign(this, { side, options });
    if (other) this.wanted = { node: side.opened.node, page: side.opened.page };
    if (this.wanted && !side.has(this.wanted.node)) this.wanted = null;
    this.stage.setAttribute(
      "aria-label",
      say(side.words, "graph.label", { title: side.title, count: side.nodes.length }),
    );
    this.root.classList.toggle("opened", Boolean(this.wanted) || options.compact);
    this.lay();
    if (other && this.wanted) this.reveal(this.wanted.node);
    if (options.spotlight) this.reveal(options.spotlight.node);
  }

  lay() {
    const { side } = this;
    this.layout = graphLayout(side.nodes, this.stage.clientWidth || 800, globalThis.innerHeight * SHARE);
    this.stage.style.setProperty("--thumb", `${this.layout.thumb}px`);
    this.nodes.build(side, this.layout);
    this.decorate();
    this.draw();
    this.scores.update(side, this.options.base);
    this.showLayer();
    this.relight();
  }

  decorate() {
    const { width, height, ways, rows } = this.layout;
    this.stage.style.height = `${height}px`;
    for (const sheet of [this.edges, this.light.root]) {
      sheet.setAttribute("width", String(width));
      sheet.setAttribute("height", String(height));
    }
    this.lines.setAttribute("d", ways.filter(({ skip }) => !skip).map(({ path }) => path).join(""));
    this.skips.setAttribute("d", ways.filter(({ skip }) => skip).map(({ path }) => path).join(""));
    this.rows.replaceChildren(...rows.map((row, index) =>
      element(
        "div",
        {
          class: ["graph-row", row.block % 2 && "odd", row.block !== rows[index - 1]?.block && "starts"],
          style: { top: `${row.y}px`, height: `${row.height + 4}px` },
        },
        row.block !== rows[index - 1]?.block &&
          element("span", { class: "graph-block" }, say(this.side.words, "graph.block", { number: row.block + 1 })),
      )
    ));
  }

  draw() {
    const { side, layout, canvas } = this;
    const ratio = Math.min(globalThis.devicePixelRatio || 1, HIGHEST_CANVAS / layout.height);
    canvas.width = Math.round(layout.width * ratio);
    canvas.height = Math.round(layout.height * ratio);
    canvas.style.height = `${layout.height}px`;
    const context = canvas.getContext("2d");
    const found = new Map(side.nodes.map(({ name }) => [name, thumbnailOf(side, name)]));
    const limit = limitsOf(side, found, this.options.scale);
    this.thumbnails = found;
    for (const [name, box] of layout.thumbs) {
      const thumbnail = found.get(name);
      const { kind } = side.node(name);
      if (kind === "input" && side.picture) drawPicture(context, side.picture, box, ratio);
      else if (thumbnail) {
        drawThumbnail(
          context,
          thumbnail,
          { kind: kind === "softmax" ? "probability" : "activation", limit: limit(name) },
          box,
          ratio,
        );
      }
    }
  }

  showLayer() {
    const { side, options, wanted } = this;
    this.layer.update(side, wanted, options.scale, wanted ? this.outer(wanted.node) : 0);
  }

  /** The largest number beside an opened layer's maps that shares their scale. */
  outer(name) {
    const { side, options, thumbnails } = this;
    if (options.scale !== "block" && options.scale !== "global") return 0;
    const group = side.nodes.filter(({ kind, block }) =>
      kind !== "softmax" && (options.scale === "global" || block === side.node(name).block)
    );
    return Math.max(0, ...group.map((node) => limitOf(thumbnails.get(node.name)?.data ?? [])));
  }

  open(node, page = 0) {
    this.wanted = { node, page };
    this.root.classList.add("opened");
    const there = this.side.opened?.node === node && this.side.opened.page === page;
    this.showLayer();
    this.relight();
    this.reveal(node);
    if (!there) this.callbacks.onLayer({ node, page });
  }

  /** Bring a node into the part of the graph that is on screen. */
  reveal(name) {
    const { y, height } = this.layout.boxes.get(name);
    const { scrollTop, clientHeight } = this.scroller;
    if (y < scrollTop || y + height > scrollTop + clientHeight) {
      this.scroller.scrollTop = y - (clientHeight - height) / 2;
    }
  }

  close() {
    const { wanted } = this;
    this.wanted = null;
    this.root.classList.remove("opened");
    this.showLayer();
    this.relight();
    if (!wanted) return;
    this.nodes.focus(wanted.node);
    this.callbacks.onLayer({ node: null, page: 0 });
  }

  point(name) {
    if (name === this.hovered) return;
    this.hovered = name;
    this.relight();
    this.callbacks.onHover(name && { node: name, unit: 0 });
  }

  follow(target) {
    this.followed = target && this.side?.has(target.node) ? target.node : null;
    this.relight();
  }

  setFocused(name) {
    this.focused = name;
    this.relight();
  }

  arrive(event) {
    const name = this.nodes.nodeAt(event);
    if (!name) return;
    this.nodes.choose(name);
    if (event.target.matches(":focus-visible")) this.setFocused(name);
  }

  relight() {
    if (!this.layout) return;
    const pointed = this.hovered ?? this.followed ?? this.focused;
    const name = pointed ?? this.options.spotlight?.node ?? this.wanted?.node;
    const box = this.layout.boxes.get(name);
    if (!box) {
      this.light.clear();
      this.card.hide();
      return;
    }
    const ways = this.layout.ways.filter(({ to }) => to === name);
    const sources = ways.map(({ from }) => this.layout.boxes.get(from));
    this.light.show(this.layout, {
      target: box,
      sources,
      edges: ways.map(({ path }) => path).join(""),
      veiled: Boolean(pointed),
    });
    if (pointed) this.card.show(this.side, name, box, this.layout);
    else this.card.hide();
  }

  key(event) {
    const name = this.nodes.nodeAt(event);
    if (!name || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    const next = neighbour(this.layout, name, event.key);
    if (!next) return;
    event.preventDefault();
    this.nodes.focus(next);
    this.setFocused(next);
  }

  escape(event) {
    if (event.key !== "Escape" || event.defaultPrevented || !this.wanted || this.options.selected) return;
    event.preventDefault();
    this.close();
  }

  click(event) {
    const name = this.nodes.nodeAt(event);
    if (name) this.open(name);
    else this.callbacks.onEmpty();
  }

  /** Give the focus back to what a unit was opened from. */
  focus({ node }) {
    this.nodes.focus(node);
  }

  destroy() {
    this.abort.abort();
    this.observer.disconnect();
    this.layer.destroy();
    this.root.remove();
  }
}

/** The layer and the page that the server sent, as a text. */
const openedText = (side) => (side?.opened ? `${side.opened.node}@${side.opened.page}` : "");
