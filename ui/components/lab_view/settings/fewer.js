/** The weights of a layer's first filters, out of those of all. */

/**
 * @param {import("../lab.js").Lab} lab
 * @param {string} layer
 * @param {number} filters at most as many as the layer has; DepthwiseConv2D has none to choose
 * @returns {{kernel: object, pointwise: object|null, bias: Float32Array, mapNames: string[]}}
 */
export function fewer({ kernel, pointwise, bias, mapNames }, layer, filters) {
  switch (layer) {
    case "DepthwiseConv2D":
      return { kernel, pointwise, bias, mapNames };
    case "SeparableConv2D":
      return { kernel, pointwise: firstOf(pointwise, 3, filters), bias: bias.slice(0, filters), mapNames: mapNames.slice(0, filters) };
    default:
      return { kernel: firstOf(kernel, layer === "Conv2DTranspose" ? 2 : 3, filters), pointwise, bias: bias.slice(0, filters), mapNames: mapNames.slice(0, filters) };
  }
}

/** The first entries along an axis; the tensor itself where these are all. */
function firstOf(tensor, axis, count) {
  const { data, shape } = tensor;
  if (shape[axis] === count) return tensor;
  const inner = shape.slice(axis + 1).reduce((product, length) => product * length, 1);
  const [row, kept] = [shape[axis] * inner, count * inner];
  const taken = new Float32Array((data.length / row) * kept);
  for (let from = 0, to = 0; from < data.length; from += row, to += kept) taken.set(data.subarray(from, from + kept), to);
  return { data: taken, shape: shape.with(axis, count) };
}
