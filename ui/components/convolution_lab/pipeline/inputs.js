/**
 * The first two columns of the pipeline: the picture with its channels, and the kernels of every map.
 */
import { paddingOf } from "../../arithmetic/convolution.js";
import { mapKernels } from "../../arithmetic/kernels.js";
import { createTile } from "../../maps/tile.js";
import { paintMap, paintPicture } from "../../shared/colours.js";
import { element } from "../../shared/element.js";
import { say } from "../../shared/words.js";

/**
 * The picture as it goes in, then its channels one by one.
 *
 * @param {object} lab
 * @returns {import("../../maps/tile.js").Tile[]}
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
    if (index === 0) paintPicture(sheet.pixels, columns, data, rows, columns, channels, 0, sheet.top(0));
    else {paintMap(
        sheet.pixels,
        columns,
        data,
        rows,
        columns,
        channels,
        index - 1,
        { kind: "grey", limit: 1 },
        0,
        sheet.top(index),
      );}
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
 * @param {ReturnType<typeof kernelTile>} [before] the map's tile, which gets another number of grids
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
      const scale = { kind: "weight", limit: lab.kernelLimit };
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
