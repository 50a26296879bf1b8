/**
 * Pooling, as Keras does it on TensorFlow: cells of the padding never win and are not counted in an average.
 *
 * @typedef {import("./windows.js").Tensor} Tensor
 * @typedef {{size: [number, number], strides: [number, number], padding: import("./windows.js").Padding}} Geometry
 * @typedef {Geometry & {kind: "none" | "max" | "average" | "min" | "global_max" | "global_average"}} Pooling
 * @typedef {{row: number, column: number, inside: boolean, value: number, winner: boolean}} Cell of a window; of the
 *   padding: `inside` false, value 0
 * @typedef {(result: Float32Array, at: number, data: ArrayLike<number>, columns: number, maps: number, top: number,
 *   bottom: number, left: number, right: number) => void} Reduce one window of all maps at once: the maps of a cell lie
 *   side by side in memory
 */

import { inputWindow, outputSize } from "./windows.js";

const KINDS = Object.freeze(["none", "max", "average", "min", "global_max", "global_average"]);

/** A sign that makes the wanted cell the largest, or 0 if all cells count alike. @type {Object<string, number>} */
const DIRECTION = { max: 1, global_max: 1, min: -1, average: 0, global_average: 0 };

/**
 * The pooled maps, or null if there is no pooling.
 *
 * @param {Pooling} pooling
 * @param {Tensor} tensor (rows, columns, maps)
 * @returns {import("./windows.js").Floats | null} (pooled rows, pooled columns, maps); global: (1, 1, maps)
 */
export function pool(pooling, tensor) {
  if (pooling.kind === "none") return null;
  const { size, strides, padding } = geometry(pooling, tensor.shape);
  const [rows, columns, maps] = tensor.shape;
  const outputRows = outputSize(rows, size[0], strides[0], padding[0]);
  const outputColumns = outputSize(columns, size[1], strides[1], padding[1]);
  const data = new Float32Array(outputRows * outputColumns * maps);
  const reduce = DIRECTION[pooling.kind] === 0 ? averageOf(maps) : extremeOf(DIRECTION[pooling.kind]);
  let position = 0;
  for (let row = 0; row < outputRows; row++) {
    const [top, bottom] = clipped(row, strides[0], padding[0][0], size[0], rows);
    for (let column = 0; column < outputColumns; column++, position += maps) {
      const [left, right] = clipped(column, strides[1], padding[1][0], size[1], columns);
      reduce(data, position, tensor.data, columns, maps, top, bottom, left, right);
    }
  }
  return { data, shape: [outputRows, outputColumns, maps] };
}

/**
 * The window of one pooled value.
 *
 * @param {Pooling} pooling of any kind but "none".
 * @param {Tensor} tensor (rows, columns, maps)
 * @param {number} map
 * @param {number} row of the pooled map.
 * @param {number} column of the pooled map.
 * @returns {{cells: Cell[], rows: number, columns: number, result: number}} cells row by row; padding has `inside`
 *   false and value 0. Max and min have one winner, the first of equals; an average has none.
 */
export function poolWindow(pooling, tensor, map, row, column) {
  const { size, strides, padding } = geometry(pooling, tensor.shape);
  const [rows, columns, maps] = tensor.shape;
  const across = inputWindow(column, size[1], strides[1], padding[1][0]);
  const cells = inputWindow(row, size[0], strides[0], padding[0][0]).flatMap((down) =>
    across.map((right) => {
      const inside = down >= 0 && down < rows && right >= 0 && right < columns;
      const value = inside ? tensor.data[(down * columns + right) * maps + map] : 0;
      return { row: down, column: right, inside, value, winner: false };
    })
  );
  const counted = cells.filter((cell) => cell.inside);
  const direction = DIRECTION[pooling.kind];
  const shape = { cells, rows: size[0], columns: size[1] };
  if (direction === 0) {
    return { ...shape, result: counted.reduce((sum, cell) => sum + cell.value, 0) / counted.length };
  }
  const winner = counted.reduce((best, cell) => (cell.value * direction > best.value * direction ? cell : best));
  winner.winner = true;
  return { ...shape, result: winner.value };
}

/**
 * Size, strides and padding; a global pooling has one window over everything.
 *
 * @param {Pooling} pooling
 * @param {number[]} shape
 * @returns {Geometry}
 */
function geometry(pooling, [rows, columns]) {
  if (!KINDS.includes(pooling.kind) || pooling.kind === "none") {
    throw new Error(`A pooling with windows is one of ${KINDS.slice(1).join(", ")}. Received: ${pooling.kind}.`);
  }
  if (!pooling.kind.startsWith("global_")) return pooling;
  return { size: [rows, columns], strides: [1, 1], padding: [[0, 0], [0, 0]] };
}

/**
 * The part of a window inside the input: [first, end).
 *
 * @param {number} index
 * @param {number} stride
 * @param {number} before
 * @param {number} size
 * @param {number} limit
 */
function clipped(index, stride, before, size, limit) {
  const first = index * stride - before;
  return [Math.max(0, first), Math.min(limit, first + size)];
}

/** @param {number} direction @returns {Reduce} */
function extremeOf(direction) {
  /** @type {(value: number, best: number) => boolean} */
  const better = direction > 0 ? (value, best) => value > best : (value, best) => value < best;
  return (result, at, data, columns, maps, top, bottom, left, right) => {
    result.fill(-direction * Infinity, at, at + maps);
    for (let row = top; row < bottom; row++) {
      let position = (row * columns + left) * maps;
      for (let column = left; column < right; column++) {
        for (let map = 0; map < maps; map++, position++) {
          const value = data[position];
          if (better(value, result[at + map])) result[at + map] = value;
        }
      }
    }
  };
}

/** @param {number} count @returns {Reduce} */
function averageOf(count) {
  const sums = new Float64Array(count);
  return (result, at, data, columns, maps, top, bottom, left, right) => {
    sums.fill(0);
    for (let row = top; row < bottom; row++) {
      let position = (row * columns + left) * maps;
      for (let column = left; column < right; column++) {
        for (let map = 0; map < maps; map++, position++) sums[map] += data[position];
      }
    }
    const cells = (bottom - top) * (right - left);
    for (let map = 0; map < maps; map++) result[at + map] = sums[map] / cells;
  };
}
