/** Parameters and multiply-accumulates as products: which factors, of which names. Plain data, no page. */

/**
 * @typedef {[string, number]} Factor the key of its name (`sizes.factor_…`) and its value.
 * @typedef {Factor[][]} Sum products that are added.
 */

/**
 * The products behind a convolution's number of parameters.
 *
 * @param {object} lab
 * @returns {Sum}
 */
export function parameterProducts(lab) {
  const [rows, columns, inputs, outputs] = lab.kernel.shape;
  const window = [["kernel_rows", rows], ["kernel_columns", columns]];
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
  const places = [["places_rows", rows], ["places_columns", columns]];
  const weights = parameterProducts(lab).slice(0, -1);
  return weights.map((factors) => [...places, ...factors]);
}

/** The value of a sum of products. */
export function valueOf(sum) {
  return sum.reduce((total, factors) => total + factors.reduce((product, [, value]) => product * value, 1), 0);
}

function pointwise(lab) {
  const [inputs, filters] = lab.pointwise.shape.slice(-2);
  return [["depthwise_maps", inputs], ["filters", filters]];
}
