/**
 * The columns of the pipeline: each a heading, and tiles over one canvas. They are kept as long as they fit, with what is
 * painted on them: another layer may need a map less, and then the picture need not be painted again.
 *
 * @typedef {import("../../maps/tile.js").Tile} Tile
 */
import { legendStops } from "../../shared/colours.js";
import { element } from "../../shared/element.js";
import { inputTiles, kernelsOfMap, kernelTile } from "./inputs.js";
import { Sheet } from "../../maps/sheet.js";
import { createTile } from "../../maps/tile.js";

/** More rows do not make the tiles smaller: they are scrolled to. A style that changes lays all of them out again. */
const MOST_ROWS = 4;

export class Columns {
  /** @param {HTMLElement} root what holds the columns */
  constructor(root) {
    this.root = root;
    /** @type {Object<string, Tile[] & {frames: HTMLElement[]}>} by the column's name, as all that follows */
    this.tiles = {};
    /** @type {Object<string, Sheet>} */
    this.sheets = {};
    this.headings = {};
    this.parts = {};
  }

  /**
   * Make what these maps need and is not there yet.
   *
   * @param {object} lab
   * @param {string[]} stages of the maps
   * @returns {string[]} the columns whose tiles were made
   */
  build(lab, stages) {
    const maps = lab.feature.shape[2];
    const each = (make) => Array.from({ length: maps }, (_, map) => make(map));
    const grids = kernelsOfMap(lab);
    const made = [
      this.column(lab, "input", "grey", [lab.image.shape[2]], () => inputTiles(lab)),
      this.column(
        lab,
        "kernels",
        "weight",
        [grids, maps],
        (before) => each((map) => kernelTile(grids, map, before[map])),
      ),
      ...stages.map((stage) =>
        this.column(lab, stage, "activation", [maps], (before) => each((map) => before[map] ?? mapTile(stage, map)))
      ),
    ];
    for (const name of Object.keys(this.parts)) if (!["input", "kernels", ...stages].includes(name)) this.drop(name);
    this.place(maps, stages.length);
    return made.filter(Boolean);
  }

  /**
   * @param {object} lab
   * @param {string} name
   * @param {string} kind of its colours
   * @param {*[]} structure what its tiles depend on: they are made where it has changed
   * @param {(before: Tile[]) => Tile[]} make
   * @returns {string|null} the name, if tiles were made
   */
  column(lab, name, kind, structure, make) {
    const wanted = JSON.stringify(structure);
    if (this.parts[name]?.structure === wanted) return null;
    const title = lab.words[`pipeline.${name}`];
    if (!this.parts[name]) {
      const body = element("div", { class: "tiles" });
      this.sheets[name] = new Sheet(body);
      this.headings[name] = heading(title, kind);
      const root = element("section", { class: `stage ${name}`, "aria-label": title }, this.headings[name].root, body);
      this.parts[name] = { root, body };
    }
    const tiles = make(this.tiles[name] ?? []);
    tiles.frames = tiles.flatMap((tile) => tile.frames ?? [tile.frame]);
    this.tiles[name] = tiles;
    this.parts[name].structure = wanted;
    hold(this.parts[name].body, [this.sheets[name].canvas, ...tiles.map((tile) => tile.root)]);
    return name;
  }

  place(maps, stages) {
    const roots = Object.values(this.parts).map(({ root }) => root);
    const { style } = this.root;
    hold(this.root, roots);
    const sizes = {
      "--rows": String(Math.min(MOST_ROWS, Math.max(maps, this.tiles.input.length))),
      "--stages": String(stages),
    };
    for (const [name, size] of Object.entries(sizes)) {
      if (style.getPropertyValue(name) !== size) style.setProperty(name, size);
    }
  }

  drop(name) {
    this.sheets[name].destroy();
    for (const kept of [this.parts, this.tiles, this.sheets, this.headings]) delete kept[name];
  }

  destroy() {
    for (const sheet of Object.values(this.sheets)) sheet.destroy();
    this.root.replaceChildren();
  }
}

/** What is there already, from the first child on, is not put there again: it would lose its focus, and be laid out anew. */
function hold(parent, wanted) {
  const { children } = parent;
  const kept = wanted.findIndex((child, index) => children[index] !== child);
  const from = kept < 0 ? wanted.length : kept;
  while (children.length > from) parent.lastElementChild.remove();
  parent.append(...wanted.slice(from));
}

function mapTile(stage, map) {
  return createTile({ "data-stage": stage, "data-map": String(map), tabindex: "-1" });
}

function heading(title, kind) {
  const [detail, range] = [element("span", { class: "detail" }), element("span", { class: "range" })];
  const legend = element("span", {
    class: "legend",
    style: { background: `linear-gradient(90deg, ${legendStops(kind)})` },
  });
  return { root: element("header", {}, element("h3", {}, title), detail, legend, range), detail, range };
}
