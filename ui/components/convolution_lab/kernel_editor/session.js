/**
 * One person's editing: holds the draft, tells the page about it (live at most once a frame, and at the end of each
 * edit), and decides when numbers that arrive from outside replace it. No DOM.
 *
 * @typedef {import("./editing.js").Draft} Draft
 * @typedef {import("./editing.js").Edit} Edit
 * @typedef {{onLive?: (edit: Edit) => void, onCommit?: (edit: Edit) => void}} Callbacks
 */

import { draftOf, editOf, sameForm, sameKernels, withTogether } from "./editing.js";
import { mapKernels } from "../../arithmetic/kernels.js";

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
   * Take the kernels of a map from the lab; end an edit of another map first. A draft that is being edited stays, and so does one that the lab has
   * not answered yet: then it still holds the same tensors as before.
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
