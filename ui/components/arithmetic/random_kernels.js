/**
 * Random kernels as Keras's initializers make them, out of the numbers that `cnn_core.convolution_lab.random_draws` sends along: the
 * first numbers of a draw, times a factor that follows from the weight's shape.
 *
 * @typedef {{data: Float32Array, shape: number[]}} Tensor
 * @typedef {{layer: string, filters: number, groups: number, depth_multiplier: number, initializer: string, seed: number,
 *   kernelSize: [number, number]}} Settings
 */

/** The deviation of a normal distribution with deviation 1 that is cut off at 2: Keras divides by it. */
const CUT_OFF = 0.87962566103423978;
/** Fixed deviation or bound of the initializers that do not look at the shape: Keras's defaults. */
const FIXED = 0.05;

/** What an initializer draws from, and the factor for a weight with so many inputs and outputs of a unit. */
const INITIALIZERS = {
  glorot_uniform: ["uniform", (inputs, outputs) => Math.sqrt(6 / (inputs + outputs))],
  glorot_normal: ["truncated_normal", (inputs, outputs) => Math.sqrt(2 / (inputs + outputs)) / CUT_OFF],
  he_uniform: ["uniform", (inputs) => Math.sqrt(6 / inputs)],
  he_normal: ["truncated_normal", (inputs) => Math.sqrt(2 / inputs) / CUT_OFF],
  random_normal: ["normal", () => FIXED],
  random_uniform: ["uniform", () => FIXED],
};

/**
 * @param {Settings} settings
 * @param {number} channels of the picture
 * @param {Object<string, Float32Array>} draws "DISTRIBUTION:SEED" → numbers
 * @returns {{kernel: Tensor, pointwise: Tensor|null}|null} null where there are no such draws, or too few
 */
export function randomKernels(settings, channels, draws) {
  const [distribution, factor] = INITIALIZERS[settings.initializer] ?? [];
  const draw = draws[`${distribution}:${settings.seed}`];
  const shapes = shapesOf(settings, channels);
  if (!draw || Object.values(shapes).some((shape) => shape && sizeOf(shape) > draw.length)) return null;
  const made = (shape) => shape && scaled(draw, shape, factor);
  return { kernel: made(shapes.kernel), pointwise: made(shapes.pointwise) };
}

const sizeOf = (shape) => shape.reduce((product, length) => product * length, 1);

/** The shapes of the weights, as `cnn_core.convolution_lab.edits.weight_shapes` has them. */
function shapesOf({ layer, filters, groups, depth_multiplier: variants, kernelSize }, channels) {
  switch (layer) {
    case "DepthwiseConv2D":
      return { kernel: [...kernelSize, channels, variants], pointwise: null };
    case "SeparableConv2D":
      return { kernel: [...kernelSize, channels, variants], pointwise: [1, 1, channels * variants, filters] };
    case "Conv2DTranspose":
      return { kernel: [...kernelSize, filters, channels], pointwise: null };
    default:
      return {
        kernel: [...kernelSize, Math.floor(channels / (layer === "grouped" ? groups : 1)), filters],
        pointwise: null,
      };
  }
}

function scaled(numbers, shape, factor) {
  const [rows, columns, third, fourth] = shape;
  const cells = rows * columns;
  const by = factor(cells * third, cells * fourth);
  return { data: numbers.slice(0, sizeOf(shape)).map((number) => number * by), shape };
}
