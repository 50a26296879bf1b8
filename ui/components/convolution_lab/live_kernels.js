/**
 * The lab's state while a kernel's number is dragged: the maps of the edited kernels by the browser's own arithmetic.
 * A test holds this arithmetic to Keras within 1e-5; when the number is let go, Keras answers for the same state.
 */
import { apply } from "../arithmetic/activation.js";
import { featureMap } from "../arithmetic/convolution.js";
import { pool } from "../arithmetic/pooling.js";
import { withEdit } from "../arithmetic/kernels.js";
import { limitOf } from "./lab.js";

/**
 * @param {import("./lab.js").Lab} lab
 * @param {{map: number, kernel: Float32Array, pointwise: Float32Array|null}} edit as the kernel editor sends it
 * @returns {import("./lab.js").Lab} the state with the edit; the state that came in is left as it was
 */
export function withKernels(lab, edit) {
  const { kernel, pointwise } = withEdit(lab.program, lab.kernel, lab.pointwise, edit);
  const next = {
    ...(lab.preview ? lab : withOwnMaps(lab)),
    kernel,
    pointwise,
    kernelLimit: limitOf(kernel),
    preview: true,
  };
  for (const map of mapsOf(next, edit)) {
    put(next.feature, map, featureMap(next.program, next.image, kernel, pointwise, next.bias, map));
    if (next.program.activation !== "softmax") follow(next, map);
  }
  if (next.program.activation === "softmax") followAll(next);
  return next;
}

/** The maps that an edit changes: one, but all where the maps share the edited kernels. */
export function mapsOf(lab, edit) {
  if (lab.program.layer !== "SeparableConv2D") return [edit.map];
  return Array.from({ length: lab.feature.shape[2] }, (_, map) => map);
}

/** The payload's arrays are what Keras said; a live state writes into arrays of its own. */
function withOwnMaps(lab) {
  const own = (tensor) => tensor && { shape: tensor.shape, data: Float32Array.from(tensor.data) };
  return { ...lab, feature: own(lab.feature), activation: own(lab.activation), pooled: own(lab.pooled) };
}

/** Activation and pooling of one map. */
function follow(lab, map) {
  const activation = apply(lab.program.activation, single(lab.feature, map));
  put(lab.activation, map, activation.data);
  if (lab.pooled) put(lab.pooled, map, pool(lab.program.pooling, activation).data);
}

/** Softmax reads every map at a cell, so that all maps change. */
function followAll(lab) {
  lab.activation.data.set(apply(lab.program.activation, lab.feature).data);
  if (lab.pooled) lab.pooled.data.set(pool(lab.program.pooling, lab.activation).data);
}

/** One map as a tensor of its own, (rows, columns, 1). */
function single(tensor, map) {
  const [rows, columns, maps] = tensor.shape;
  const data = new Float32Array(rows * columns);
  for (let cell = 0; cell < data.length; cell += 1) data[cell] = tensor.data[cell * maps + map];
  return { data, shape: [rows, columns, 1] };
}

function put(tensor, map, values) {
  const maps = tensor.shape[2];
  for (let cell = 0; cell < values.length; cell += 1) tensor.data[cell * maps + map] = values[cell];
}
