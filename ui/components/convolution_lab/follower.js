/**
 * What the maps are for the settings as the visitor has them: Keras's, or the browser's own as far as it has all it
 * needs. It keeps the settings, Keras's last maps, and the picture at the sizes that are tried.
 *
 * @typedef {import("./lab.js").Lab} Lab
 * @typedef {import("./settings/program.js").Values} Values
 */
import { Draft } from "./draft.js";
import { labOf } from "./lab.js";
import { withKernels } from "./live_kernels.js";
import { labFor } from "./settings/live_settings.js";
import { createSizedPictures } from "./sized_pictures.js";

export class Follower {
  /** @param {() => void} onPicture the picture has come at a size that was wanted */
  constructor(onPicture) {
    this.draft = new Draft();
    this.sized = createSizedPictures(onPicture);
  }

  /**
   * The server has answered.
   *
   * @param {{header: object, arrays: object}} payload
   * @param {Object<string, string>} words
   * @param {Lab} [shown] what is on screen: a picture that is the same stays the same object
   */
  answered({ header, arrays }, words, shown) {
    const { controls, answered, turn } = header;
    this.draft.answered(turn, controls.values);
    this.controls = controls;
    this.stale = header.stale;
    this.expectNextSize(controls.values.size);
    if (arrays.feature_maps) {
      this.base = {
        lab: labOf({ header, arrays }, words, shown ?? this.base?.lab),
        values: { ...controls.values, ...answered },
      };
    }
  }

  /** A control is being moved. */
  hold(name, value) {
    this.draft.hold(name, value);
    this.askForPicture();
  }

  /** Controls were let go. @param {Values} values @returns {{turn: number, values: Values}} what the server is told */
  change(values) {
    const message = this.draft.change(values);
    this.askForPicture();
    return message;
  }

  /** Numbers of a kernel are another's. */
  edit(edit) {
    this.base = { ...this.base, lab: withKernels(this.base.lab, edit) };
  }

  present() {
    return this.draft.present();
  }

  /** Whether what is on screen for these settings and this answer need not be looked at again, as a key. */
  key() {
    return JSON.stringify([this.draft.present(), this.draft.ahead() || this.stale]);
  }

  /** @returns {{state: "keras" | "live" | "impossible" | "waiting", lab: Lab | null}} as `labFor` has it */
  look() {
    const { base: { lab, values }, draft, stale, controls } = this;
    if (stale && !draft.ahead()) return { state: "impossible", lab };
    const wanted = draft.present();
    return labFor(
      this.base,
      wanted,
      controls.bounds,
      wanted.size === values.size ? lab.pictures : this.sized.at(lab, wanted.size),
    );
  }

  /** Another working size needs another picture: it is asked for at once, before the page is. */
  askForPicture() {
    const { size } = this.draft.present();
    if (this.base && size !== this.base.values.size) this.sized.at(this.base.lab, size);
  }

  /** Who steps through the sizes goes on, as a rule: the next picture comes while nobody waits. */
  expectNextSize(size) {
    const step = this.base ? size - this.base.values.size : 0;
    const { minimum, maximum } = this.controls.fields.size;
    const next = Math.min(Math.max(size + step, minimum), maximum);
    if (Math.abs(step) !== 1 || next === size) return;
    clearTimeout(this.later);
    this.later = setTimeout(() => this.sized.at(this.base.lab, next));
  }

  destroy() {
    clearTimeout(this.later);
    this.sized.destroy();
  }
}
