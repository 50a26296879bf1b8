/**
 * The kernels that the visitor chooses, before they are spread over the channels, as `cnn_core.convolution_lab.kernels` makes
 * them: plain ones lie in the bank that the server sends along (`cnn_core.convolution_lab.kernel_bank`), those with a direction are
 * computed here.
 *
 * @typedef {import("./program.js").Values} Values
 * @typedef {{name: string, label: string, minimum: [number, number], plain: number|null}} Named a kernel that has a
 *   name: its least rows and columns, and its place in the bank (null: it has a direction)
 */
import { TURNED } from "../../arithmetic/kernels.js";
import { kernelSizeOf } from "./program.js";

/** How many kernels the visitor chooses: one a filter, or one a variant where each channel stays on its own. */
export const kernelsWanted = ({ layer, depth_multiplier: variants, filters }) =>
  layer === "DepthwiseConv2D" || layer === "SeparableConv2D" ? variants : filters;

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

/** Copies of a kernel with a direction share half a turn among them, from the visitor's angle on. */
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
