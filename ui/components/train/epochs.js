/**
 * Epochs of a run as the view steps through them. Pure functions: tensors and numbers in, tensors and numbers out.
 *
 * @typedef {import("../shared/payload.js").Tensor} Tensor
 */

/** A byte of a map that stands for zero; 0 and 254 stand for the ends of its scale. */
const ZERO = 127;

/**
 * The part of a tensor that belongs to one epoch, without a copy.
 *
 * @param {Tensor} tensor (epochs, …)
 * @param {number} index of the epoch among those that were kept
 * @returns {Tensor} (…)
 */
export function at({ data, shape: [, ...shape] }, index) {
  const size = shape.reduce((product, length) => product * length, 1);
  return { data: data.subarray(index * size, (index + 1) * size), shape };
}

/**
 * The maps of one epoch as numbers; they travel as bytes, each map on a scale of its own.
 *
 * @param {Tensor} maps uint8 (epochs, rows, columns, maps)
 * @param {Tensor} limits float32 (epochs, maps): what the bytes 0 and 254 stand for, without its sign
 * @param {number} index
 * @returns {Tensor} float32 (rows, columns, maps)
 */
export function mapsAt(maps, limits, index) {
  const { data, shape } = at(maps, index);
  const scale = at(limits, index).data;
  const count = shape[2];
  const numbers = Float32Array.from(data, (byte, place) => ((byte - ZERO) / ZERO) * scale[place % count]);
  return { data: numbers, shape };
}

/**
 * The largest of some limits.
 *
 * @param {ArrayLike<number>} limits
 * @returns {number} at least a tiny number above 0, so that a scale always has two ends
 */
export function largest(limits) {
  let found = 0;
  for (let index = 0; index < limits.length; index++) {
    if (limits[index] > found && limits[index] < Infinity) found = limits[index];
  }
  return found || 1e-6;
}

/**
 * How far an epoch's filters have moved from those of the first one: ‖w − w₀‖ / ‖w₀‖.
 *
 * @param {Tensor} filters (epochs, …)
 * @param {number} index
 * @returns {number}
 */
export function changeOf(filters, index) {
  const [first, now] = [at(filters, 0).data, at(filters, index).data];
  let moved = 0;
  let length = 0;
  for (let place = 0; place < first.length; place++) {
    moved += (now[place] - first[place]) ** 2;
    length += first[place] ** 2;
  }
  return length > 0 ? Math.sqrt(moved / length) : 0;
}

/**
 * Which classes have a bar, the same ones at every epoch: all, or those that were ever likely.
 *
 * @param {Tensor} prediction (epochs, classes)
 * @param {number} most
 * @returns {number[]} ascending
 */
export function shownClasses({ data, shape: [, classes] }, most) {
  const highest = new Float32Array(classes);
  for (let place = 0; place < data.length; place++) {
    highest[place % classes] = Math.max(highest[place % classes], data[place]);
  }
  const order = Array.from(highest.keys()).sort((one, other) => highest[other] - highest[one] || one - other);
  return order.slice(0, most).sort((one, other) => one - other);
}

/**
 * Where a key leads.
 *
 * @param {string} key
 * @param {number} index
 * @param {number} count
 * @returns {number | null} null: the key is none of ours
 */
export function stepped(key, index, count) {
  const last = count - 1;
  /** @type {Object<string, number>} */
  const places = {
    ArrowRight: index + 1,
    ArrowUp: index + 1,
    PageDown: index + 1,
    ArrowLeft: index - 1,
    ArrowDown: index - 1,
    PageUp: index - 1,
    Home: 0,
    End: last,
  };
  return key in places ? Math.min(Math.max(places[key], 0), last) : null;
}

/**
 * Which epoch is shown when others have come: who looks at the newest one stays with the newest.
 *
 * @param {{index: number, count: number} | null} before
 * @param {number[]} epochs
 * @param {number | null} asked the link's epoch
 * @returns {number} index among `epochs`
 */
export function indexFor(before, epochs, asked) {
  const last = epochs.length - 1;
  if (before) return before.index === before.count - 1 ? last : Math.min(before.index, last);
  const found = asked === null ? -1 : epochs.indexOf(asked);
  return found >= 0 ? found : last;
}
