/**
 * Edited kernels as they are sent to the server: single grids with their place on the Keras kernel's last two axes.
 *
 * @typedef {{at: [number, number], pointwise: boolean, rows: number, columns: number, values: number[]}} Grid
 */
import { mapKernels } from "../kernel_editor/map_kernels.js";

/**
 * The grids of one map that are no longer as the server has them.
 *
 * @param {import("./lab.js").Lab} before as the server sent it
 * @param {import("./lab.js").Lab} after with the edit
 * @param {number} map
 * @returns {Grid[]}
 */
export function changedGrids(before, after, map) {
  const old = mapKernels(before.program, before.kernel, before.pointwise, map);
  const now = mapKernels(after.program, after.kernel, after.pointwise, map);
  const changed = (from, to) => to.some((value, index) => value !== from[index]);
  const grids = now.places
    .map((place, index) => ({ at: place.at, pointwise: false, rows: now.rows, columns: now.columns, values: Array.from(now.grids[index]) }))
    .filter((grid, index) => changed(old.grids[index], grid.values));
  const weights = now.pointwise ?? [];
  weights.forEach((value, index) => {
    if (value !== old.pointwise[index]) grids.push({ at: [index, map], pointwise: true, rows: 1, columns: 1, values: [value] });
  });
  return grids;
}

/**
 * Where the grids of one map stand: what is put back when the map is reset.
 *
 * @param {import("./lab.js").Lab} lab
 * @param {number} map
 * @returns {{at: [number, number], pointwise: boolean}[]}
 */
export function placesOf(lab, map) {
  const { places, pointwise } = mapKernels(lab.program, lab.kernel, lab.pointwise, map);
  const kernels = places.map(({ at }) => ({ at, pointwise: false }));
  return [...kernels, ...Array.from(pointwise ?? [], (_, index) => ({ at: [index, map], pointwise: true }))];
}
