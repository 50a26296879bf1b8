/**
 * What the maps are for the settings as the visitor has them: Keras's, or the browser's own as far as it has all it
 * needs: by its own arithmetic, which a test holds to Keras within 1e-5. Out of reach are kernels that are not at hand,
 * and a picture of another size until it has come. It keeps Keras's last maps, and the settings: what the server last
 * said, and on top of it what it has not answered yet. Each change has a number, and the server's answers say which
 * changes they have in them.
 *
 * @typedef {import("./lab.js").Lab} Lab
 * @typedef {import("./settings/program.js").Values} Values
 * @typedef {import("./settings/program.js").Bounds} Bounds
 * @typedef {{lab: Lab, values: Values}} Base maps of Keras, and the settings that they belong to
 */
import { apply } from "../arithmetic/activation.js";
import { featureMaps } from "../arithmetic/convolution.js";
import { pool } from "../arithmetic/pooling.js";
import { unused } from "../arithmetic/windows.js";
import { createSizedPictures, inColours, labOf, limitOf, withKernels } from "./lab.js";
import { kernelSizeOf, possible, programOf, sizesOf } from "./settings/program.js";
import { weightsFor } from "./settings/weights.js";

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

export class Draft {
  constructor() {
    this.turn = 0;
    this.values = {};
    this.unanswered = {};
    this.held = {};
  }

  /** Take the server's settings; changes that it had not seen when it sent them stay on top. */
  answered(turn, values) {
    if (turn >= this.turn) {
      this.turn = turn;
      this.unanswered = {};
    }
    this.values = values;
  }

  /** A control is being moved. */
  hold(name, value) {
    this.held[name] = value;
  }

  /**
   * Settings are changed for good.
   *
   * @param {Values} values
   * @returns {{turn: number, values: Values}} all changes without an answer: one message that overtakes another on the
   *   way must not lose the other's
   */
  change(values) {
    for (const name of Object.keys(values)) delete this.held[name];
    Object.assign(this.unanswered, values);
    this.turn += 1;
    return { turn: this.turn, values: { ...this.unanswered } };
  }

  /** Whether the visitor is ahead of the server. */
  ahead() {
    return Object.keys(this.unanswered).length + Object.keys(this.held).length > 0;
  }

  /** @returns {Values} */
  present() {
    return { ...this.values, ...this.unanswered, ...this.held };
  }
}

/**
 * @param {Base} base
 * @param {Values} values
 * @param {Bounds} bounds
 * @param {import("./lab.js").Pictures|null} [pictures] the visitor's picture at the size that is wanted, if at hand
 * @returns {{state: "keras" | "live" | "impossible" | "waiting", lab: Lab | null}} `lab` of "keras" and "live" only
 */
export function labFor(base, values, bounds, pictures = base.lab.pictures) {
  if (alike(base.values, values)) return { state: base.lab.preview ? "live" : "keras", lab: base.lab };
  const resized = base.values.size !== values.size;
  if (!pictures || pictures.levels.shape[0] !== values.size) return { state: "waiting", lab: null };
  const program = programOf(values);
  const lab = resized || base.values.color !== values.color
    ? inColours({ ...base.lab, pictures }, values.color)
    : base.lab;
  if (!possible(values, program, lab.image.shape[2], bounds)) return { state: "impossible", lab: null };
  const found = weightsFor(lab, base.values, values, bounds.kernels);
  if (!found) return { state: "waiting", lab: null };
  return { state: "live", lab: withSettings(lab, values, program, { ...found, same: found.same && !resized }, bounds) };
}

function alike(one, other) {
  return Object.keys(one).every((name) => same(one[name], other[name]));
}

const same = (one, other) =>
  one === other || (Array.isArray(one) && Array.isArray(other) && one.join() === other.join());

function withSettings(lab, values, program, { weights, same: sameKernels }, { poolingClasses }) {
  const bias = weights.bias.map(() => values.bias);
  const feature = featuresOf(lab, { ...weights, bias }, program, sameKernels);
  const activation = apply(program.activation, feature);
  const next = {
    ...lab,
    ...weights,
    bias,
    program,
    feature,
    activation,
    kernelLimit: limitOf(weights.kernel),
    ...unusedOf(values, program),
    pooled: pool(program.pooling, activation),
    preview: true,
  };
  return { ...next, sizes: sizesOf(next, poolingClasses) };
}

/** Where the windows and what they see stay the same the maps need no convolution: they move by the bias. */
function featuresOf(lab, { kernel, pointwise, bias }, program, sameKernels) {
  const windows = ({ strides, padding, dilation, output }) => JSON.stringify([strides, padding, dilation, output]);
  // With fewer filters a filter may belong to another group, and see other channels.
  const regrouped = program.layer === "grouped" && bias.length !== lab.bias.length;
  if (sameKernels && !regrouped && windows(lab.program) === windows(program)) {
    return shifted(lab.feature, lab.bias, bias);
  }
  return featureMaps(program, lab.image, kernel, pointwise, bias);
}

/** The first maps of a tensor, each moved by what its bias has grown. */
function shifted({ data, shape: [rows, columns, maps] }, before, bias) {
  const kept = bias.length;
  const by = Float64Array.from(bias, (number, map) => number - before[map]);
  const moved = new Float32Array(rows * columns * kept);
  for (let from = 0, to = 0; to < moved.length; from += maps - kept) {
    for (let map = 0; map < kept; map += 1, from += 1, to += 1) moved[to] = data[from] + by[map];
  }
  return { data: moved, shape: [rows, columns, kept] };
}

function unusedOf(values, program) {
  if (program.layer === "Conv2DTranspose") return { unusedRows: [], unusedColumns: [] };
  const kernel = kernelSizeOf(values);
  const along = (axis) =>
    unused(
      values.size,
      program.output[axis],
      kernel[axis],
      program.strides[axis],
      program.padding[axis][0],
      program.dilation[axis],
    );
  return { unusedRows: along(0), unusedColumns: along(1) };
}
