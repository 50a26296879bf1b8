/** The first layer at one epoch: every filter's kernel, a slice a channel, and the map that it makes of the picture. */
import { Sheet } from "../maps/sheet.js";
import { legendBar } from "../maps/legend.js";
import { limitOf, paintMap } from "../shared/colours.js";
import { element } from "../shared/element.js";
import { formatNumber } from "../shared/numbers.js";
import { say } from "../shared/words.js";
import { at, largest, mapsAt } from "./epochs.js";

/**
 * @typedef {import("./epochs.js").Tensor} Tensor
 * @typedef {import("../shared/words.js").Words} Words
 */
/** @param {Words} words @param {string} language */
export function createFilters(words, language) {
  const grid = element("div", { class: "filter-grid" });
  const legends = element("div", { class: "legends" });
  const root = element("div", { class: "filters" }, grid, legends);
  const sheets = { maps: new Sheet(grid), kernels: new Sheet(grid) };
  /** @type {ReturnType<typeof tile>[]} */
  let tiles = [];
  /** @type {{maps: HTMLElement[], kernels: HTMLElement[]}} */
  let frames = { maps: [], kernels: [] };
  let shape = "";

  /** @param {number} count @param {number} slices */
  function lay(count, slices) {
    if (shape === `${count} ${slices}`) return;
    shape = `${count} ${slices}`;
    tiles = Array.from({ length: count }, (_, unit) => tile(words, unit, slices));
    frames = { maps: tiles.map(({ map }) => map).filter(Boolean), kernels: tiles.flatMap(({ kernels }) => kernels) };
    grid.replaceChildren(sheets.maps.canvas, sheets.kernels.canvas, ...tiles.map((each) => each.root));
  }

  return {
    root,
    /**
     * @param {Record<string, Tensor>} arrays
     * @param {number} index
     * @param {"epoch" | "run"} scale which epochs share one colour scale
     */
    update({ filters, maps, map_limits: mapLimits }, index, scale) {
      root.hidden = !maps;
      if (!maps) return;
      const numbers = mapsAt(maps, mapLimits, index);
      const limits = scale === "run" ? mapLimits.data : at(mapLimits, index).data;
      const mapLimit = largest(limits);
      const kernels = filters ? at(filters, index) : null;
      const kernelLimit = kernels ? limitOf(scale === "run" ? filters.data : kernels.data) || 1e-6 : 0;
      lay(numbers.shape[2], kernels ? kernels.shape[2] : 0);
      paintMaps(sheets.maps, frames.maps, numbers, mapLimit);
      if (kernels) paintKernels(sheets.kernels, frames.kernels, kernels, kernelLimit);
      tiles.forEach((each, unit) => each.name(numbers, kernels, unit, language));
      legends.replaceChildren(...legendsOf(words, language, mapLimit, kernelLimit));
    },
    destroy() {
      for (const sheet of Object.values(sheets)) sheet.destroy();
    },
  };
}

/**
 * @param {Sheet} sheet
 * @param {HTMLElement[]} frames
 * @param {Tensor} maps (rows, columns, maps)
 * @param {number} limit
 */
function paintMaps(sheet, frames, { data, shape: [rows, columns, count] }, limit) {
  sheet.lay(frames, rows, columns);
  for (let unit = 0; unit < count; unit++) {
    paintMap(sheet.pixels, columns, data, rows, columns, count, unit, limit, 0, sheet.top(unit));
  }
  sheet.show();
}

/**
 * Paint kernels (rows, columns, channels, filters): the slice of a channel and a filter is one "map" of channels · filters.
 *
 * @param {Sheet} sheet
 * @param {HTMLElement[]} frames
 * @param {Tensor} kernels
 * @param {number} limit
 */
function paintKernels(sheet, frames, { data, shape: [rows, columns, channels, count] }, limit) {
  sheet.lay(frames, rows, columns);
  const all = channels * count;
  for (let unit = 0; unit < count; unit++) {
    for (let channel = 0; channel < channels; channel++) {
      const top = sheet.top(unit * channels + channel);
      paintMap(
        sheet.pixels,
        columns,
        data,
        rows,
        columns,
        all,
        channel * count + unit,
        { kind: "weight", limit },
        0,
        top,
      );
    }
  }
  sheet.show();
}

/** @param {Words} words @param {number} unit @param {number} slices */
function tile(words, unit, slices) {
  const map = element("span", { class: "map-frame" });
  const kernels = Array.from({ length: slices }, () => element("span", { class: "kernel-frame" }));
  const number = element("span", { class: "tile-number", "aria-hidden": "true" }, String(unit + 1));
  const root = element(
    "div",
    { class: "filter-tile", role: "img" },
    map,
    element("span", { class: "kernel-strip" }, number, kernels),
  );
  return {
    root,
    map,
    kernels,
    /** @param {Tensor} maps @param {Tensor | null} filters @param {number} index @param {string} language */
    name(maps, filters, index, language) {
      const write = (/** @type {number} */ value) => formatNumber(value, 2, language);
      const [low, high] = rangeOf(maps.data, maps.shape[2], index);
      const values = { number: index + 1, low: write(low), high: write(high) };
      let text = say(words, "map_spoken", values);
      if (filters) {
        const [least, most] = rangeOf(filters.data, filters.shape[3], index);
        text = `${say(words, "filter_spoken", { number: index + 1, low: write(least), high: write(most) })} ${text}`;
      }
      root.setAttribute("aria-label", text);
      root.title = text;
    },
  };
}

/** @param {Tensor["data"]} data @param {number} step @param {number} start */
function rangeOf(data, step, start) {
  let [low, high] = [Infinity, -Infinity];
  for (let place = start; place < data.length; place += step) {
    if (data[place] < low) low = data[place];
    if (data[place] > high) high = data[place];
  }
  return [low, high];
}

/** @param {Words} words @param {string} language @param {number} mapLimit @param {number} kernelLimit */
function legendsOf(words, language, mapLimit, kernelLimit) {
  /** @type {[title: string, kind: import("../maps/legend.js").Kind, limit: number][]} */
  const parts = [[words.legend_maps, "activation", mapLimit]];
  if (kernelLimit) parts.push([words.legend_filters, "weight", kernelLimit]);
  return parts.map(([title, kind, limit]) => {
    const digits = limit >= 100 ? 0 : limit >= 0.1 ? 2 : 4;
    return element(
      "div",
      { class: "cl-legend" },
      element("span", { class: "legend-title" }, title),
      formatNumber(-limit, digits, language),
      legendBar(kind),
      formatNumber(limit, digits, language),
    );
  });
}
