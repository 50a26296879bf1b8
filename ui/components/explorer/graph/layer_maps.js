/** An opened layer of a large network: a page of its maps, strongest first. */
import { paintMap } from "../../shared/colours.js";
import { element } from "../../shared/element.js";
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
  const title = element("h4", { class: "layer-title" });
  const place = element("span", { class: "cl-muted cl-number" });
  const buttons = ["previous", "next", "close"].map((name) =>
    element("button", { type: "button", class: "cl-button cl-button-small", "data-name": name })
  );
  const [previous, next, close] = buttons;
  const grid = element("div", { class: "layer-maps" });
  const waiting = element("p", { class: "cl-muted", role: "status" });
  const root = element(
    "section",
    { class: "layer", hidden: true },
    element("header", { class: "layer-head" }, title, place, element("div", { class: "cl-buttons" }, buttons)),
    waiting,
    grid,
  );
  const sheet = new Sheet(grid);
  let shown = null;
  let tiles = [];
  let frames = [];

  previous.addEventListener("click", () => callbacks.onPage(shown.page - 1));
  next.addEventListener("click", () => callbacks.onPage(shown.page + 1));
  close.addEventListener("click", () => callbacks.onClose());
  grid.addEventListener("click", (event) => {
    const tile = event.target.closest(".layer-map");
    if (tile) callbacks.onMap({ node: shown.node, unit: Number(tile.dataset.unit) });
  });
  grid.addEventListener("keydown", (event) => step(event));

  /** One tab stop: arrow keys go from map to map. */
  function step(event) {
    const across = Math.max(1, Math.floor((grid.clientWidth + 6) / (tiles[0].offsetWidth + 6)));
    const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -across, ArrowDown: across }[event.key];
    const index = tiles.indexOf(event.target.closest(".layer-map"));
    if (!by || index < 0) return;
    event.preventDefault();
    const to = tiles[Math.max(0, Math.min(tiles.length - 1, index + by))];
    tiles[index].tabIndex = -1;
    to.tabIndex = 0;
    to.focus();
  }

  function build(count) {
    if (tiles.length === count) return;
    frames = Array.from({ length: count }, () => element("span", { class: "layer-frame" }));
    tiles = frames.map((frame, index) =>
      element(
        "button",
        { type: "button", class: "layer-map", tabindex: index ? "-1" : "0" },
        frame,
        element("span", { class: "layer-caption" }),
      )
    );
    grid.replaceChildren(sheet.canvas, ...tiles);
  }

  function paint(side, scale, outer) {
    const { maps, units } = shown;
    const [rows, columns, count] = maps.shape;
    const ranges = rangesOf(maps);
    const shared = scale === "layer" ? magnitude(ranges) : Math.max(magnitude(ranges), outer);
    sheet.lay(frames, rows, columns);
    for (let index = 0; index < count; index += 1) {
      const limit = (scale === "unit" ? magnitude(ranges, index, index + 1) : shared) || 1;
      paintMap(sheet.pixels, columns, maps.data, rows, columns, count, index, limit, 0, sheet.top(index));
      const [low, high, mean] = [ranges.low, ranges.high, ranges.mean].map((values) =>
        short(values[index], side.language)
      );
      const text = `${say(side.words, "graph.map", { number: units[index] + 1 })}, ${
        say(side.words, "overview.range", { low, high, mean })
      }`;
      tiles[index].dataset.unit = String(units[index]);
      tiles[index].setAttribute("aria-label", text);
      tiles[index].title = text;
      tiles[index].classList.toggle("ablated", side.node(shown.node).ablated?.includes(units[index]));
      tiles[index].lastChild.textContent = String(units[index] + 1);
      frames[index].style.setProperty("--aspect", String(columns / rows));
    }
    sheet.show();
  }

  return {
    root,
    /**
     * @param {import("../side.js").Side} side
     * @param {{node: string, page: number} | null} wanted what the visitor opened; null closes
     * @param {string} scale
     * @param {number} outer the largest size of a number on screen beside these maps, in the same block or at all
     */
    update(side, wanted, scale, outer) {
      root.hidden = !wanted;
      if (!wanted) return;
      const { words } = side;
      title.textContent = say(words, "graph.maps", { layer: side.label(wanted.node) });
      [previous.textContent, next.textContent, close.textContent] = ["previous", "next", "close"].map((name) =>
        words[`graph.${name}`]
      );
      const there = side.opened?.node === wanted.node && side.opened.page === wanted.page && side.opened.maps;
      waiting.hidden = Boolean(there);
      waiting.textContent = there ? "" : say(words, "graph.loading", { layer: side.label(wanted.node) });
      grid.classList.toggle("old", !there);
      if (!there) return;
      shown = pageOf(side.opened, side.unitCount(wanted.node));
      place.textContent = say(words, "graph.page", {
        first: shown.first + 1,
        last: shown.first + shown.units.length,
        count: shown.count,
      });
      previous.disabled = shown.page === 0;
      next.disabled = shown.page + 1 >= shown.pages;
      build(shown.units.length);
      paint(side, scale, outer);
    },
    destroy() {
      sheet.destroy();
      root.remove();
    },
  };
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
