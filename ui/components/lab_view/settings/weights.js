/**
 * The weights of a layer for settings that Keras has not seen yet: those that it has, fewer of them, or the named
 * kernels at another size or for more filters, which the server sends along (`cnn_core.kernel_bank`).
 *
 * @typedef {import("../lab.js").Lab} Lab
 * @typedef {import("./program.js").Values} Values
 * @typedef {{kernel: object, pointwise: object|null, bias: Float32Array, mapNames: string[]}} Weights
 */
import { kernelSizeOf } from "./program.js";

/**
 * @param {Lab} lab
 * @param {Values} before the settings that `lab` belongs to
 * @param {Values} values what is wanted: the same but for the size of the kernels and the number of filters
 * @param {string[]} turning the names of the kernels whose copies share the angles among them
 * @returns {Weights|null} null where they are not at hand; `bias` is only as long as it must be
 */
export function weightsFor(lab, before, values, turning) {
  const resized = kernelSizeOf(before).join() !== kernelSizeOf(values).join();
  const filters = values.layer === "DepthwiseConv2D" ? before.filters : values.filters;
  if (filters !== before.filters && dependOnCount(values, turning)) return null;
  if (!resized && filters <= before.filters) return first(lab, values.layer, filters);
  if (values.layer === "SeparableConv2D" && filters > before.filters) return null;
  return fromBank(lab, before, values, filters);
}

/** Whether a kernel is another one where there are more or fewer filters. */
function dependOnCount({ kernel_source: source, kernels }, turning) {
  return source === "random" || (source === "named" && kernels.some((name) => turning.includes(name)));
}

/** The weights of the first filters. */
function first({ kernel, pointwise, bias, mapNames }, layer, filters) {
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

/** Named kernels spread over the channels, as `cnn_core.stack_kernels` does it. */
function fromBank(lab, before, values, filters) {
  const [rows, columns] = kernelSizeOf(values);
  const bank = lab.bank.kernels[rows];
  // Numbers that are being dragged are in no bank.
  if (!bank || rows !== columns || values.edits !== "" || lab.preview) return null;
  const { layer } = values;
  const [transposed, kept] = [layer === "Conv2DTranspose", layer === "DepthwiseConv2D" || layer === "SeparableConv2D"];
  const [third, fourth] = lab.kernel.shape.slice(2);
  const shape = kept ? [rows, columns, third, fourth] : transposed ? [rows, columns, filters, fourth] : [rows, columns, third, filters];
  const divisor = kept ? 1 : transposed ? fourth : third;
  const { names } = lab.bank;
  const mapNames = kept ? lab.mapNames.slice(0, filters) : Array.from({ length: filters }, (_, map) => names[map % names.length]);
  return {
    kernel: { data: spread(bank, shape, transposed ? 2 : 3, divisor), shape },
    pointwise: lab.pointwise && firstOf(lab.pointwise, 3, filters),
    bias: kept && layer === "DepthwiseConv2D" ? lab.bias : new Float32Array(filters).fill(before.bias),
    mapNames: layer === "DepthwiseConv2D" ? lab.mapNames : mapNames,
  };
}

/** Each copy along `axis` takes the next kernel of the bank, each kernel divided by how many channels share it. */
function spread({ data, shape: [rows, columns, count] }, [, , third, fourth], axis, divisor) {
  const spreadOut = new Float32Array(rows * columns * third * fourth);
  let to = 0;
  for (let cell = 0; cell < rows * columns; cell += 1) {
    for (let one = 0; one < third; one += 1) {
      for (let other = 0; other < fourth; other += 1, to += 1) {
        spreadOut[to] = Math.fround(data[cell * count + ((axis === 2 ? one : other) % count)] / divisor);
      }
    }
  }
  return spreadOut;
}
