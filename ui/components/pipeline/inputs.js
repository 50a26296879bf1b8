/**
 * The first two columns of the pipeline: the picture with its channels, and the kernels of every map.
 */
import { mapKernels } from "../kernel_editor/map_kernels.js";
import { paintKernelGrid } from "./kernel_grid.js";
import { createTile } from "./tile.js";
import { paintMap, paintPicture } from "../shared/colours.js";
import { element } from "../shared/element.js";
import { say } from "../shared/words.js";

/**
 * The picture as it goes in, then its channels one by one.
 *
 * @param {object} lab
 * @returns {import("./tile.js").Tile[]}
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

/** Paint the picture and its channels, with the padding around them and the cells that no window reaches shaded. */
export function paintInput(tiles, lab) {
  const [rows, columns, channels] = lab.image.shape;
  const { unusedRows, unusedColumns } = lab;
  const title = say(lab.words, "pipeline.unused", { rows: unusedRows.length, columns: unusedColumns.length });
  tiles.forEach((tile, index) => {
    tile.canvas.width = columns;
    tile.canvas.height = rows;
    tile.button.style.setProperty("--aspect", String(columns / rows));
    padded(tile, lab.program, rows, columns);
    const context = tile.canvas.getContext("2d");
    const pixels = context.createImageData(columns, rows);
    const { data } = lab.image;
    if (index === 0) paintPicture(pixels, columns, data, rows, columns, channels);
    else paintMap(pixels, columns, data, rows, columns, channels, index - 1, { kind: "grey", limit: 1 });
    context.putImageData(pixels, 0, 0);
    tile.shade(rows, columns, unusedRows, unusedColumns, title);
  });
}

/** Hatch the padding: a border as wide as the padding is, in cells of this picture. */
function padded(tile, program, rows, columns) {
  const [[top, bottom], [left, right]] = program.layer === "Conv2DTranspose" ? [[0, 0], [0, 0]] : program.padding;
  const { style } = tile.button;
  style.setProperty("--padding-top", `${(100 * top) / columns}%`);
  style.setProperty("--padding-bottom", `${(100 * bottom) / columns}%`);
  style.setProperty("--padding-left", `${(100 * left) / columns}%`);
  style.setProperty("--padding-right", `${(100 * right) / columns}%`);
}

/**
 * The kernels of one map: a small grid a channel. It opens the kernel editor.
 *
 * @param {object} lab
 * @param {number} map
 */
export function kernelTile(lab, map) {
  const { places } = mapKernels(lab.program, lab.kernel, lab.pointwise, map);
  const canvases = places.map(() => element("canvas", { width: "1", height: "1" }));
  const grids = element("span", { class: "grids" }, canvases);
  const button = element("button", { type: "button", class: "tile-button kernel", "data-stage": "kernel", "data-map": String(map) }, grids);
  const caption = element("span", { class: "caption" });
  return { root: element("div", { class: "tile" }, button, caption), button, canvases, caption };
}

/** Paint the kernels of one map. */
export function paintKernel(tile, lab, map) {
  const { grids, rows, columns } = mapKernels(lab.program, lab.kernel, lab.pointwise, map);
  tile.canvases.forEach((canvas, index) => paintKernelGrid(canvas, grids[index], rows, columns, lab.kernelLimit));
  const name = lab.mapNames[map] ?? "";
  tile.caption.textContent = name;
  tile.caption.title = name;
  tile.button.setAttribute("aria-label", say(lab.words, "pipeline.kernel_name", { number: map + 1, kernel: name }));
  tile.button.title = tile.button.getAttribute("aria-label");
}
