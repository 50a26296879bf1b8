/** The second section: max, average and min pooling of the chosen activation map, what they are for, what they save. */
import { digitsFor } from "../written/written.js";
import { createCanvasTile } from "./canvas_tile.js";
import { clip } from "../maps/tile.js";
import { element } from "../shared/element.js";
import { say } from "../shared/words.js";
import { createChangeTable } from "./change_table.js";
import { createCostTable } from "./cost_table.js";
import { createLegend, GREY, paintCanvas, rangeText, scaleOf } from "./map_scale.js";
import { createPointing } from "./pointing.js";
import { createPoolCard } from "./pool_card.js";
import { createTileNames } from "./tile_names.js";
import { windowNumbers } from "./window_numbers.js";

const KINDS = /** @type {const} */ (["max", "average", "min"]);
const VERSIONS = ["original", "changed"];

/**
 * @typedef {import("./map_scale.js").Tensor} Tensor
 * @typedef {import("./payload.d.ts").PoolingHeader} PoolingHeader
 * @typedef {import("./pointing.js").Selection} Selection
 * @typedef {Record<string, Tensor>} Tensors
 */

export class PoolingSection {
  /** @param {HTMLElement} parent @param {PoolingHeader} header @param {Tensors} arrays */
  constructor(parent, header, arrays) {
    this.header = header;
    this.program = header.program;
    this.map = versionsOf(arrays.activation_map);
    this.pooled = versionsOf(arrays.pooled_maps);
    this.picture = versionsOf(arrays.picture);
    this.scale = GREY;
    this.digits = 2;
    /** What kind of map was shown last. @type {boolean | null} */
    this.shownGrey = null;
    this.language = header.language;
    /** @type {import("../shared/words.js").Text} */
    this.text = (key, values) => say(header.words, key, values);
    this.version = 0;
    /** @type {Selection} */
    this.selection = { tile: 0, row: 0, column: 0, pinned: false };
    this.source = createCanvasTile({ "data-tile": "0", tabindex: "-1" });
    this.legend = createLegend();
    this.sourceName = element("h3", {});
    this.readout = element("p", { class: "readout" });
    this.cards = KINDS.map((kind, index) => createPoolCard({ kind, index, text: this.text, language: this.language }));
    this.changes = createChangeTable(this.text, this.language);
    this.costs = createCostTable(this.text, this.language);
    this.root = element(
      "div",
      { class: "cl-view pooling-view" },
      element(
        "div",
        { class: "poolings" },
        this.sourceColumn(header.key),
        element("div", { class: "pool-cards" }, this.cards.map((card) => card.root)),
      ),
      element("div", { class: "lower" }, this.changePart(), this.costs.root),
    );
    this.tiles = [this.source, ...this.cards.map((card) => card.tile)];
    this.tileNames = createTileNames(this.tiles);
    this.pointing = createPointing(this.root, {
      selection: () => this.selection,
      shape: () => this.pooled[0].shape,
      count: this.tiles.length,
      cell: (tile, place) => (tile ? place : this.windowAt(place)),
      select: (selection) => this.select(selection),
      focus: (tile) => this.tiles[tile].button.focus(),
    });
    parent.append(this.root);
  }

  /** @param {string} key of the component */
  sourceColumn(key) {
    this.source.root.append(this.legend.root);
    const radios = VERSIONS.map((version, index) => {
      const radio = element("input", { type: "radio", name: `${key}-version`, value: version, checked: index === 0 });
      radio.addEventListener("change", () => this.show(index));
      return element("label", { class: "option" }, radio, this.text(`show_${version}`));
    });
    const versions = element("fieldset", { class: "versions" }, element("legend", {}, this.text("show")), radios);
    return element(
      "div",
      { class: "source" },
      this.sourceName,
      this.source.root,
      this.readout,
      versions,
      element("p", { class: "hint" }, this.text("hint_window")),
    );
  }

  changePart() {
    const lead = element("p", { class: "note" }, this.text("changes_lead"));
    return element("div", {}, element("h3", {}, this.text("changes")), lead, this.changes.root);
  }

  /** @param {PoolingHeader} header @param {Tensors} arrays */
  update(header, arrays) {
    this.header = header;
    this.program = header.program;
    this.map = versionsOf(arrays.activation_map);
    this.pooled = versionsOf(arrays.pooled_maps);
    this.picture = versionsOf(arrays.picture);
    this.scale = scaleOf(header.grey, arrays.activation_map.data);
    this.digits = digitsFor(this.scale.limit);
    this.root.classList.toggle("stale", header.stale);
    this.sourceName.textContent = header.mapName;
    this.tileNames.name([
      header.mapName,
      ...KINDS.map((kind) => this.text("pooled_map", { kind: this.text(`pooling_${kind}`) })),
    ]);
    this.changes.update({
      picture: this.picture,
      map: this.map,
      pooled: this.pooled,
      changes: header.changes,
      mapName: header.mapName,
      scales: { picture: GREY, map: this.scale },
      same: header.cause === "same",
      cause: header.cause,
    });
    this.costs.update(header.costs, this.map[0].shape, this.pooled[0].shape);
    this.show(this.version);
    this.root.dataset.state = header.stale ? "stale" : "keras";
  }

  /** Show the maps of the picture as it is (0) or changed (1). @param {number} version */
  show(version) {
    this.version = version;
    const map = this.map[version];
    const [rows, columns] = map.shape;
    paintCanvas(this.source.canvas, map, 0, this.scale);
    this.legend.set(this.scale, this.language);
    this.source.caption.textContent = `${rows} × ${columns} · ${rangeText(map, 0, this.language)}`;
    const { unused } = this.program;
    this.source.shade(rows, columns, unused, unused, this.text("unused", { count: unused.length }));
    for (const card of this.cards) card.update(this.pooled[version], this.scale);
    this.select(this.fitted());
  }

  /**
   * The selected cell if it is still there; at first, and for another kind of map, the one that tells most.
   *
   * @returns {Selection}
   */
  fitted() {
    const [rows, columns] = this.pooled[0].shape;
    const { selection } = this;
    if (this.shownGrey !== this.header.grey) {
      this.shownGrey = this.header.grey;
      return { tile: selection.tile, ...mostDifferent(this.pooled[0]), pinned: false };
    }
    return { ...selection, row: Math.min(selection.row, rows - 1), column: Math.min(selection.column, columns - 1) };
  }

  /**
   * The pooled cell whose window has its centre nearest to a place on the map.
   *
   * @param {import("../maps/tile.js").Cell} place
   */
  windowAt({ row, column }) {
    const { size, strides, padding } = this.program;
    const nearest = (/** @type {number} */ index, /** @type {number} */ axis) => {
      const cell = Math.round((index + padding[axis][0] - (size[axis] - 1) / 2) / strides[axis]);
      return Math.min(Math.max(cell, 0), this.pooled[0].shape[axis] - 1);
    };
    return { row: nearest(row, 0), column: nearest(column, 1) };
  }

  /** @param {Selection} selection */
  select(selection) {
    const { row, column, tile, pinned } = selection;
    const { size, strides, padding } = this.program;
    const map = this.map[this.version];
    const pooled = this.pooled[this.version];
    const numbers = windowNumbers(this.program, map, pooled, selection, this.digits, this.language);
    this.selection = selection;
    const window = {
      row: row * strides[0] - padding[0][0],
      column: column * strides[1] - padding[1][0],
      rows: size[0],
      columns: size[1],
    };
    this.source.outline(clip(window, map.shape), map.shape[0], map.shape[1], "window");
    for (const card of this.cards) {
      card.tile.outline({ row, column, rows: 1, columns: 1 }, pooled.shape[0], pooled.shape[1], "cell");
      card.select(numbers, this.scale);
    }
    this.root.classList.toggle("pinned", pinned);
    this.describe(tile, pinned, numbers);
  }

  /** @param {number} tile @param {boolean} pinned @param {import("./window_numbers.js").WindowNumbers} numbers */
  describe(tile, pinned, numbers) {
    const { row, column } = this.selection;
    const values = KINDS.map((kind) => `${this.text(`symbol_${kind}`)} ${numbers.of(kind).result}`);
    const place = this.text(pinned ? "window_pinned" : "window", { row: row + 1, column: column + 1 });
    this.readout.textContent = place;
    this.tileNames.describe(tile, `${place}: ${values.join(", ")}`, pinned);
  }

  destroy() {
    this.pointing.destroy();
    this.root.remove();
  }
}

/**
 * Find the cell in which max and min pooling differ most.
 *
 * @param {{data: ArrayLike<number>, shape: number[]}} pooled (rows, columns, maps)
 */
function mostDifferent({ data, shape: [rows, columns, maps] }) {
  const spread = (/** @type {number} */ cell) => data[cell * maps] - data[cell * maps + maps - 1];
  let best = 0;
  for (let cell = 1; cell < rows * columns; cell += 1) if (spread(cell) > spread(best)) best = cell;
  return { row: Math.floor(best / columns), column: best % columns };
}

/** Both versions in a tensor (versions, rows, columns, maps), as views on the same numbers. @param {Tensor} tensor */
const versionsOf = (tensor) => [0, 1].map((version) => versionOf(tensor, version));

/** @param {Tensor} tensor @param {number} version @returns {Tensor} */
function versionOf({ data, shape: [, rows, columns, maps] }, version) {
  const length = rows * columns * maps;
  return { data: data.subarray(version * length, (version + 1) * length), shape: [rows, columns, maps] };
}
