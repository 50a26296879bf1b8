/**
 * The weights of a layer for settings that Keras has not seen yet: those that it has, fewer of them, others of named
 * kernels, spread over the channels as `cnn_core.convolution_lab.kernels` does it, or random ones as Keras would draw them.
 *
 * @typedef {import("../lab.js").Lab} Lab
 * @typedef {import("./named_kernels.js").Named} Named
 * @typedef {import("./program.js").Values} Values
 * @typedef {{kernel: object, pointwise: object|null, bias: Float32Array, mapNames: string[]}} Weights
 */
import { randomKernels } from "../../arithmetic/kernels.js";
import { kernelSizeOf } from "./program.js";
import { mapNamesOf, namedKernels } from "./named_kernels.js";

/** Settings of which the kernels are made, but for their number and size. */
const MADE_OF = [
  "color",
  "layer",
  "groups",
  "depth_multiplier",
  "kernel_source",
  "kernels",
  "angle",
  "wavelength",
  "initializer",
  "seed",
];

/**
 * @param {Lab} lab
 * @param {Values} before the settings that `lab` belongs to
 * @param {Values} values what is wanted, on the same picture
 * @param {Named[]} known
 * @returns {{weights: Weights, same: boolean}|null} null where they are not at hand; `same`: they are the first of those
 *   that `lab` has
 */
export function weightsFor(lab, before, values, known) {
  if (values.edits !== before.edits) return null;
  const filters = values.layer === "DepthwiseConv2D" ? before.filters : values.filters;
  const same = MADE_OF.every((name) => String(before[name]) === String(values[name])) &&
    sizeOf(before) === sizeOf(values);
  const fewer = filters === before.filters || (filters < before.filters && !dependOnCount(values, known));
  if (same && fewer) return { weights: first(lab, values.layer, filters), same: true };
  // Numbers that are being dragged, or were edited, are in no bank.
  const made = values.edits !== "" || lab.preview ? null : othersFor(lab, values, known);
  return made && { weights: { ...made, ...around(lab, values, known) }, same: false };
}

/** Other kernels than those that Keras used last; null where what they are made of is not at hand. */
function othersFor(lab, values, known) {
  const channels = lab.image.shape[2];
  if (values.kernel_source === "random") {
    return randomKernels({ ...values, kernelSize: kernelSizeOf(values) }, channels, lab.draws);
  }
  const grids = namedKernels(values, lab.bank, known);
  return grids && spread(values, grids, channels);
}

const sizeOf = (values) => kernelSizeOf(values).join();

/** Whether a kernel is another one where there are more or fewer filters. */
function dependOnCount({ kernel_source: source, kernels }, known) {
  return source === "random" ||
    (source === "named" && known.some(({ name, plain }) => plain === null && kernels.includes(name)));
}

/** The weights of the first filters. */
function first({ kernel, pointwise, bias, mapNames }, layer, filters) {
  switch (layer) {
    case "DepthwiseConv2D":
      return { kernel, pointwise, bias, mapNames };
    case "SeparableConv2D":
      return {
        kernel,
        pointwise: firstOf(pointwise, 3, filters),
        bias: bias.slice(0, filters),
        mapNames: mapNames.slice(0, filters),
      };
    default:
      return {
        kernel: firstOf(kernel, layer === "Conv2DTranspose" ? 2 : 3, filters),
        pointwise,
        bias: bias.slice(0, filters),
        mapNames: mapNames.slice(0, filters),
      };
  }
}

/** The first entries along an axis; the tensor itself where these are all. */
function firstOf(tensor, axis, count) {
  const { data, shape } = tensor;
  if (shape[axis] === count) return tensor;
  const inner = shape.slice(axis + 1).reduce((product, length) => product * length, 1);
  const [row, kept] = [shape[axis] * inner, count * inner];
  const taken = new Float32Array((data.length / row) * kept);
  for (let from = 0, to = 0; from < data.length; from += row, to += kept) {
    taken.set(data.subarray(from, from + kept), to);
  }
  return { data: taken, shape: shape.with(axis, count) };
}

/** What belongs to a map whatever its kernel's numbers are. */
function around({ channelNames, words }, values, known) {
  const mapNames = mapNamesOf(values, known, channelNames, words);
  return { bias: new Float32Array(mapNames.length).fill(values.bias), mapNames };
}

/** Kernels spread over the channels of the picture. */
function spread(values, grids, channels) {
  const separable = values.layer === "SeparableConv2D";
  return {
    kernel: kernelOf(values, grids, channels),
    pointwise: separable ? mixing(channels, values.depth_multiplier, values.filters) : null,
  };
}

/** A filter works on the mean of its channels; where each channel stays on its own it gets the kernel as it is. */
function kernelOf(values, grids, channels) {
  const [rows, columns] = kernelSizeOf(values);
  switch (values.layer) {
    case "DepthwiseConv2D":
    case "SeparableConv2D":
      return filled([rows, columns, channels, grids.length], (cell, _channel, variant) => grids[variant][cell]);
    case "Conv2DTranspose":
      return filled([rows, columns, grids.length, channels], (cell, filter) => grids[filter][cell] / channels);
    default: {
      const shared = values.layer === "grouped" ? Math.floor(channels / values.groups) : channels;
      return filled([rows, columns, shared, grids.length], (cell, _channel, filter) => grids[filter][cell] / shared);
    }
  }
}

function filled(shape, value) {
  const [rows, columns, third, fourth] = shape;
  const data = new Float32Array(rows * columns * third * fourth);
  for (let cell = 0, to = 0; cell < rows * columns; cell += 1) {
    for (let one = 0; one < third; one += 1) {
      for (let other = 0; other < fourth; other += 1, to += 1) data[to] = value(cell, one, other);
    }
  }
  return { data, shape };
}

/** Filter i takes depthwise variant i (mod variants), with the next mix of channels each time round. */
function mixing(channels, variants, filters) {
  const mixes = mixesOf(channels);
  const data = new Float32Array(channels * variants * filters);
  for (let filter = 0; filter < filters; filter += 1) {
    const mix = mixes[Math.floor(filter / variants) % mixes.length];
    mix.forEach((weight, channel) => {
      data[(channel * variants + (filter % variants)) * filters + filter] = weight;
    });
  }
  return { data, shape: [1, 1, channels * variants, filters] };
}

/** Ways to mix channels, the plainest first: their mean, each alone, their differences; then all of it negative. */
function mixesOf(channels) {
  const each = Array.from({ length: channels }, (_, one) => one);
  const alone = each.map((one) => each.map((channel) => Number(channel === one)));
  const differences = alone.map((row, one) =>
    row.map((weight, channel) => weight - Number(channel === (one + 1) % channels))
  );
  const mixes = [each.map(() => 1 / channels), ...(channels > 1 ? [...alone, ...differences] : [])];
  return [...mixes, ...mixes.map((mix) => mix.map((weight) => -weight))];
}
