/**
 * The columns of the pipeline: each a heading, and tiles over one canvas. They are kept as long as they fit, with what
 * is painted on them: another layer may need a map less, and then the picture need not be painted again. The first two
 * are the picture with its channels, and the kernels of every map. And which rows are on screen, as the browser last
 * laid them out: they are painted first, those that have to be scrolled to right after them.
 *
 * @typedef {import("../../maps/tile.js").Tile} Tile
 * @typedef {{root: HTMLElement, button: HTMLElement, frames: HTMLElement[], caption: HTMLElement}} KernelTile
 * @typedef {any[] & {frames: HTMLElement[]}} Tiles of the kind that the column has, and all their frames
 */
import { paddingOf } from "../../arithmetic/convolution.js";
import { mapKernels } from "../../arithmetic/kernels.js";
import { Sheet } from "../../maps/sheet.js";
import { createTile } from "../../maps/tile.js";
import { legendBar } from "../../maps/legend.js";
import { paintMap, paintPicture } from "../../shared/colours.js";
import { element } from "../../shared/element.js";
import { say } from "../../shared/words.js";

/**
 * The picture as it goes in, then its channels one by one.
 *
 * @param {object} lab
 * @returns {Tile[]}
 */
export function inputTiles(lab) {
  const channels = lab.image.shape[2];
  const names = channels === 1 ? [lab.channelNames[0]] : [lab.words["pipeline.picture"], ...lab.channelNames];
  return names.map((name) => {
    const tile = createTile({ "data-stage": "input", tabindex: "-1", "aria-label": name });
    tile.caption.textContent = name;
    return tile;
  });
}

const GREY = /** @type {const} */ ({ kind: "grey", limit: 1 });

/** Paint the picture and its channels, with the padding around them and the cells that no window reaches shaded. */
export function paintInput(tiles, sheet, lab) {
  const [rows, columns, channels] = lab.image.shape;
  const { unusedRows, unusedColumns } = lab;
  const title = say(lab.words, "pipeline.unused", { rows: unusedRows.length, columns: unusedColumns.length });
  for (const tile of tiles) {
    tile.button.style.setProperty("--aspect", String(columns / rows));
    padded(tile, lab.program, columns);
    tile.shade(rows, columns, unusedRows, unusedColumns, title);
  }
  sheet.lay(tiles.frames, rows, columns);
  tiles.forEach((_, index) => {
    const { data } = lab.image;
    const top = sheet.top(index);
    if (index === 0) paintPicture(sheet.pixels, columns, data, rows, columns, channels, 0, top);
    else paintMap(sheet.pixels, columns, data, rows, columns, channels, index - 1, GREY, 0, top);
  });
  sheet.show();
}

/** Hatch the padding: a border as wide as the padding is, in cells of this picture. */
function padded(tile, program, columns) {
  const [[top, bottom], [left, right]] = paddingOf(program);
  const { style } = tile.button;
  style.setProperty("--padding-top", `${(100 * top) / columns}%`);
  style.setProperty("--padding-bottom", `${(100 * bottom) / columns}%`);
  style.setProperty("--padding-left", `${(100 * left) / columns}%`);
  style.setProperty("--padding-right", `${(100 * right) / columns}%`);
}

/** How many kernels each map has: one for every channel that it sees. */
export function kernelsOfMap({ program, kernel, pointwise }) {
  return mapKernels(program, kernel, pointwise, 0).places.length;
}

/**
 * The kernels of one map: a small grid each. It opens the kernel editor.
 *
 * @param {number} count of kernels
 * @param {number} map
 * @param {KernelTile} [before] the map's tile, which gets another number of grids
 * @returns {KernelTile}
 */
export function kernelTile(count, map, before) {
  if (before?.frames.length === count) return before;
  const frames = Array.from({ length: count }, () => element("span", { class: "grid" }));
  if (before) {
    before.button.firstElementChild.replaceChildren(...frames);
    return { ...before, frames };
  }
  const button = element(
    "button",
    { type: "button", class: "tile-button kernel", "data-stage": "kernel", "data-map": String(map) },
    element("span", { class: "grids" }, frames),
  );
  const caption = element("span", { class: "caption" });
  return { root: element("div", { class: "tile" }, button, caption), button, frames, caption };
}

/** Paint the kernels of all maps, and write their names. */
export function paintKernels(tiles, sheet, lab) {
  const [rows, columns] = lab.kernel.shape;
  const aspect = String(columns / rows);
  for (const frame of tiles.frames) {
    if (frame.style.getPropertyValue("--aspect") !== aspect) frame.style.setProperty("--aspect", aspect);
  }
  sheet.lay(tiles.frames, rows, columns);
  const changed = [];
  let index = 0;
  tiles.forEach((tile, map) => {
    for (const weights of mapKernels(lab.program, lab.kernel, lab.pointwise, map).grids) {
      const scale = /** @type {const} */ ({ kind: "weight", limit: lab.kernelLimit });
      if (paintMap(sheet.pixels, columns, weights, rows, columns, 1, 0, scale, 0, sheet.top(index))) {
        changed.push(index);
      }
      index += 1;
    }
    name(tile, lab, map);
  });
  sheet.show(changed);
}

function name(tile, lab, map) {
  const kernel = lab.mapNames[map] ?? "";
  if (tile.caption.textContent === kernel && tile.button.title) return;
  tile.caption.textContent = kernel;
  tile.caption.title = kernel;
  tile.button.title = say(lab.words, "pipeline.kernel_name", { number: map + 1, kernel });
  tile.button.setAttribute("aria-label", tile.button.title);
}

/** More rows do not make the tiles smaller: they are scrolled to. A style that changes lays all of them out again. */
const MOST_ROWS = 4;

export class Columns {
  /** @param {HTMLElement} root what holds the columns */
  constructor(root) {
    this.root = root;
    /** @type {Object<string, Tiles>} by the column's name, as all that follows */
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
   * @param {(before: any[]) => any[]} make
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
    this.tiles[name] = Object.assign(tiles, { frames: tiles.flatMap((tile) => tile.frames ?? [tile.frame]) });
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

/**
 * What is there already, from the first child on, is not put there again: it would lose its focus, and be laid out
 * anew.
 */
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
  const legend = legendBar(kind, "legend");
  return { root: element("header", {}, element("h3", {}, title), detail, legend, range), detail, range };
}

export class RowsInView {
  /**
   * @param {HTMLElement} root what scrolls
   * @param {() => {root: HTMLElement}[]} tilesOf the tiles of the first two rows, as far as there are any
   */
  constructor(root, tilesOf) {
    this.root = root;
    this.tilesOf = tilesOf;
    this.range = [0, Infinity];
    this.observer = new ResizeObserver(() => this.look());
    this.observer.observe(root);
    this.abort = new AbortController();
    root.addEventListener("scroll", () => this.look(), { passive: true, signal: this.abort.signal });
  }

  look() {
    const [first, second] = this.tilesOf().map(({ root }) => root.getBoundingClientRect().top);
    const { scrollTop, clientHeight } = this.root;
    const [height, heading] = [second - first, first + scrollTop - this.root.getBoundingClientRect().top];
    this.range = height > 0
      ? [Math.floor(scrollTop / height), Math.ceil((clientHeight + scrollTop - heading) / height)]
      : [0, Infinity];
  }

  /**
   * @param {number[]} rows
   * @returns {[number[], number[]]} those on screen, and the others
   */
  split(rows) {
    const [first, end] = this.range;
    const seen = (row) => row >= first && row < end;
    return [rows.filter(seen), rows.filter((row) => !seen(row))];
  }

  destroy() {
    this.observer.disconnect();
    this.abort.abort();
  }
}
