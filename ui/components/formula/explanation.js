/**
 * Everything behind one selected cell, as plain data: the convolution's terms, the activation, the pooling window;
 * where the selection is, and where a step takes it. The numbers come from `arithmetic/`; beside each stands what the
 * layer itself (Keras) computed.
 *
 * @typedef {{data: ArrayLike<number>, shape: number[]}} Tensor
 * @typedef {object} Lab what the formula view needs: one convolution, its activation, perhaps a pooling.
 * @property {import("../arithmetic/convolution.js").Program & {activation: string,
 *   pooling: import("../arithmetic/pooling.js").Pooling}} program
 * @property {Tensor} image input (rows, columns, channels): a picture, or the maps of the layer before
 * @property {"picture" | "maps"} [imageKind] how the input is coloured and its channels are named; "picture" if left
 *   out
 * @property {Tensor} kernel @property {Tensor | null} pointwise
 * @property {ArrayLike<number>} bias
 * @property {number} [kernelLimit] the |weight| that gets the last colour; this map's largest if left out
 * @property {Tensor} feature @property {Tensor} activation @property {Tensor | null} pooled
 * @property {number[]} [channelNumbers] which channels of the layer's input `image` holds; all of them if left out
 * @property {{count: number, map: Tensor} | null} [beyond] how many channels are not in `image`, and what they add
 *   together to each cell: (rows, columns, 1)
 * @property {number} [mapNumber] which of the layer's maps is the only one here; if left out, all are here
 * @property {boolean} [preview] true while the arrays come from the browser, not yet from Keras
 * @property {Object<string, string>} words @property {string} language
 * @typedef {{row: number, column: number}} Place
 * @typedef {import("../arithmetic/pooling.js").Pooling} Pooling
 * @typedef {{ours: number, theirs: number, agrees: boolean}} Check
 * @typedef {object} Pooled
 * @property {string} kind @property {boolean} global
 * @property {number} row of the pooled map @property {number} column
 * @property {ReturnType<typeof poolWindow>["cells"]} cells of the window; empty when global
 * @property {number} rows @property {number} columns
 * @property {{row: number, column: number} | null} winner null for an average
 * @property {number} count cells inside @property {number} sum @property {Check} check
 * @typedef {object} Explanation
 * @property {Selection} selection @property {number} mapNumber of the selected map in its layer
 * @property {boolean} separable whether channels count by a pointwise weight
 * @property {{row: number, column: number}} place the feature-map cell whose convolution is written out
 * @property {ReturnType<typeof terms>} channels @property {number} bias
 * @property {number} beyond what the channels that are not here add
 * @property {number[]} vector the feature values of all maps at `place`
 * @property {Check} feature @property {Check} activation
 * @property {Pooled | null} pooled null without pooling, or where no pooling window lies
 */
import { scalar } from "../arithmetic/activation.js";
import { terms } from "../arithmetic/convolution.js";
import { poolWindow } from "../arithmetic/pooling.js";
import { limitOf } from "../shared/colours.js";

/** Up to this share of max(1, |value|) float32 and float64 arithmetic are the same number. */
export const TOLERANCE = 1e-5;

/**
 * @param {Lab} lab
 * @param {Selection} selection a settled one, see position.js.
 * @returns {Explanation}
 */
export function explain(lab, selection) {
  const { program, image, kernel, pointwise, bias } = lab;
  const { map } = selection;
  const pooled = lab.pooled ? poolingOf(/** @type {Lab & {pooled: Tensor}} */ (lab), selection) : null;
  const place = selection.stage === "pooled" && pooled
    ? focusOf(lab, pooled)
    : { row: selection.row, column: selection.column };
  const channels = terms(program, image, kernel, pointwise, bias, map, place.row, place.column);
  const beyond = lab.beyond ? at(lab.beyond.map, place, 0) : 0;
  const value = channels.reduce((sum, channel) => sum + channel.contribution, (bias[map] ?? 0) + beyond);
  const vector = Array.from({ length: lab.feature.shape[2] }, (_, other) => at(lab.feature, place, other));
  const ours = vector.map((theirs, other) => (other === map ? value : theirs));
  return {
    selection,
    mapNumber: lab.mapNumber ?? map,
    separable: program.layer === "SeparableConv2D",
    place,
    channels,
    bias: bias[map] ?? 0,
    beyond,
    vector: ours,
    feature: check(value, vector[map]),
    activation: check(scalar(program.activation, ours, map), at(lab.activation, place, map)),
    pooled,
  };
}

/** @param {Tensor} tensor (rows, columns, channels) @param {Place} place @param {number} channel */
function at({ data, shape }, { row, column }, channel) {
  return data[(row * shape[1] + column) * shape[2] + channel];
}

/** @param {number} ours @param {number} theirs @returns {Check} */
function check(ours, theirs) {
  return { ours, theirs, agrees: Math.abs(ours - theirs) <= TOLERANCE * Math.max(1, Math.abs(theirs)) };
}

/**
 * The cell of the window whose convolution is shown for a pooled value: the winner, else the first inside.
 *
 * @param {Lab} lab
 * @param {Pooled} pooled
 * @returns {Place}
 */
function focusOf(lab, pooled) {
  if (pooled.winner) return pooled.winner;
  if (pooled.global) return { row: lab.feature.shape[0] >> 1, column: lab.feature.shape[1] >> 1 };
  // No window lies in the padding alone.
  const { row, column } = /** @type {Place} */ (pooled.cells.find((cell) => cell.inside));
  return { row, column };
}

/** @param {Lab & {pooled: Tensor}} lab @param {Selection} selection @returns {Pooled | null} */
function poolingOf(lab, selection) {
  const { pooling } = lab.program;
  const { map } = selection;
  const cell = selection.stage === "pooled" ? selection : windowOver(pooling, lab.pooled.shape, selection);
  if (!cell) return null;
  const { row, column } = cell;
  const theirs = at(lab.pooled, cell, map);
  const global = pooling.kind.startsWith("global_");
  const found = global
    ? wholeMap(pooling.kind, lab.activation, map)
    : windowed(pooling, lab.activation, map, row, column);
  return {
    kind: pooling.kind.replace("global_", ""),
    global,
    row,
    column,
    ...found,
    check: check(found.result, theirs),
  };
}

/** @param {Pooling} pooling @param {Tensor} tensor @param {number} map @param {number} row @param {number} column */
function windowed(pooling, tensor, map, row, column) {
  const { cells, rows, columns, result } = poolWindow(pooling, tensor, map, row, column);
  const inside = cells.filter((cell) => cell.inside);
  const winner = cells.find((cell) => cell.winner) ?? null;
  return {
    cells,
    rows,
    columns,
    winner: winner && { row: winner.row, column: winner.column },
    count: inside.length,
    sum: inside.reduce((sum, cell) => sum + cell.value, 0),
    result,
  };
}

/**
 * A global pooling looks at tens of thousands of cells, so it is summed up without listing them.
 *
 * @param {string} kind
 * @param {Tensor} tensor
 * @param {number} map
 */
function wholeMap(kind, { data, shape }, map) {
  const [rows, columns, maps] = shape;
  let sum = 0;
  let best = 0;
  for (let cell = 0; cell < rows * columns; cell += 1) {
    const value = data[cell * maps + map];
    sum += value;
    if (value > data[best * maps + map]) best = cell;
  }
  const count = rows * columns;
  const average = kind === "global_average";
  return {
    cells: [],
    rows,
    columns,
    winner: average ? null : { row: Math.floor(best / columns), column: best % columns },
    count,
    sum,
    result: average ? sum / count : data[best * maps + map],
  };
}

/**
 * The pooled cell whose window lies over a cell (the last of several that overlap), or null.
 *
 * @param {Pooling} pooling
 * @param {number[]} shape of the pooled map
 * @param {Place} place
 * @returns {Place | null}
 */
function windowOver(pooling, [rows, columns], { row, column }) {
  if (pooling.kind.startsWith("global_")) return { row: 0, column: 0 };
  const along = (/** @type {number} */ index, /** @type {0 | 1} */ axis, /** @type {number} */ count) => {
    const shifted = index + pooling.padding[axis][0];
    const last = Math.min(Math.floor(shifted / pooling.strides[axis]), count - 1);
    return shifted - last * pooling.strides[axis] < pooling.size[axis] ? last : -1;
  };
  const found = { row: along(row, 0, rows), column: along(column, 1, columns) };
  return found.row < 0 || found.column < 0 ? null : found;
}

/**
 * The largest magnitudes that a map's formula can show; they set colours and decimals.
 *
 * @param {Lab} lab
 * @param {Float64Array[]} kernels the map's kernel, a slice for each term.
 * @param {number} map
 */
export function limitsOf(lab, kernels, map) {
  const input = Math.max(limitOfInput(lab.image.data), lab.imageKind === "maps" ? 0 : 1);
  const largest = Math.max(...kernels.map((weights) => limitOf(weights)));
  const feature = limitOf(lab.feature.data, lab.feature.shape[2], map);
  const activation = limitOf(lab.activation.data, lab.activation.shape[2], map);
  const weight = lab.kernelLimit || largest || 1;
  return { input, weight, product: input * largest || 1, feature: feature || 1, activation: activation || 1 };
}

/** @type {WeakMap<ArrayLike<number>, number>} */
const inputLimits = new WeakMap();

/**
 * A picture does not change while its kernels are dragged, so its limit is found once.
 *
 * @param {ArrayLike<number>} data
 */
function limitOfInput(data) {
  const limit = inputLimits.get(data) ?? limitOf(data);
  inputLimits.set(data, limit);
  return limit;
}

/**
 * @typedef {"feature" | "activation" | "pooled"} Stage
 * @typedef {{map: number, stage: Stage, row: number, column: number, pinned: boolean}} Selection
 */

/**
 * The size of the map that a selection lies on.
 *
 * @param {Pick<Lab, "feature" | "pooled">} lab
 * @param {Stage} stage
 * @returns {[number, number]} rows, columns
 */
export function mapSize(lab, stage) {
  const map = stage === "pooled" && lab.pooled ? lab.pooled : lab.feature;
  return [map.shape[0], map.shape[1]];
}

/**
 * The selection moved into the maps that exist; a pooled selection without pooling becomes an activation.
 *
 * @param {Pick<Lab, "feature" | "pooled">} lab
 * @param {Selection} selection
 * @returns {Selection}
 */
export function settle(lab, selection) {
  const stage = selection.stage === "pooled" && !lab.pooled ? "activation" : selection.stage;
  const [rows, columns] = mapSize(lab, stage);
  return {
    ...selection,
    stage,
    map: clamp(selection.map, lab.feature.shape[2]),
    row: clamp(selection.row, rows),
    column: clamp(selection.column, columns),
  };
}

/**
 * The selection `steps` cells further, row by row; null past either end of the map.
 *
 * @param {Pick<Lab, "feature" | "pooled">} lab
 * @param {Selection} selection
 * @param {number} steps
 * @returns {Selection | null}
 */
export function step(lab, selection, steps) {
  const [rows, columns] = mapSize(lab, selection.stage);
  const index = selection.row * columns + selection.column + steps;
  if (index < 0 || index >= rows * columns) return null;
  return { ...selection, row: Math.floor(index / columns), column: index % columns };
}

/** @param {number} value @param {number} count */
function clamp(value, count) {
  return Math.min(Math.max(Math.trunc(value) || 0, 0), count - 1);
}
