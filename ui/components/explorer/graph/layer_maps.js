/** An opened layer of a large network: a page of its maps, strongest first. */
import { paintMap } from "../../shared/colours.js";
import { around, element } from "../../shared/element.js";
import { say } from "../../shared/words.js";
import { Sheet } from "../../maps/sheet.js";
import { magnitude, rangesOf } from "../side.js";
import { short } from "../overview/captions.js";

/** So many maps a page has, see cnn_core/explorer/result.py. */
const PAGE = 24;

/**
 * @param {{onMap(unit: {node: string, unit: number}): void, onPage(page: number): void, onClose(): void}} callbacks
 */
export function createLayerMaps(callbacks) {
  return new LayerMaps(callbacks);
}

class LayerMaps {
  constructor(callbacks) {
    this.title = element("h4", { class: "layer-title" });
    this.place = element("span", { class: "cl-muted cl-number" });
    const button = (name) =>
      element("button", { type: "button", class: "cl-button cl-button-small", "data-name": name });
    this.previous = button("previous");
    this.next = button("next");
    this.close = button("close");
    const buttons = [this.previous, this.next, this.close];
    this.grid = element("div", { class: "layer-maps" });
    this.waiting = element("p", { class: "cl-muted", role: "status" });
    this.root = element(
      "section",
      { class: "layer", hidden: true },
      element(
        "header",
        { class: "layer-head" },
        this.title,
        this.place,
        element("div", { class: "cl-buttons" }, buttons),
      ),
      this.waiting,
      this.grid,
    );
    this.sheet = new Sheet(this.grid);
    /** @type {ReturnType<typeof pageOf> | null} */
    this.shown = null;
    /** @type {HTMLElement[]} */
    this.tiles = [];
    /** @type {HTMLElement[]} */
    this.frames = [];
    this.listen(callbacks);
  }

  listen({ onMap, onPage, onClose }) {
    this.previous.addEventListener("click", () => onPage(this.shown.page - 1));
    this.next.addEventListener("click", () => onPage(this.shown.page + 1));
    this.close.addEventListener("click", () => onClose());
    this.grid.addEventListener("click", (event) => {
      const tile = around(event, ".layer-map");
      if (tile) onMap({ node: this.shown.node, unit: Number(tile.dataset.unit) });
    });
    this.grid.addEventListener("keydown", (event) => this.step(event));
  }

  /** One tab stop: arrow keys go from map to map. */
  step(event) {
    const { grid, tiles } = this;
    const across = Math.max(1, Math.floor((grid.clientWidth + 6) / (tiles[0].offsetWidth + 6)));
    const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -across, ArrowDown: across }[event.key];
    const index = tiles.indexOf(around(event, ".layer-map"));
    if (!by || index < 0) return;
    event.preventDefault();
    const to = tiles[Math.max(0, Math.min(tiles.length - 1, index + by))];
    tiles[index].tabIndex = -1;
    to.tabIndex = 0;
    to.focus();
  }

  build(count) {
    if (this.tiles.length === count) return;
    this.frames = Array.from({ length: count }, () => element("span", { class: "layer-frame" }));
    this.tiles = this.frames.map((frame, index) =>
      element(
        "button",
        { type: "button", class: "layer-map", tabindex: index ? "-1" : "0" },
        frame,
        element("span", { class: "layer-caption" }),
      )
    );
    this.grid.replaceChildren(this.sheet.canvas, ...this.tiles);
  }

  paint(side, scale, outer) {
    const { sheet, shown: { maps, units } } = this;
    const [rows, columns, count] = maps.shape;
    const ranges = rangesOf(maps);
    const shared = scale === "layer" ? magnitude(ranges) : Math.max(magnitude(ranges), outer);
    sheet.lay(this.frames, rows, columns);
    for (let index = 0; index < count; index += 1) {
      const limit = (scale === "unit" ? magnitude(ranges, index, index + 1) : shared) || 1;
      paintMap(sheet.pixels, columns, maps.data, rows, columns, count, index, limit, 0, sheet.top(index));
      const [low, high, mean] = [ranges.low, ranges.high, ranges.mean].map((values) =>
        short(values[index], side.language)
      );
      const range = say(side.words, "overview.range", { low, high, mean });
      this.name(index, `${say(side.words, "graph.map", { number: units[index] + 1 })}, ${range}`);
      this.tiles[index].classList.toggle("ablated", side.node(this.shown.node).ablated?.includes(units[index]));
      this.frames[index].style.setProperty("--aspect", String(columns / rows));
    }
    sheet.show();
  }

  name(index, text) {
    const [tile, unit] = [this.tiles[index], this.shown.units[index]];
    tile.dataset.unit = String(unit);
    tile.setAttribute("aria-label", text);
    tile.title = text;
    tile.lastChild.textContent = String(unit + 1);
  }

  /**
   * @param {import("../side.js").Side} side
   * @param {{node: string, page: number} | null} wanted what the visitor opened; null closes
   * @param {string} scale
   * @param {number} outer the largest size of a number on screen beside these maps, in the same block or at all
   */
  update(side, wanted, scale, outer) {
    this.root.hidden = !wanted;
    if (!wanted) return;
    const { words } = side;
    this.title.textContent = say(words, "graph.maps", { layer: side.label(wanted.node) });
    for (const name of ["previous", "next", "close"]) this[name].textContent = words[`graph.${name}`];
    const there = side.opened?.node === wanted.node && side.opened.page === wanted.page && side.opened.maps;
    this.waiting.hidden = Boolean(there);
    this.waiting.textContent = there ? "" : say(words, "graph.loading", { layer: side.label(wanted.node) });
    this.grid.classList.toggle("old", !there);
    if (!there) return;
    this.shown = pageOf(side.opened, side.unitCount(wanted.node));
    const { first, units, count, page, pages } = this.shown;
    this.place.textContent = say(words, "graph.page", { first: first + 1, last: first + units.length, count });
    this.previous.disabled = page === 0;
    this.next.disabled = page + 1 >= pages;
    this.build(units.length);
    this.paint(side, scale, outer);
  }

  destroy() {
    this.sheet.destroy();
    this.root.remove();
  }
}

/**
 * The maps of the page: which units they are. The order is that of all maps, or of those on the page alone.
 *
 * @param {{node: string, order: ArrayLike<number>, page: number, pages: number, maps: import("../side.js").Tensor}} opened
 * @param {number} count how many maps the layer has
 */
export function pageOf({ node, order, page, pages, maps }, count) {
  const shape = [...Array(Math.max(0, 3 - maps.shape.length)).fill(1), ...maps.shape];
  const first = page * PAGE;
  const start = order.length > shape[2] ? first : 0;
  return {
    node,
    page,
    pages,
    first,
    count,
    units: Array.from(order).slice(start, start + shape[2]),
    maps: { data: maps.data, shape },
  };
}
