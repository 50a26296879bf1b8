/** The first section: a feature map, and what each of nine activation functions makes of it. */
import { digitsFor } from "../written/written.js";
import { createCanvasTile } from "./canvas_tile.js";
import { limitOf } from "../shared/colours.js";
import { element } from "../shared/element.js";
import { formatNumber } from "../shared/numbers.js";
import { say } from "../shared/words.js";
import { createActivationCard } from "./activation_card.js";
import { createLegend, paintCanvas, rangeText, scaleOf } from "./map_scale.js";
import { createPointing } from "./pointing.js";
import { histogram } from "../maps/activation_curve.js";
import { createTileNames } from "./tile_names.js";

/**
 * @typedef {import("./payload.d.ts").ActivationHeader} ActivationHeader
 * @typedef {import("./pointing.js").Selection} Selection
 * @typedef {Record<string, import("./map_scale.js").Tensor>} Tensors
 */

export class ActivationSection {
  /** @param {HTMLElement} parent @param {ActivationHeader} header @param {Tensors} arrays */
  constructor(parent, header, arrays) {
    this.header = header;
    this.feature = arrays.feature_map;
    this.maps = arrays.activation_maps;
    this.limit = 1;
    this.digits = 2;
    /** What kind of map was shown last. @type {boolean | null} */
    this.shownGrey = null;
    this.language = header.language;
    /** @type {import("../shared/words.js").Text} */
    this.text = (key, values) => say(header.words, key, values);
    this.names = header.activations;
    this.ownScale = false;
    /** @type {(name: string) => void} */
    this.choose = () => {};
    /** @type {Selection} */
    this.selection = { tile: 0, row: 0, column: 0, pinned: false };
    this.source = createCanvasTile({ "data-tile": "0", tabindex: "-1" });
    this.legend = createLegend();
    this.sourceName = element("h3", {});
    this.readout = element("p", { class: "readout" });
    this.cards = this.names.map(({ name, title }, index) =>
      createActivationCard({
        name,
        title,
        index,
        group: header.key,
        text: this.text,
        language: this.language,
        onChoose: () => this.choose(name),
      })
    );
    this.root = element(
      "div",
      { class: "cl-view pooling-view" },
      element("div", { class: "activations" }, this.sourceColumn(), this.cardGrid()),
    );
    this.tiles = [this.source, ...this.cards.map((card) => card.tile)];
    this.tileNames = createTileNames(this.tiles);
    this.pointing = createPointing(this.root, {
      selection: () => this.selection,
      shape: () => this.feature.shape,
      count: this.tiles.length,
      cell: (_, place) => place,
      select: (selection) => this.select(selection),
      focus: (tile) => this.tiles[tile].button.focus(),
    });
    parent.append(this.root);
  }

  sourceColumn() {
    const own = element("input", { type: "checkbox" });
    own.addEventListener("change", () => this.rescale(own.checked));
    this.source.root.append(this.legend.root);
    return element(
      "div",
      { class: "source" },
      this.sourceName,
      this.source.root,
      this.readout,
      element("label", { class: "option" }, own, this.text("own_scale")),
      element(
        "ul",
        { class: "key" },
        element("li", {}, element("span", { class: "swatch swatch-bars" }), this.text("key_bars")),
        element("li", {}, element("span", { class: "swatch swatch-flat" }), this.text("key_flat")),
      ),
      element("p", { class: "hint" }, this.text("hint")),
    );
  }

  cardGrid() {
    const cards = this.cards.map((card) => card.root);
    return element("div", { class: "cards", role: "radiogroup", "aria-label": this.text("choose") }, cards);
  }

  /** @param {ActivationHeader} header @param {Tensors} arrays */
  update(header, arrays) {
    this.header = header;
    this.feature = arrays.feature_map;
    this.maps = arrays.activation_maps;
    this.root.classList.toggle("stale", header.stale);
    this.limit = limitOf(this.feature.data) || 1;
    this.digits = digitsFor(this.limit);
    this.sourceName.textContent = header.featureName;
    this.tileNames.name([
      header.featureName,
      ...this.cards.map(({ title }) => this.text("map_after", { name: title })),
    ]);
    const counts = histogram(this.feature.data, this.limit);
    this.cards.forEach((card, index) => {
      const { name } = this.names[index];
      const { saturated, chosen } = header;
      card.update({
        tensor: this.maps,
        counts,
        limit: this.limit,
        saturated: saturated[name],
        chosen: chosen === name,
      });
    });
    this.paint();
    this.select(this.fitted());
    this.root.dataset.state = header.stale ? "stale" : "keras";
  }

  paint() {
    const shared = scaleOf(this.header.grey, this.feature.data);
    paintCanvas(this.source.canvas, this.feature, 0, shared);
    this.legend.set(shared, this.language);
    this.source.caption.textContent = `${this.feature.shape[0]} × ${this.feature.shape[1]} · ${
      rangeText(this.feature, 0, this.language)
    }`;
    this.cards.forEach((card, index) => {
      card.paint(
        this.maps,
        this.ownScale ? { kind: shared.kind, limit: limitOf(this.maps.data, this.maps.shape[2], index) || 1 } : shared,
      );
    });
  }

  /** @param {boolean} own */
  rescale(own) {
    this.ownScale = own;
    this.paint();
  }

  /**
   * The selected cell if it is still on the map; at first, and for another kind of map, the smallest value's.
   *
   * @returns {Selection}
   */
  fitted() {
    const [rows, columns] = this.feature.shape;
    const { selection } = this;
    if (this.shownGrey !== this.header.grey) {
      this.shownGrey = this.header.grey;
      const { data } = this.feature;
      const smallest = data.reduce((best, value, index) => (value < data[best] ? index : best), 0);
      return {
        tile: selection.tile,
        row: Math.floor(smallest / columns),
        column: smallest % columns,
        pinned: false,
      };
    }
    return { ...selection, row: Math.min(selection.row, rows - 1), column: Math.min(selection.column, columns - 1) };
  }

  /** @param {Selection} selection */
  select(selection) {
    const [rows, columns] = this.feature.shape;
    const box = { row: selection.row, column: selection.column, rows: 1, columns: 1 };
    const cell = selection.row * columns + selection.column;
    const x = this.feature.data[cell];
    for (const tile of this.tiles) tile.outline(box, rows, columns, "cell");
    this.cards.forEach((card, index) => card.select(x, this.maps.data[cell * this.cards.length + index], this.digits));
    this.selection = selection;
    this.root.classList.toggle("pinned", selection.pinned);
    this.describe(x, cell);
  }

  /**
   * The words for the selected cell: beside the map, and on the tile that keys move on.
   *
   * @param {number} x
   * @param {number} cell its index
   */
  describe(x, cell) {
    const { tile, row, column, pinned } = this.selection;
    const place = this.text(pinned ? "cell_pinned" : "cell", { row: row + 1, column: column + 1 });
    const value = formatNumber(x, this.digits, this.language);
    this.readout.textContent = `${place}: x = ${value}`;
    const result = tile
      ? ` → ${formatNumber(this.maps.data[cell * this.cards.length + tile - 1], this.digits, this.language)}`
      : "";
    this.tileNames.describe(tile, `${place}: x = ${value}${result}`, pinned);
  }

  destroy() {
    this.pointing.destroy();
    this.root.remove();
  }
}
