/**
 * The lab's state for settings that have not been to Keras yet, by the browser's own arithmetic, which a test holds to
 * Keras within 1e-5. Out of reach are kernels that are not at hand, and a picture of another size until it has come.
 *
 * @typedef {import("../lab.js").Lab} Lab
 * @typedef {import("./program.js").Values} Values
 * @typedef {{lab: Lab, values: Values}} Base maps of Keras, and the settings that they belong to
 * @typedef {{mostValues: number, kernels: import("./named_kernels.js").Named[], poolingClasses: Object<string, string>}} Bounds
 *   how many numbers a stage may put out; the kernels that have names; Keras's names of the poolings
 */
import { apply } from "../../arithmetic/activation.js";
import { featureMaps } from "../../arithmetic/convolution.js";
import { pool } from "../../arithmetic/pooling.js";
import { unused } from "../../arithmetic/windows.js";
import { limitOf } from "../lab.js";
import { inColours } from "../pictures.js";
import { weightsFor } from "./weights.js";
import { possible } from "./possible.js";
import { kernelSizeOf, programOf } from "./program.js";
import { sizesOf } from "./sizes.js";

/**
 * @param {Base} base
 * @param {Values} values
 * @param {Bounds} bounds
 * @param {import("../pictures.js").Pictures|null} [pictures] the visitor's picture at the size that is wanted, if at hand
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
