/**
 * The state that every view of the lab gets, made from the payload of the server.
 *
 * @typedef {import("../maps/scales.js").Tensor} Tensor
 * @typedef {{
 *   program: object, sizes: object[], words: Object<string, string>, language: "en"|"ko",
 *   digest: string, mapNames: string[], channelNames: string[], kernelLimit: number, unusedRows: number[], unusedColumns: number[],
 *   pictures: import("./pictures.js").Pictures, image: Tensor, kernel: Tensor, pointwise: Tensor|null, bias: Float32Array,
 *   feature: Tensor, activation: Tensor, pooled: Tensor|null,
 *   bank: Object<string, Tensor>, draws: Object<string, Float32Array>,
 * }} Lab
 */
import { apply } from "../arithmetic/activation.js";
import { pool } from "../arithmetic/pooling.js";
import { inColours, picturesOf } from "./pictures.js";

/**
 * Maps that the server left out are those that the browser's arithmetic gives bit for bit as Keras does; the server has
 * compared them (`cnn_core.convolution_lab.written_out`). The picture comes as bytes, 0 … 255, in colour.
 *
 * @param {{header: object, arrays: Object<string, Tensor>}} payload
 * @param {Object<string, string>} words the view's own, so that they are the same object after each payload
 * @param {Lab} [before] the last one: a picture that is the same stays the same object, and need not be painted again
 * @returns {Lab}
 */
export function labOf({ header, arrays }, words, before) {
  const { program, sizes, language, mapNames, digest } = header;
  const convolution = sizes.find((stage) => stage.stage === "convolution");
  const unused = (name) => convolution.axes.find((axis) => axis.axis === name).unused;
  const feature = arrays.feature_maps;
  const activation = arrays.activation_maps ?? apply(program.activation, feature);
  return {
    program,
    sizes,
    words,
    language,
    mapNames,
    digest,
    kernelLimit: limitOf(arrays.kernel),
    unusedRows: unused("rows"),
    unusedColumns: unused("columns"),
    ...inColours({ pictures: picturesOf(arrays.image, header.channelNames, before?.pictures) }, header.color),
    kernel: arrays.kernel,
    pointwise: arrays.pointwise ?? null,
    bias: arrays.bias.data,
    feature,
    activation,
    pooled: arrays.pooled_maps ?? pool(program.pooling, activation),
    bank: allOf("kernels:", arrays, (kernels) => kernels),
    draws: allOf("draws:", arrays, ({ data }) => data),
  };
}

/**
 * What the server sent along for other settings: the plain kernels at each size, "ROWSxCOLUMNS" → (rows, columns,
 * kernels), and what random kernels are made of, "DISTRIBUTION:SEED" → numbers.
 */
function allOf(kind, arrays, kept) {
  const found = Object.entries(arrays).filter(([name]) => name.startsWith(kind));
  return Object.fromEntries(found.map(([name, array]) => [name.slice(kind.length), kept(array)]));
}

/**
 * The largest size of a weight: the limit of the kernels' colours. A kernel of zeros gets 1.
 *
 * @param {Tensor} kernel
 */
export function limitOf(kernel) {
  return kernel.data.reduce((limit, weight) => Math.max(limit, Math.abs(weight)), 0) || 1;
}

/**
 * A selection that lies on the maps: kept where it can be, else moved to the nearest cell.
 *
 * @param {Lab} lab
 * @param {import("../maps/marks.js").Selection|null} selection
 */
export function fitted(lab, selection) {
  const [rows, columns] = lab.feature.shape;
  const wanted = selection ??
    { map: 0, stage: "activation", row: Math.floor(rows / 2), column: Math.floor(columns / 2), pinned: false };
  const stage = lab[wanted.stage] ? wanted.stage : "activation";
  const [height, width, maps] = lab[stage].shape;
  return {
    ...wanted,
    stage,
    map: Math.min(wanted.map, maps - 1),
    row: Math.min(wanted.row, height - 1),
    column: Math.min(wanted.column, width - 1),
  };
}
