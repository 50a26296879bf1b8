/** A layer's settings as the browser's arithmetic takes them: "same" as amounts, one number as two. Pure functions. */

import { around, pair, sizeOf } from "./reading.js";

const LAYERS = { depthwise: "DepthwiseConv2D", separable: "SeparableConv2D", transposed: "Conv2DTranspose" };
const NOTHING = Object.freeze([[0, 0], [0, 0]]);

/**
 * @typedef {import("../../../arithmetic/convolution.js").Program} Program
 * @typedef {import("./reading.js").Tensor} Tensor
 * @typedef {{program: Program, kernel: Tensor, pointwise: Tensor | null, bias: ArrayLike<number>}} Layer
 */

/** Whether a node's arithmetic is a convolution: a dense layer is one with a kernel of 1 × 1, over maps or one cell. */
export const isConvolution = ({ kind }) =>
  ["convolution", "depthwise", "separable", "transposed", "dense"].includes(kind);

/**
 * The amounts of padding along one axis, as TensorFlow splits them (`cnn_core/arithmetic/windows.py`): an odd cell goes to the end.
 *
 * @param {number} size of the input
 * @param {number} window kernel or pool size
 * @param {number} stride
 * @param {string} padding "valid" or "same"
 * @param {number} [dilation]
 * @returns {[number, number]} before, after
 */
export function amounts(size, window, stride, padding, dilation = 1) {
  if (padding !== "same") return [0, 0];
  const span = (window - 1) * dilation + 1;
  const missing = Math.max((Math.ceil(size / stride) - 1) * stride + span - size, 0);
  return [Math.floor(missing / 2), Math.ceil(missing / 2)];
}

/**
 * A convolution of any kind, with its weights.
 *
 * @param {import("./reading.js").Side} side
 * @param {import("./reading.js").Node} node
 * @returns {Layer | null} null where the side does not have the weights
 */
export function layerOf(side, node) {
  const kernel = kernelOf(side, node);
  const pointwise = side.weight(node.name, "pointwise_kernel");
  if (!kernel || (node.kind === "separable" && !pointwise)) return null;
  const bias = side.weight(node.name, "bias")?.data ?? [];
  return { program: programOf(node, sizeOf(side.node(node.inputs[0])), kernel.shape), kernel, pointwise, bias };
}

function kernelOf(side, node) {
  const kernel = side.weight(node.name, "kernel") ?? side.weight(node.name, "depthwise_kernel");
  if (!kernel || node.kind !== "dense") return kernel;
  return { data: kernel.data, shape: [1, 1, ...kernel.shape] };
}

/**
 * @param {import("./reading.js").Node} node a convolution
 * @param {number[]} input (rows, columns, channels)
 * @param {number[]} kernel its shape, 4-D
 * @returns {Program}
 */
export function programOf(node, input, kernel) {
  const { settings } = node;
  const dense = node.kind === "dense";
  const strides = dense ? [1, 1] : pair(settings.strides);
  const dilation = dense ? [1, 1] : pair(settings.dilation_rate);
  const groups = settings.groups ?? 1;
  const layer = LAYERS[node.kind] ?? (groups > 1 ? "grouped" : "Conv2D");
  const output = sizeOf(node).slice(0, 2);
  // A transposed convolution crops what the convolution back to its input would be padded with.
  const sizes = node.kind === "transposed" ? output : input;
  const axis = (index) => amounts(sizes[index], kernel[index], strides[index], settings.padding, dilation[index]);
  return { layer, strides, dilation, groups, padding: [axis(0), axis(1)], output };
}

/**
 * A pooling, or a global one, over maps of a size.
 *
 * @param {import("./reading.js").Node} node
 * @param {number[]} input (rows, columns, channels)
 * @returns {import("../../../arithmetic/pooling.js").Pooling}
 */
export function poolingOf(node, input) {
  const { settings } = node;
  const [rows, columns] = input;
  if (node.kind === "global_pooling") {
    return { kind: settings.pooling, size: [rows, columns], strides: [1, 1], padding: NOTHING };
  }
  const size = pair(settings.pool_size, 2);
  const strides = pair(settings.strides ?? size);
  const axis = (index) => amounts(input[index], size[index], strides[index], settings.padding);
  return { kind: settings.pooling, size, strides, padding: [axis(0), axis(1)] };
}

/** [[top, bottom], [left, right]] of a zero padding or a cropping. */
export const borderOf = (node) => around(node.settings.padding ?? node.settings.cropping);
