/**
 * The editor's working copy of one map's kernels, and every change to it, by pure functions: a draft is never changed,
 * a new one is returned. And one person's editing: it holds the draft, tells the page about it (live at most once a
 * frame, and at the end of each edit), and decides when numbers that arrive from outside replace it. No DOM.
 *
 * @typedef {import("../../arithmetic/kernels.js").MapKernels} MapKernels
 * @typedef {import("./numbers.js").Operation} Operation
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
 * @typedef {{onLive?: (edit: Edit) => void, onCommit?: (edit: Edit) => void}} Callbacks
 */
import { mapKernels, stacked } from "../../arithmetic/kernels.js";
import { allEqual, blockedBy, operate } from "./numbers.js";

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

/**
 * Whether two sets of kernels have the same rows, columns and channels.
 *
 * @param {MapKernels} one
 * @param {MapKernels} other
 */
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

/** Steps by key follow one another; the edit ends when none has come for this long. */
const PAUSE_MILLISECONDS = 400;

export class Session {
  /** @param {Callbacks} callbacks @param {() => void} onChange called after every change of the draft */
  constructor(callbacks, onChange) {
    this.callbacks = callbacks;
    this.onChange = onChange;
    /** @type {Draft|null} */
    this.draft = null;
    this.open = false; // the draft holds changes that the page has not been told are final
    this.source = null;
    this.chosenTogether = null; // the visitor's own choice for this map
  }

  /**
   * Take the kernels of a map from the lab; end an edit of another map first. A draft that is being edited stays, and
   * so does one that the lab has not answered yet: then it still holds the same tensors as before.
   */
  adopt(lab, map) {
    const moved = !this.draft || map !== this.draft.map;
    if (!moved && this.source && lab.kernel === this.source.kernel && lab.pointwise === this.source.pointwise) return;
    const kernels = mapKernels(lab.program, lab.kernel, lab.pointwise, map);
    const formed = !this.draft || !sameForm(kernels, this.draft.kernels);
    this.source = { kernel: lab.kernel, pointwise: lab.pointwise };
    if (!moved && !formed && (this.open || sameKernels(kernels, this.draft.kernels))) return;
    this.settle();
    if (moved || formed) this.chosenTogether = null;
    this.draft = draftOf(map, kernels, this.chosenTogether ?? undefined);
  }

  /** @param {boolean} together */
  choose(together) {
    this.chosenTogether = together;
    this.draft = withTogether(this.draft, together);
    this.onChange();
  }

  /** From here on `cancel` leads back to the present draft. */
  begin() {
    this.commit();
    this.before = this.draft;
  }

  /** A change that the page shows at once. @param {Draft} draft @param {number|"pointwise"|null} target */
  change(draft, target) {
    this.before ??= this.draft;
    this.draft = draft;
    this.target = target;
    this.open = true;
    this.frame ??= requestAnimationFrame(() => this.tellLive());
    this.onChange();
  }

  /** The end of an edit. Without an open change nothing is told. */
  commit() {
    if (!this.open) return;
    if (this.frame !== undefined) this.tellLive();
    this.settle();
    this.callbacks.onCommit?.(editOf(this.draft, this.target));
  }

  /** The end of an edit by key, unless another step follows soon. */
  commitSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.commit(), PAUSE_MILLISECONDS);
  }

  /** Back to where the edit began. @returns {boolean} whether there was anything to take back */
  cancel() {
    if (!this.open) return false;
    this.change(this.before, this.target);
    this.tellLive();
    this.settle();
    return true;
  }

  /** Forget the draft's changes; the next lab that arrives is taken as it is. */
  abandon() {
    this.settle();
    this.source = null;
  }

  settle() {
    clearTimeout(this.timer);
    if (this.frame !== undefined) cancelAnimationFrame(this.frame);
    this.frame = undefined;
    this.before = undefined;
    this.open = false;
  }

  tellLive() {
    if (this.frame !== undefined) cancelAnimationFrame(this.frame);
    this.frame = undefined;
    this.callbacks.onLive?.(editOf(this.draft, this.target));
  }
}
