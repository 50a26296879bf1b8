/**
 * The weights of a layer for settings that Keras has not seen yet: those that it has, fewer of them, others of named
 * kernels, spread over the channels as `cnn_core.convolution_lab.kernels` does it, or random ones as Keras would draw
 * them. Of the named kernels the plain ones lie in the bank that the server sends along
 * (`cnn_core.convolution_lab.kernel_bank`); those with a direction are computed here.
 *
 * @typedef {import("../lab.js").Lab} Lab
 * @typedef {import("./program.js").Values} Values
 * @typedef {{kernel: object, pointwise: object|null, bias: Float32Array, mapNames: string[]}} Weights
 * @typedef {{name: string, label: string, minimum: [number, number], plain: number|null}} Named a kernel that has a
 *   name: its least rows and columns, and its place in the bank (null: it has a direction)
 */
import { randomKernels, TURNED } from "../../arithmetic/kernels.js";
import { kernelSizeOf, kernelsWanted } from "./program.js";

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
 * @returns {{weights: Weights, same: boolean}|null} null where they are not at hand; `same`: they are the first of
 *   those that `lab` has
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

/**
 * Whether a kernel is another one where there are more or fewer filters.
 *
 * @param {Values} values
 * @param {Named[]} known
 */
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

/**
 * @param {Values} values with kernels that have names, or that are written by hand
 * @param {Object<string, {data: Float32Array, shape: number[]}>} bank "ROWSxCOLUMNS" → (rows, columns, kernels)
 * @param {Named[]} known
 * @returns {Float32Array[]|null} a grid for each kernel, row by row; null where the bank has none of this size
 */
export function namedKernels(values, bank, known) {
  const [rows, columns] = kernelSizeOf(values);
  const plain = bank[`${rows}x${columns}`];
  const places = new Map(known.map(({ name, plain: place }) => [name, place]));
  const names = chosen(values);
  if (!plain && names.some((name) => places.get(name) !== null)) return null;
  return names.map((name, copy) => {
    const place = places.get(name);
    if (place === null) {
      return TURNED[name](rows, columns, { angle: angleOf(values, names, copy), wavelength: values.wavelength });
    }
    return Float32Array.from({ length: rows * columns }, (_, cell) => plain.data[cell * plain.shape[2] + place]);
  });
}

/** The name of each kernel: those chosen, one after the other, again from the front when they end. */
function chosen(values) {
  const names = values.kernel_source === "by_hand" ? ["identity"] : values.kernels;
  return Array.from({ length: kernelsWanted(values) }, (_, copy) => names[copy % names.length]);
}

/**
 * Copies of a kernel with a direction share half a turn among them, from the visitor's angle on.
 *
 * @param {Values} values
 * @param {string[]} names
 * @param {number} copy
 */
function angleOf({ angle }, names, copy) {
  const alike = (name) => name === names[copy];
  return (angle + (180 * names.slice(0, copy).filter(alike).length) / names.filter(alike).length) % 180;
}

/**
 * What each map's kernel is called, as `ui.convolution_lab.payload` has it; of depthwise maps the channel is told, too.
 *
 * @param {Values} values
 * @param {Named[]} known
 * @param {string[]} channelNames
 * @param {Object<string, string>} words
 * @returns {string[]}
 */
export function mapNamesOf(values, known, channelNames, words) {
  const labels = new Map(known.map(({ name, label }) => [name, label]));
  const byHand = () => words[`pipeline.${values.kernel_source}`];
  const kernels = chosen(values).map((name) => (values.kernel_source === "named" ? labels.get(name) : byHand()));
  if (values.layer === "DepthwiseConv2D") {
    return channelNames.flatMap((channel) => kernels.map((kernel) => `${channel} · ${kernel}`));
  }
  return Array.from({ length: values.filters }, (_, map) => kernels[map % kernels.length]);
}
