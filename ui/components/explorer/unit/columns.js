/** The columns of tiles: inputs, kernels, intermediate maps, the output; each over one canvas. */

import { Sheet } from "../../maps/sheet.js";
import { createTile } from "../../maps/tile.js";
import { paintMap } from "../../shared/colours.js";
import { element } from "../../shared/element.js";

/**
 * @typedef {{tile: import("../../maps/tile.js").Tile, row: number}} Place a tile, and the row that it stands in
 */

/**
 * One column of maps.
 *
 * @param {string} stage "input", "part" or "output"
 * @param {boolean[]} present which rows have a tile here
 */
export function createColumn(stage, present) {
  const heading = element("h4", {});
  const size = element("span", { class: "cl-muted" });
  const places = present.map((shown, row) => (shown ? makeTile(stage, row) : null));
  const cells = places.map((tile) =>
    tile?.root ?? element("div", { class: "tile tile-absent" }, element("span", { class: "caption" }))
  );
  const names = cells.map(() => element("span", { class: "unit-name" }));
  if (stage === "input") cells.forEach((cell, row) => cell.prepend(names[row]));
  const body = element("div", { class: "unit-tiles" }, cells);
  const root = element("section", { class: `unit-column unit-${stage}` }, element("header", {}, heading, size), body);
  const sheet = new Sheet(body);
  const frames = places.filter(Boolean).map((tile) => tile.frame);

  /** @param {(import("./scenes/scene.js").Picture | null)[]} pictures one a row */
  function paint(pictures) {
    const shown = pictures.filter(Boolean);
    if (shown.length === 0) return;
    const [rows, columns] = shown[0].tensor.shape;
    for (const tile of places) tile?.button.style.setProperty("--aspect", String(columns / rows));
    sheet.lay(frames, rows, columns);
    shown.forEach(({ tensor, painted = tensor, channel, scale }, index) => {
      paintMap(
        sheet.pixels,
        columns,
        painted.data,
        rows,
        columns,
        painted.shape[2],
        channel,
        scale,
        0,
        sheet.top(index),
      );
    });
    sheet.show();
    size.textContent = `${rows} × ${columns}`;
  }

  /** Outline the same box on every tile; a tile of one cell needs none. */
  function outline(box, pictures, kind) {
    const [rows, columns] = pictures.find(Boolean).tensor.shape;
    for (const tile of places) tile?.outline(rows * columns > 1 ? box : null, rows, columns, kind);
  }

  return {
    root,
    heading,
    tiles: places,
    names,
    captions: cells.map((cell) => cell.querySelector(".caption")),
    paint,
    outline,
    measure: () => sheet.measure(),
    destroy: () => sheet.destroy(),
  };
}

function makeTile(stage, row) {
  return createTile({ "data-stage": stage, "data-row": String(row), tabindex: "-1" });
}

/** The kernels: small grids, each a button that shows its numbers. */
export function createKernelColumn(count) {
  const heading = element("h4", {});
  const size = element("span", { class: "cl-muted" });
  const frames = Array.from({ length: count }, () => element("span", { class: "grid" }));
  const buttons = frames.map((frame, row) =>
    element("button", {
      type: "button",
      class: "kernel-button",
      "data-kernel": String(row),
      tabindex: row ? "-1" : "0",
    }, frame)
  );
  const factors = buttons.map(() => element("span", { class: "caption" }));
  const tiles = buttons.map((button, row) => element("div", { class: "tile" }, button, factors[row]));
  const body = element("div", { class: "unit-tiles" }, tiles);
  const root = element("section", { class: "unit-column unit-kernel" }, element("header", {}, heading, size), body);
  const sheet = new Sheet(body);

  /** @param {import("./scenes/scene.js").Kernel[]} kernels */
  function paint(kernels) {
    if (kernels.length === 0) return;
    const { rows, columns } = kernels[0];
    for (const frame of frames) frame.style.setProperty("--aspect", String(columns / rows));
    sheet.lay(frames, rows, columns);
    kernels.forEach(({ weights, limit }, index) => {
      paintMap(sheet.pixels, columns, weights, rows, columns, 1, 0, { kind: "weight", limit }, 0, sheet.top(index));
    });
    sheet.show();
    size.textContent = `${rows} × ${columns}`;
  }

  return { root, heading, buttons, factors, paint, measure: () => sheet.measure(), destroy: () => sheet.destroy() };
}
