/** A tile with a canvas of its own, one pixel a cell, for views with a handful of maps. */
import { createTile } from "../maps/tile.js";
import { element } from "../shared/element.js";

/**
 * @param {Object<string, string>} attributes of the tile's button
 * @returns {import("../maps/tile.js").Tile & {canvas: HTMLCanvasElement}}
 */
export function createCanvasTile(attributes) {
  const tile = createTile(attributes);
  const canvas = /** @type {HTMLCanvasElement} */ (element("canvas", { width: "1", height: "1" }));
  tile.frame.prepend(canvas);
  return { ...tile, canvas };
}
