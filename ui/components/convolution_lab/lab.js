/**
 * The state that every view of the lab gets, made from the payload of the server; the picture as a layer may get it, in
 * colour and in grey: one comes to the browser, and it has both; the state while a kernel's number is dragged, by the
 * browser's own arithmetic, which a test holds to Keras within 1e-5 (when the number is let go, Keras answers for the
 * same state); and what a link keeps: the scale and a pinned cell, as "map.stage.row.column".
 *
 * @typedef {import("../maps/scales.js").Tensor} Tensor
 * @typedef {{ program: object, sizes: object[], words: Object<string, string>, language: "en"|"ko", digest: string,
 *   mapNames: string[], channelNames: string[], kernelLimit: number, unusedRows: number[], unusedColumns: number[],
 *   pictures: Pictures, image: Tensor, kernel: Tensor, pointwise: Tensor|null, bias: Float32Array, feature: Tensor,
 *   activation: Tensor, pooled: Tensor|null, bank: Object<string, Tensor>, draws: Object<string, Float32Array>,
 *   preview?: boolean,
 * }} Lab `preview`: the maps are the browser's, not yet Keras's
 * @typedef {{data: Uint8Array, shape: number[]}} Levels 0 … 255
 * @typedef {{image: Tensor, channelNames: string[]}} Picture numbers in [0, 1]
 * @typedef {{levels: Levels, colour: Picture, grey: Picture, channelNames: {colour: string[], grey: string[]}}}
 *   Pictures `levels` as they came, 0 … 255
 * @typedef {import("../maps/tile.js").Selection} Selection
 */
import { apply } from "../arithmetic/activation.js";
import { featureMap } from "../arithmetic/convolution.js";
import { withEdit } from "../arithmetic/kernels.js";
import { pool } from "../arithmetic/pooling.js";

/**
 * Maps that the server left out are those that the browser's arithmetic gives bit for bit as Keras does; the server has
 * compared them (`cnn_core.convolution_lab.written_out`). The picture comes as bytes, 0 … 255, in colour.
 *
 * @param {{header: object, arrays: Object<string, Tensor> & {image: Levels}}} payload
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
 * @param {import("../maps/tile.js").Selection|null} selection
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

/**
 * @param {Levels} levels (rows, columns, 3)
 * @param {{colour: string[], grey: string[]}} channelNames
 * @param {Pictures} [before] the last ones: a picture that is the same stays the same object, and need not be painted
 *   again
 * @returns {Pictures}
 */
export function picturesOf(levels, channelNames, before) {
  if (before && alike(before.levels, levels)) return before;
  const made = {};
  return {
    levels,
    // Only one of the two is looked at, as a rule.
    get colour() {
      return (made.colour ??= { image: unitInterval(levels), channelNames: channelNames.colour });
    },
    get grey() {
      return (made.grey ??= { image: unitInterval(luma(levels)), channelNames: channelNames.grey });
    },
    channelNames,
  };
}

/**
 * A state with its picture in colour or in grey.
 *
 * @template {{pictures: Pictures}} Lab
 * @param {Lab} lab
 * @param {boolean} color
 * @returns {Lab & Picture}
 */
export function inColours(lab, color) {
  return { ...lab, ...(color ? lab.pictures.colour : lab.pictures.grey) };
}

/**
 * Grey bytes: the luma of ITU-R BT.601 in the whole numbers that Pillow reckons in, to the very byte.
 *
 * @param {Levels} levels (rows, columns, 3)
 * @returns {Levels} (rows, columns, 1)
 */
export function luma({ data, shape: [rows, columns] }) {
  const grey = new Uint8Array(rows * columns);
  for (let cell = 0, from = 0; cell < grey.length; cell += 1, from += 3) {
    grey[cell] = (19595 * data[from] + 38470 * data[from + 1] + 7471 * data[from + 2] + 0x8000) >> 16;
  }
  return { shape: [rows, columns, 1], data: grey };
}

/** Bytes, 0 … 255, as numbers in [0, 1]. */
function unitInterval({ data, shape }) {
  const values = new Float32Array(data.length);
  for (let index = 0; index < data.length; index += 1) values[index] = data[index] / 255;
  return { shape, data: values };
}

function alike(one, other) {
  if (one.shape.join() !== other.shape.join()) return false;
  for (let index = 0; index < one.data.length; index += 1) if (one.data[index] !== other.data[index]) return false;
  return true;
}

/**
 * @param {Lab} lab
 * @param {{map: number, kernel: Float32Array, pointwise: Float32Array|null}} edit as the kernel editor sends it
 * @returns {Lab} the state with the edit; the state that came in is left as it was
 */
export function withKernels(lab, edit) {
  const { kernel, pointwise } = withEdit(lab.program, lab.kernel, lab.pointwise, edit);
  const next = {
    ...(lab.preview ? lab : withOwnMaps(lab)),
    kernel,
    pointwise,
    kernelLimit: limitOf(kernel),
    preview: true,
  };
  for (const map of mapsOf(next, edit)) {
    put(next.feature, map, featureMap(next.program, next.image, kernel, pointwise, next.bias, map));
    if (next.program.activation !== "softmax") follow(next, map);
  }
  if (next.program.activation === "softmax") followAll(next);
  return next;
}

/** The maps that an edit changes: one, but all where the maps share the edited kernels. */
export function mapsOf(lab, edit) {
  if (lab.program.layer !== "SeparableConv2D") return [edit.map];
  return Array.from({ length: lab.feature.shape[2] }, (_, map) => map);
}

/** The payload's arrays are what Keras said; a live state writes into arrays of its own. */
function withOwnMaps(lab) {
  const own = (tensor) => tensor && { shape: tensor.shape, data: Float32Array.from(tensor.data) };
  return { ...lab, feature: own(lab.feature), activation: own(lab.activation), pooled: own(lab.pooled) };
}

/** Activation and pooling of one map. */
function follow(lab, map) {
  const activation = apply(lab.program.activation, single(lab.feature, map));
  put(lab.activation, map, activation.data);
  if (lab.pooled) put(lab.pooled, map, pool(lab.program.pooling, activation).data);
}

/** Softmax reads every map at a cell, so that all maps change. */
function followAll(lab) {
  lab.activation.data.set(apply(lab.program.activation, lab.feature).data);
  if (lab.pooled) lab.pooled.data.set(pool(lab.program.pooling, lab.activation).data);
}

/** One map as a tensor of its own, (rows, columns, 1). */
function single(tensor, map) {
  const [rows, columns, maps] = tensor.shape;
  const data = new Float32Array(rows * columns);
  for (let cell = 0; cell < data.length; cell += 1) data[cell] = tensor.data[cell * maps + map];
  return { data, shape: [rows, columns, 1] };
}

function put(tensor, map, values) {
  const maps = tensor.shape[2];
  for (let cell = 0; cell < values.length; cell += 1) tensor.data[cell * maps + map] = values[cell];
}

const STAGES = /** @type {const} */ (["feature", "activation", "pooled"]);

/**
 * @param {Selection} selection
 * @returns {string} empty where nothing is pinned
 */
export function pinOf({ map, stage, row, column, pinned }) {
  return pinned ? [map, STAGES.indexOf(stage), row, column].join(".") : "";
}

/**
 * @param {string} pin
 * @returns {Selection|null} null for anything that is not a pin
 */
export function selectionOf(pin) {
  const match = /^(\d{1,3})\.([0-2])\.(\d{1,4})\.(\d{1,4})$/.exec(pin ?? "");
  if (!match) return null;
  const [map, stage, row, column] = match.slice(1).map(Number);
  return { map, stage: STAGES[stage], row, column, pinned: true };
}

/** How many sizes are kept. */
const MOST = 12;
const ADDRESS = "../../../../_convlens/squares/";

/**
 * @param {() => void} onCome a picture that was asked for is there
 * @returns {{at: (lab: {digest: string, pictures: Pictures}, size: number) => Pictures|null, destroy: () => void}} `at`
 *   gives null at first and asks for the picture; only the last size that was asked for is waited for
 */
export function createSizedPictures(onCome) {
  /** @type {Map<string, Pictures>} */
  const kept = new Map();
  const refused = new Set();
  let [asked, abort] = ["", new AbortController()];

  async function ask(name, size, { channelNames }, signal) {
    const levels = await fetchLevels(name, size, signal);
    if (signal.aborted) return;
    asked = "";
    if (!levels) {
      refused.add(name);
      return;
    }
    if (kept.size >= MOST) kept.delete(kept.keys().next().value);
    kept.set(name, picturesOf(levels, channelNames));
    onCome();
  }

  return {
    at({ digest, pictures }, size) {
      const name = `${digest}/${size}`;
      if (name !== asked && !kept.has(name) && !refused.has(name)) {
        abort.abort();
        [asked, abort] = [name, new AbortController()];
        ask(name, size, pictures, abort.signal);
      }
      return kept.get(name) ?? null;
    },
    destroy: () => abort.abort(),
  };
}

/** @returns {Promise<Levels|null>} (size, size, 3); null where there are none */
async function fetchLevels(name, size, signal) {
  try {
    const answer = await fetch(new URL(ADDRESS + name, import.meta.url), { signal });
    const data = new Uint8Array(await answer.arrayBuffer());
    return answer.ok && data.length === size * size * 3 ? { data, shape: [size, size, 3] } : null;
  } catch {
    return null; // no answer, or another size is wanted by now
  }
}
