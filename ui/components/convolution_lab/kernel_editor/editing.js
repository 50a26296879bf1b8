/**
 * The editor's working copy of one map's kernels, and every change to it. Pure functions: a draft is never changed,
 * a new one is returned.
 *
 * @typedef {import("../../arithmetic/kernels.js").MapKernels} MapKernels
 * @typedef {import("./operations.js").Operation} Operation
 * @typedef {object} Draft
 * @property {number} map index of the map
 * @property {MapKernels} kernels
 * @property {boolean} together whether a change goes to the same cell of every channel's kernel
 * @typedef {object} Edit what the editor's callbacks receive
 * @property {number} map
 * @property {number|null} channel index of the changed kernel among the map's; null: several, or the pointwise weights
 * @property {Float32Array} kernel all kernels of the map, (rows, columns, kernels), kernels last
 * @property {number[]} shape [rows, columns, kernels]
 * @property {Float32Array|null} pointwise one weight for each kernel, for SeparableConv2D
 * @property {boolean} shared whether these kernels serve every map of the layer (SeparableConv2D)
 */

import { stacked } from "../../arithmetic/kernels.js";
import { allEqual, blockedBy, operate } from "./operations.js";

/** The name of the pointwise row where a kernel's index stands otherwise. */
export const POINTWISE = "pointwise";

/**
 * A fresh draft; channels are edited together when there are several and all are equal.
 * @param {number} map @param {MapKernels} kernels @param {boolean} [together]
 * @returns {Draft}
 */
export function draftOf(map, kernels, together = kernels.grids.length > 1 && allEqual(kernels.grids)) {
  return { map, kernels, together: together && kernels.grids.length > 1 };
}

/** @param {Draft} draft @param {boolean} together @returns {Draft} */
export function withTogether(draft, together) {
  return { ...draft, together };
}

/**
 * One number replaced: in one kernel, in the same cell of all of them, or in the pointwise row.
 * @param {Draft} draft @param {number|"pointwise"} target @param {number} cell @param {number} value
 * @returns {Draft}
 */
export function withNumber(draft, target, cell, value) {
  const put = (values) => Float32Array.from(values, (old, index) => (index === cell ? value : old));
  if (target === POINTWISE) return withKernels(draft, { pointwise: put(draft.kernels.pointwise) });
  return withGrids(draft, target, put);
}

/**
 * An operation applied to one kernel, or to each of them by itself; kernels that block it stay as they are.
 * @param {Draft} draft @param {Operation} name @param {number|null} target null: every kernel
 * @returns {Draft}
 */
export function withOperation(draft, name, target) {
  const { rows, columns } = draft.kernels;
  return withGrids(
    draft,
    target,
    (values) => (blockedBy(name, values, rows, columns) ? values : operate(name, values, rows, columns)),
  );
}

/**
 * Why an operation can do nothing: the code of a sentence, or null.
 * @param {Draft} draft @param {Operation} name @param {number|null} target null: every kernel
 */
export function blocked(draft, name, target) {
  const { rows, columns, grids } = draft.kernels;
  const reasons = grids.filter((_, index) => isTarget(draft, target, index)).map((values) =>
    blockedBy(name, values, rows, columns)
  );
  return reasons.every((reason) => reason !== null) ? reasons[0] : null;
}

/** One kernel copied over all others. @param {Draft} draft @param {number} source @returns {Draft} */
export function withCopies(draft, source) {
  return withGrids(draft, null, () => Float32Array.from(draft.kernels.grids[source]));
}

/**
 * What the callbacks receive.
 * @param {Draft} draft @param {number|"pointwise"|null} target what was changed
 * @returns {Edit}
 */
export function editOf(draft, target) {
  const { rows, columns, grids, pointwise, shared } = draft.kernels;
  const alone = typeof target === "number" && !draft.together;
  return {
    map: draft.map,
    channel: alone || grids.length === 1 ? (target === POINTWISE ? null : target ?? 0) : null,
    kernel: stacked(grids),
    shape: [rows, columns, grids.length],
    pointwise: pointwise && Float32Array.from(pointwise),
    shared,
  };
}

/** Whether two sets of kernels are the same in form and numbers. @param {MapKernels} one @param {MapKernels} other */
export function sameKernels(one, other) {
  const lists = [...one.grids, ...(one.pointwise ? [one.pointwise] : [])];
  const others = [...other.grids, ...(other.pointwise ? [other.pointwise] : [])];
  return sameForm(one, other) && lists.every((values, index) => allEqual([values, others[index]]));
}

/** Whether two sets of kernels have the same rows, columns and channels. @param {MapKernels} one @param {MapKernels} other */
export function sameForm(one, other) {
  const form = ({ rows, columns, places, pointwise }) => JSON.stringify([rows, columns, places, pointwise !== null]);
  return form(one) === form(other);
}

function isTarget(draft, target, index) {
  return draft.together || target === null || target === index;
}

function withGrids(draft, target, change) {
  const grids = draft.kernels.grids.map((values, index) => (isTarget(draft, target, index) ? change(values) : values));
  return withKernels(draft, { grids });
}

function withKernels(draft, changes) {
  return { ...draft, kernels: { ...draft.kernels, ...changes } };
}
