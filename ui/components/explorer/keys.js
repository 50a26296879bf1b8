/**
 * What a key does to the unit that has the focus. Pure.
 *
 * Across a layer the arrow keys go from unit to unit, along the network from layer to layer; Home and End go to the
 * first and the last unit of the layer. With Shift the arrows across a layer go through the edges that end at the unit.
 *
 * @typedef {{node: string, unit: number}} Unit
 */
import { PICTURE } from "./overview/columns.js";

const STEPS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

/**
 * @param {import("./overview/layout.js").Layout} layout
 * @param {Unit} current
 * @param {string} key as in KeyboardEvent.key
 * @returns {Unit | null} null where the key means nothing here
 */
export function moved(layout, current, key) {
  const columns = layout.columns.filter(({ name }) => name !== PICTURE);
  const index = columns.findIndex(({ name }) => name === current.node);
  if (index < 0) return null;
  const column = columns[index];
  const place = column.units.indexOf(current.unit);
  const last = column.units.length - 1;
  if (key === "Home" || key === "End") return { node: column.name, unit: column.units[key === "Home" ? 0 : last] };
  const [layers, units] = stepOf(key, layout.vertical);
  if (units) return { node: column.name, unit: column.units[within(place + units, last)] };
  if (!layers) return null;
  const next = columns[within(index + layers, columns.length - 1)];
  const share = last ? place / last : 0.5;
  return { node: next.name, unit: next.units[Math.round(share * (next.units.length - 1))] };
}

/** [layers along the network, units across the layer] that an arrow key moves by. */
export function stepOf(key, vertical) {
  const [right, down] = STEPS[key] ?? [0, 0];
  return vertical ? [down, right] : [right, down];
}

const within = (value, last) => Math.max(0, Math.min(last, value));
