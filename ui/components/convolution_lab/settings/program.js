/**
 * The layer stack of some settings as the arithmetic takes it: what `cnn_core.convolution_lab.network.program` makes in Python,
 * for settings that have not been to the server yet. A test compares the two.
 *
 * @typedef {Object<string, *>} Values of all settings of `cnn_core.convolution_lab.stack.ConvolutionStack`, by name
 */
import { cropAmounts, outputSize, paddingAmounts, transposedOutputSize } from "../../arithmetic/windows.js";

/** @param {Values} values @returns {[number, number]} kernel rows, kernel columns */
export const kernelSizeOf = (
  values,
) => [values.kernel_rows, values.square_kernel ? values.kernel_rows : values.kernel_columns];

/** @param {Values} values @returns {[number, number]} strides of the rows, of the columns */
export const stridesOf = (
  values,
) => [values.stride_rows, values.equal_strides ? values.stride_rows : values.stride_columns];

/**
 * @param {Values} values
 * @returns {import("../../arithmetic/convolution.js").Program & {activation: string, pooling: object, pooled: number[]}}
 *   with 0 rows or columns where a window does not fit.
 */
export function programOf(values) {
  const axes = [0, 1].map((axis) => axisOf(values, axis));
  const output = axes.map((axis) => axis.output);
  const pooling = poolingOf(values, output);
  return {
    layer: values.layer,
    strides: stridesOf(values),
    padding: axes.map((axis) => axis.padding),
    dilation: [values.dilation_rate, values.dilation_rate],
    groups: values.layer === "grouped" ? values.groups : 1,
    activation: values.activation,
    pooling,
    output,
    pooled: pooledSize(pooling, output),
  };
}

function axisOf(values, axis) {
  const [kernel, stride] = [kernelSizeOf(values)[axis], stridesOf(values)[axis]];
  const rule = values.padding === "custom" ? ownPadding(values)[axis] : values.padding;
  if (values.layer === "Conv2DTranspose") {
    const output = transposedOutputSize(values.size, kernel, stride, rule, values.dilation_rate);
    return { padding: cropAmounts(kernel, stride, rule, values.dilation_rate), output };
  }
  const padding = paddingAmounts(values.size, kernel, stride, rule, values.dilation_rate);
  return { padding, output: outputSize(values.size, kernel, stride, padding, values.dilation_rate) };
}

function ownPadding(values) {
  return [[values.pad_top, values.pad_bottom], [values.pad_left, values.pad_right]];
}

function poolingOf({ pooling: kind, pool_size: size, pool_stride: stride, pool_padding: rule }, output) {
  const none = [[0, 0], [0, 0]];
  if (kind === "none") return { kind, size: [1, 1], strides: [1, 1], padding: none };
  if (kind.startsWith("global")) return { kind, size: [...output], strides: [1, 1], padding: none };
  return {
    kind,
    size: [size, size],
    strides: [stride, stride],
    padding: output.map((length) => paddingAmounts(length, size, stride, rule)),
  };
}

function pooledSize({ kind, size, strides, padding }, output) {
  if (kind === "none") return [...output];
  if (kind.startsWith("global")) return [1, 1];
  return output.map((length, axis) => outputSize(length, size[axis], strides[axis], padding[axis]));
}
