/**
 * Where each layer keeps its weights: one map's kernel, a slice for each input channel, out of Keras's arrays.
 *
 * @typedef {{data: ArrayLike<number>, shape: number[]}} Tensor
 * @typedef {{channel: number, weights: Float64Array, pointwise: number}} Slice `weights` holds kernel rows × kernel
 *   columns numbers, row-major; `pointwise` is the factor of its sum (1 unless the layer is separable).
 */

/** The layers whose arithmetic is here, by the name that a Program gives them. */
export const LAYERS = Object.freeze(["Conv2D", "grouped", "DepthwiseConv2D", "SeparableConv2D", "Conv2DTranspose"]);

/**
 * How many maps a layer with these weights makes.
 *
 * @param {string} layer
 * @param {Tensor} kernel as Keras keeps it, 4-D.
 * @param {Tensor | null} pointwise (1, 1, channels · depth multiplier, filters), separable only.
 */
export function numberOfMaps(layer, kernel, pointwise) {
  const [, , third, fourth] = kernel.shape;
  switch (layer) {
    case "Conv2D":
    case "grouped":
      return fourth;
    case "DepthwiseConv2D":
      return third * fourth;
    case "SeparableConv2D":
      return pointwise.shape[3];
    case "Conv2DTranspose":
      return third;
    default:
      throw new Error(`A layer is one of ${LAYERS.join(", ")}. Received: ${layer}.`);
  }
}

/**
 * The weights of one map, a slice for each input channel that it sees (separable: for each depthwise map).
 *
 * @param {{layer: string, groups: number}} program
 * @param {Tensor} kernel
 * @param {Tensor | null} pointwise
 * @param {number} map
 * @returns {Slice[]}
 */
export function slices(program, kernel, pointwise, map) {
  const maps = numberOfMaps(program.layer, kernel, pointwise);
  const [rows, columns, third, fourth] = kernel.shape;
  const slice = (channel, start, factor = 1) => ({
    channel,
    weights: Float64Array.from({ length: rows * columns }, (_, cell) => kernel.data[cell * third * fourth + start]),
    pointwise: factor,
  });
  const each = (length, make) => Array.from({ length }, (_, index) => make(index));
  switch (program.layer) {
    case "DepthwiseConv2D":
      return [slice(Math.floor(map / fourth), map)];
    case "SeparableConv2D":
      return each(
        third * fourth,
        (depth) => slice(Math.floor(depth / fourth), depth, pointwise.data[depth * maps + map]),
      );
    case "Conv2DTranspose":
      return each(fourth, (channel) => slice(channel, map * fourth + channel));
    default: {
      const first = Math.floor((map * program.groups) / maps) * third;
      return each(third, (channel) => slice(first + channel, channel * maps + map));
    }
  }
}
