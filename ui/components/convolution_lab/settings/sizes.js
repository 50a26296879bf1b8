/**
 * The numbers of the sizes view for settings that Keras has not seen yet: what `cnn_core.convolution_lab.sizes.sizes` makes in
 * Python. A test compares the two.
 *
 * @typedef {import("../lab.js").Lab} Lab
 * @typedef {{program: object, kernel: object, pointwise: object|null, bias: Float32Array, image: object, feature: object,
 *   pooled: object|null, unusedRows: number[], unusedColumns: number[]}} Layer the state of the settings
 */
import { effectiveSize, unused } from "../../arithmetic/windows.js";
import { multiplyProducts, parameterProducts, valueOf } from "../sizes/counts.js";

const AXES = ["rows", "columns"];

/**
 * @param {Layer} layer
 * @param {Object<string, string>} poolingClasses the classes of the poolings, by kind
 * @returns {object[]} the convolution, then the pooling if there is one
 */
export function sizesOf(layer, poolingClasses) {
  const { program, image, feature, pooled } = layer;
  const className = program.layer === "grouped" ? "Conv2D" : program.layer;
  const convolution = {
    stage: "convolution",
    layer: className,
    input: [...image.shape],
    output: [...feature.shape],
    parameters: valueOf(parameterProducts(layer)),
    multiply_accumulates: valueOf(multiplyProducts(layer)),
    receptive_field: [0, 1].map((axis) => seen(layer, axis, 1)),
    axes: [0, 1].map((axis) => convolutionAxis(layer, axis)),
  };
  if (!pooled) return [convolution];
  const { kind, size } = program.pooling;
  const global = kind.startsWith("global");
  const pooling = {
    stage: "pooling",
    layer: poolingClasses[kind],
    input: [...feature.shape],
    output: [...pooled.shape],
    parameters: 0,
    multiply_accumulates: 0,
    receptive_field: [0, 1].map((axis) => (global ? image.shape[axis] : seen(layer, axis, size[axis]))),
    axes: [0, 1].map((axis) => poolingAxis(layer, axis)),
  };
  return [convolution, pooling];
}

/** How many cells of the picture so many neighbouring cells of a feature map depend on, along an axis. */
function seen({ program, kernel }, axis, cells) {
  const reach = (kernel.shape[axis] - 1) * program.dilation[axis];
  const stride = program.strides[axis];
  // The cells of a transposed convolution stand 1 / stride of a pixel apart.
  return program.layer === "Conv2DTranspose"
    ? Math.floor((stride + reach + cells - 1) / stride)
    : 1 + reach + (cells - 1) * stride;
}

function convolutionAxis({ program, kernel, image, unusedRows, unusedColumns }, axis) {
  const numbers = numbersOf(axis, image.shape[axis], kernel.shape[axis], program.strides[axis], program.dilation[axis]);
  const output = program.output[axis];
  if (program.layer !== "Conv2DTranspose") {
    return sliding(numbers, program.padding[axis], output, [unusedRows, unusedColumns][axis]);
  }
  const full = (numbers.input - 1) * numbers.stride + Math.max(numbers.effective_kernel, numbers.stride);
  return { ...numbers, full, crop: program.padding[axis], output, unused: [] };
}

function poolingAxis({ program: { pooling, output }, pooled }, axis) {
  const [size, stride, padding] = [pooling.size[axis], pooling.strides[axis], pooling.padding[axis]];
  const count = pooled.shape[axis];
  return sliding(
    numbersOf(axis, output[axis], size, stride, 1),
    padding,
    count,
    unused(output[axis], count, size, stride, padding[0]),
  );
}

function numbersOf(axis, input, kernel, stride, dilation) {
  return { axis: AXES[axis], input, kernel, stride, dilation, effective_kernel: effectiveSize(kernel, dilation) };
}

function sliding(numbers, padding, output, notReached) {
  const padded = numbers.input + padding[0] + padding[1];
  const steps = padded - numbers.effective_kernel;
  const quotient = steps / numbers.stride;
  return { ...numbers, padding, padded, steps, quotient, floor: Math.floor(quotient), output, unused: notReached };
}
