/**
 * Kernels: which numbers of a layer's weights belong to one map, taken out and put back; random ones as Keras's
 * initializers make them, out of the numbers that `cnn_core.convolution_lab.random_draws` sends along (the first of a
 * draw, times a factor that follows from the weight's shape); and those that have a direction, as
 * `cnn_core.arithmetic.kernels` makes them. Tests compare each with its original. Pure functions.
 *
 * @typedef {import("./windows.js").Tensor} Tensor weights: 4-D as in Keras
 * @typedef {import("./windows.js").Floats} Floats
 * @typedef {"Conv2D" | "grouped" | "DepthwiseConv2D" | "SeparableConv2D" | "Conv2DTranspose"} Layer
 * @typedef {{layer: string, groups?: number}} Program of one of the layers; `groups` of a grouped one
 * @typedef {{channel: number, weights: Float64Array, pointwise: number}} Slice `weights` holds kernel rows × kernel
 *   columns numbers, row-major; `pointwise` is the factor of its sum (1 unless the layer is separable).
 * @typedef {{channel: number, copy: number, at: [number, number]}} Place input channel; which of its kernels; third and
 *   fourth index
 * @typedef {object} MapKernels
 * @property {number} rows
 * @property {number} columns
 * @property {Place[]} places one for each kernel
 * @property {number} copies kernels for each channel (the depth multiplier of SeparableConv2D; otherwise 1)
 * @property {Float32Array[]} grids the numbers of each kernel, row by row
 * @property {Float32Array|null} pointwise one weight for each kernel, for SeparableConv2D
 * @property {boolean} shared whether the kernels serve every map of the layer
 * @typedef {{layer: string, filters: number, groups: number, depth_multiplier: number, initializer: string,
 *   seed: number, kernelSize: [number, number]}} Settings
 * @typedef {{angle: number, wavelength: number}} Turn degrees, anticlockwise as seen on the screen; pixels of a wave
 */

/** The layers whose arithmetic is here, by the name that a Program gives them. */
export const LAYERS = Object.freeze(["Conv2D", "grouped", "DepthwiseConv2D", "SeparableConv2D", "Conv2DTranspose"]);

/**
 * How many maps a layer with these weights makes.
 *
 * @param {string} layer
 * @param {Tensor} kernel as Keras keeps it, 4-D.
 * @param {Tensor | null} pointwise (1, 1, channels · depth multiplier, filters), separable only.
 * @returns {number}
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
      return /** @type {Tensor} */ (pointwise).shape[3];
    case "Conv2DTranspose":
      return third;
    default:
      throw unknown(layer);
  }
}

/**
 * The weights of one map, a slice for each input channel that it sees (separable: for each depthwise map).
 *
 * @param {Program} program
 * @param {Tensor} kernel
 * @param {Tensor | null} pointwise
 * @param {number} map
 * @returns {Slice[]}
 */
export function slices(program, kernel, pointwise, map) {
  const mixes = program.layer === "SeparableConv2D" ? pointwise : null;
  return placesOf(program, kernel.shape, map).map((place, index) => ({
    channel: place.channel,
    weights: Float64Array.from(taken(kernel, place)),
    pointwise: mixes ? mixes.data[index * mixes.shape[3] + map] : 1,
  }));
}

/**
 * The kernels that make one map.
 * @param {Program} program @param {Tensor} kernel @param {Tensor|null} pointwise @param {number} map
 * @returns {MapKernels}
 */
export function mapKernels(program, kernel, pointwise, map) {
  const [rows, columns] = kernel.shape;
  const places = placesOf(program, kernel.shape, map);
  const mixes = program.layer === "SeparableConv2D" ? pointwise : null;
  return {
    rows,
    columns,
    places,
    copies: mixes ? kernel.shape[3] : 1,
    grids: places.map((place) => taken(kernel, place)),
    pointwise: mixes && Float32Array.from(places, (_, index) => mixes.data[index * mixes.shape[3] + map]),
    shared: mixes !== null,
  };
}

/**
 * The layer's weights with an edit put in: new tensors, for the arithmetic of a live preview.
 * @param {Program} program @param {Floats} kernel @param {Floats|null} pointwise
 * @param {{map: number, kernel: ArrayLike<number>, pointwise: Float32Array|null}} edit as the editor's callbacks
 *   receive it
 * @returns {{kernel: Floats, pointwise: Floats|null}}
 */
export function withEdit(program, kernel, pointwise, edit) {
  const edited = { data: Float32Array.from(kernel.data), shape: kernel.shape };
  const places = placesOf(program, kernel.shape, edit.map);
  places.forEach((place, index) => put(edited, place, (cell) => edit.kernel[cell * places.length + index]));
  if (!pointwise || !edit.pointwise) return { kernel: edited, pointwise };
  const row = { data: Float32Array.from(pointwise.data), shape: pointwise.shape };
  edit.pointwise.forEach((value, index) => {
    row.data[index * row.shape[3] + edit.map] = value;
  });
  return { kernel: edited, pointwise: row };
}

/**
 * The kernels of a map as one array (rows, columns, kernels).
 * @param {Float32Array[]} grids
 */
export function stacked(grids) {
  const result = new Float32Array(grids.length * grids[0].length);
  grids.forEach((values, index) =>
    values.forEach((value, cell) => {
      result[cell * grids.length + index] = value;
    })
  );
  return result;
}

/** @param {Program} program @param {number[]} shape @param {number} map @returns {Place[]} */
function placesOf(program, shape, map) {
  const [, , third, fourth] = shape;
  /** @type {(count: number, place: (index: number) => Place) => Place[]} */
  const every = (count, place) => Array.from({ length: count }, (_, index) => place(index));
  switch (program.layer) {
    case "Conv2D":
      return every(third, (channel) => ({ channel, copy: 0, at: [channel, map] }));
    case "grouped": {
      const group = Math.floor(map / (fourth / (program.groups ?? 1)));
      return every(third, (index) => ({ channel: group * third + index, copy: 0, at: [index, map] }));
    }
    case "DepthwiseConv2D":
      return [{ channel: Math.floor(map / fourth), copy: map % fourth, at: [Math.floor(map / fourth), map % fourth] }];
    case "SeparableConv2D":
      return every(third * fourth, (index) => {
        const channel = Math.floor(index / fourth);
        return { channel, copy: index % fourth, at: [channel, index % fourth] };
      });
    case "Conv2DTranspose":
      return every(fourth, (channel) => ({ channel, copy: 0, at: [map, channel] }));
    default:
      throw unknown(program.layer);
  }
}

/** @param {string} layer */
function unknown(layer) {
  return new RangeError(`A layer is one of ${LAYERS.join(", ")}. Received: ${layer}.`);
}

/** @param {Tensor} kernel @param {Place} place @returns {Float32Array} */
function taken(kernel, place) {
  const [rows, columns] = kernel.shape;
  return Float32Array.from({ length: rows * columns }, (_, cell) => kernel.data[position(kernel, place, cell)]);
}

/** @param {Floats} kernel @param {Place} place @param {(cell: number) => number} value */
function put(kernel, place, value) {
  const cells = kernel.shape[0] * kernel.shape[1];
  for (let cell = 0; cell < cells; cell += 1) kernel.data[position(kernel, place, cell)] = value(cell);
}

/** @param {Tensor} kernel @param {Place} place @param {number} cell */
function position(kernel, place, cell) {
  return (cell * kernel.shape[2] + place.at[0]) * kernel.shape[3] + place.at[1];
}

/** The deviation of a normal distribution with deviation 1 that is cut off at 2: Keras divides by it. */
const CUT_OFF = 0.87962566103423978;
/** Fixed deviation or bound of the initializers that do not look at the shape: Keras's defaults. */
const FIXED = 0.05;

/**
 * What an initializer draws from, and the factor for a weight with so many inputs and outputs of a unit.
 *
 * @typedef {(inputs: number, outputs: number) => number} Factor
 * @type {Object<string, [string, Factor]>}
 */
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
 * @returns {{kernel: Floats, pointwise: Floats|null}|null} null where there are no such draws, or too few
 */
export function randomKernels(settings, channels, draws) {
  const [distribution, factor] = INITIALIZERS[settings.initializer] ?? ["", () => 1];
  const draw = draws[`${distribution}:${settings.seed}`];
  const { kernel, pointwise } = shapesOf(settings, channels);
  if (!draw || [kernel, pointwise].some((shape) => shape && sizeOf(shape) > draw.length)) return null;
  return { kernel: firstOf(draw, kernel, factor), pointwise: pointwise && firstOf(draw, pointwise, factor) };
}

/** @param {number[]} shape */
const sizeOf = (shape) => shape.reduce((product, length) => product * length, 1);

/**
 * The shapes of the weights, as `cnn_core.convolution_lab.edits.weight_shapes` has them.
 *
 * @param {Settings} settings
 * @param {number} channels
 * @returns {{kernel: number[], pointwise: number[]|null}}
 */
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

/**
 * The first numbers of a draw as a weight of some shape.
 * @param {Float32Array} numbers @param {number[]} shape @param {Factor} factor @returns {Floats}
 */
function firstOf(numbers, shape, factor) {
  const [rows, columns, third, fourth] = shape;
  const cells = rows * columns;
  const by = factor(cells * third, cells * fourth);
  return { data: numbers.slice(0, sizeOf(shape)).map((number) => number * by), shape };
}

/** Name → what makes it, row by row. */
export const TURNED = Object.freeze({ gabor, motion_blur: motionBlur });

/**
 * A cosine wave under a Gaussian bell: stripes of one direction and width.
 * @param {number} rows @param {number} columns @param {Turn} turn
 */
function gabor(rows, columns, { angle, wavelength }) {
  const [down, across] = [rows, columns].map((size) => offsets(size, Math.floor((size - 1) / 2)));
  const turn = radians(angle);
  const bell = grid(
    down,
    across,
    (y, x) => Math.exp(-(y ** 2) / (2 * (rows / 4) ** 2) - x ** 2 / (2 * (columns / 4) ** 2)),
  );
  const wave = grid(
    down,
    across,
    (y, x) => Math.cos((2 * Math.PI * (x * Math.cos(turn) - y * Math.sin(turn))) / wavelength),
  );
  const mean = total(bell.map((height, cell) => height * wave[cell])) / total(bell);
  return normalised(bell.map((height, cell) => height * (wave[cell] - mean)));
}

/**
 * The mean along a line through the middle, one pixel wide with soft rims.
 * @param {number} rows @param {number} columns @param {{angle: number}} turn
 */
function motionBlur(rows, columns, { angle }) {
  const [down, across] = [rows, columns].map((size) => offsets(size, (size - 1) / 2));
  const turn = radians(angle);
  return normalised(grid(down, across, (y, x) => Math.max(0, 1 - Math.abs(x * Math.sin(turn) + y * Math.cos(turn)))));
}

/** @param {number} degrees */
const radians = (degrees) => (degrees * Math.PI) / 180;

/** @param {number} size @param {number} middle */
const offsets = (size, middle) => Array.from({ length: size }, (_, place) => place - middle);

/** @param {number[]} down @param {number[]} across @param {(y: number, x: number) => number} value */
const grid = (down, across, value) => Float64Array.from(down.flatMap((y) => across.map((x) => value(y, x))));

/** @param {Float64Array} numbers */
const total = (numbers) => numbers.reduce((sum, number) => sum + number, 0);

/** Scaled so that the positive weights sum to 1. @param {Float64Array} weights */
function normalised(weights) {
  const positive = total(weights.filter((weight) => weight > 0));
  // + 0 turns -0 into 0, which is what a reader expects.
  return Float32Array.from(weights, (weight) => weight / positive + 0);
}
