/**
 * Whether settings can be combined, as `cnn_core.convolution_lab.problems` has it: known here only so that maps are not drawn of
 * what Keras would refuse. The sentence and the way out come from the server. A test compares the two.
 *
 * @typedef {import("./program.js").Values} Values
 */
import { kernelsWanted } from "./named_kernels.js";
import { kernelSizeOf, stridesOf } from "./program.js";

/**
 * @param {Values} values
 * @param {ReturnType<import("./program.js").programOf>} program of the same settings
 * @param {number} channels of the picture
 * @param {import("./live_settings.js").Bounds} bounds
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
