/**
 * The layer stack of some settings as the arithmetic takes it, and the numbers of the sizes view: what
 * `cnn_core.convolution_lab.network.program` and `cnn_core.convolution_lab.sizes.sizes` make in Python, for settings
 * that have not been to the server yet. Tests compare them. Parameters and multiply-accumulates are products: which
 * factors, of which names.
 *
 * @typedef {Object<string, *>} Values of all settings of `cnn_core.convolution_lab.stack.ConvolutionStack`, by name
 * @typedef {import("../lab.js").Lab} Lab
 * @typedef {{program: object, kernel: object, pointwise: object|null, bias: Float32Array, image: object, feature:
 *   object, pooled: object|null, unusedRows: number[], unusedColumns: number[]}} Layer the state of the settings
 * @typedef {{mostValues: number, kernels: import("./weights.js").Named[], poolingClasses: Object<string, string>}}
 *   Bounds how many numbers a stage may put out; the kernels that have names; Keras's names of the poolings
 * @typedef {[string, number]} Factor the key of its name (`sizes.factor_…`) and its value.
 * @typedef {Factor[][]} Sum products that are added.
 */
import {
  cropAmounts,
  effectiveSize,
  outputSize,
  paddingAmounts,
  transposedOutputSize,
  unused,
} from "../../arithmetic/windows.js";

/** @param {Values} values @returns {[number, number]} kernel rows, kernel columns */
export const kernelSizeOf = (
  values,
) => [values.kernel_rows, values.square_kernel ? values.kernel_rows : values.kernel_columns];

/** @param {Values} values @returns {[number, number]} strides of the rows, of the columns */
export const stridesOf = (
  values,
) => [values.stride_rows, values.equal_strides ? values.stride_rows : values.stride_columns];

/**
 * How many kernels the visitor chooses: one a filter, or one a variant where each channel stays on its own.
 *
 * @param {Values} values
 */
export const kernelsWanted = ({ layer, depth_multiplier: variants, filters }) =>
  layer === "DepthwiseConv2D" || layer === "SeparableConv2D" ? variants : filters;

/**
 * @param {Values} values
 * @returns {import("../../arithmetic/convolution.js").Program & {activation: string, pooling: object, pooled:
 *   number[]}} with 0 rows or columns where a window does not fit.
 */
export function programOf(values) {
  const [rows, columns] = [axisOf(values, 0), axisOf(values, 1)];
  /** @type {[number, number]} */
  const output = [rows.output, columns.output];
  const pooling = poolingOf(values, output);
  return {
    layer: values.layer,
    strides: stridesOf(values),
    padding: [rows.padding, columns.padding],
    dilation: [values.dilation_rate, values.dilation_rate],
    groups: values.layer === "grouped" ? values.groups : 1,
    activation: values.activation,
    pooling,
    output,
    pooled: pooledSize(pooling, output),
  };
}

/** @param {Values} values @param {0 | 1} axis */
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

/** @param {Values} values @param {[number, number]} output */
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

/**
 * The products behind a convolution's number of parameters.
 *
 * @param {object} lab
 * @returns {Sum}
 */
export function parameterProducts(lab) {
  const [rows, columns, inputs, outputs] = lab.kernel.shape;
  /** @type {Factor[]} */
  const window = [["kernel_rows", rows], ["kernel_columns", columns]];
  /** @type {Factor[]} */
  const bias = [["bias", lab.bias.length]];
  switch (lab.program.layer) {
    case "DepthwiseConv2D":
      return [[...window, ["channels", inputs], ["multiplier", outputs]], bias];
    case "SeparableConv2D":
      return [[...window, ["channels", inputs], ["multiplier", outputs]], pointwise(lab), bias];
    case "Conv2DTranspose":
      return [[...window, ["channels", outputs], ["filters", inputs]], bias];
    case "grouped":
      return [[...window, ["group_channels", inputs], ["filters", outputs]], bias];
    default:
      return [[...window, ["channels", inputs], ["filters", outputs]], bias];
  }
}

/**
 * The products behind a convolution's multiply-accumulates: its weights at every place where the kernel is laid.
 *
 * @param {object} lab
 * @returns {Sum}
 */
export function multiplyProducts(lab) {
  const [rows, columns] = lab.program.layer === "Conv2DTranspose" ? lab.image.shape : lab.feature.shape;
  /** @type {Factor[]} */
  const places = [["places_rows", rows], ["places_columns", columns]];
  const weights = parameterProducts(lab).slice(0, -1);
  return weights.map((factors) => [...places, ...factors]);
}

/** The value of a sum of products. @param {Sum} sum */
export function valueOf(sum) {
  return sum.reduce((total, factors) => total + factors.reduce((product, [, value]) => product * value, 1), 0);
}

/** @returns {Factor[]} */
function pointwise(lab) {
  const [inputs, filters] = lab.pointwise.shape.slice(-2);
  return [["depthwise_maps", inputs], ["filters", filters]];
}

/**
 * Whether settings can be combined, as `cnn_core.convolution_lab.problems` has it: known here only so that maps are not
 * drawn of what Keras would refuse. The sentence and the way out come from the server. A test compares the two.
 *
 * @param {Values} values
 * @param {ReturnType<programOf>} program of the same settings
 * @param {number} channels of the picture
 * @param {Bounds} bounds
 * @returns {boolean}
 */
export function possible(values, program, channels, { mostValues, kernels }) {
  return layerAllows(values, channels) && meanSomething(values, kernels) && fits(values, program, mostValues);
}

/** Each named kernel that is used needs its least rows and columns. */
function meanSomething(values, known) {
  if (values.kernel_source !== "named") return true;
  const [rows, columns] = kernelSizeOf(values);
  const used = values.kernels.slice(0, kernelsWanted(values));
  return known.every(({ name, minimum }) => !used.includes(name) || (rows >= minimum[0] && columns >= minimum[1]));
}

function layerAllows(values, channels) {
  const [rows, columns] = stridesOf(values);
  switch (values.layer) {
    case "DepthwiseConv2D":
    case "SeparableConv2D":
      return rows === columns;
    case "Conv2DTranspose":
      return values.padding !== "custom" && !dilatedSteps(values);
    case "grouped":
      return channels % values.groups === 0 && values.filters % values.groups === 0 && !dilatedSteps(values);
    default:
      return !dilatedSteps(values);
  }
}

/** Keras refuses strides and dilation together, except where it dilates first and thins out afterwards. */
function dilatedSteps(values) {
  return Math.max(...stridesOf(values)) > 1 && values.dilation_rate > 1;
}

function fits(values, { output, pooled }, mostValues) {
  if ([...output, ...pooled].some((length) => length < 1)) return false;
  return values.layer !== "Conv2DTranspose" || output[0] * output[1] * values.filters <= mostValues;
}
