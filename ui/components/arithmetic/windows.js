/**
 * Which input cells an output cell sees, along one axis. The rules are those of `cnn_core/arithmetic/windows.py`, for
 * padding that is already resolved to [before, after] amounts. And an image with its padding, a channel after the
 * other: that is read faster than the cells of the image, where the channels lie side by side.
 *
 * @typedef {{data: ArrayLike<number>, shape: number[]}} Tensor row-major, channels last
 * @typedef {{data: Float32Array, shape: number[]}} Floats a tensor that is written
 * @typedef {[number, number]} Edges cells before and after an axis
 * @typedef {[Edges, Edges]} Padding [[top, bottom], [left, right]] zeros around an image
 * @typedef {{rows: number, columns: number, data: Float32Array}} Planes of one size, padding and all, one after the
 *   other
 * @typedef {"valid" | "same" | Edges} PaddingRule
 */

/** How many cells a kernel spans: a kernel of 3 with dilation 2 spans 5. @param {number} kernelSize */
export const effectiveSize = (kernelSize, dilation = 1) => (kernelSize - 1) * dilation + 1;

/**
 * The number of outputs: ⌊(size + before + after − effective kernel size) / stride⌋ + 1, and never less than 0.
 *
 * @param {number} size of the input, cells.
 * @param {number} kernelSize
 * @param {number} stride
 * @param {Edges} padding
 * @param {number} [dilation]
 */
export function outputSize(size, kernelSize, stride, padding, dilation = 1) {
  const free = size + padding[0] + padding[1] - effectiveSize(kernelSize, dilation);
  return free < 0 ? 0 : Math.floor(free / stride) + 1;
}

/**
 * The input coordinates under the window of one output; negative ones and those ≥ the input's size are padding.
 *
 * @param {number} index of the output.
 * @param {number} kernelSize
 * @param {number} stride
 * @param {number} before padding before the first cell.
 * @param {number} [dilation]
 * @returns {number[]} kernelSize coordinates, ascending.
 */
export function inputWindow(index, kernelSize, stride, before, dilation = 1) {
  return Array.from({ length: kernelSize }, (_, cell) => index * stride - before + cell * dilation);
}

/**
 * The input coordinates that add to one output of a transposed convolution, with the kernel cell each is weighted by:
 * an input cell i adds its value, times the kernel, to the outputs i · stride − cropped … + effective size − 1.
 *
 * @param {number} index of the output.
 * @param {number} size of the input.
 * @param {number} kernelSize
 * @param {number} stride
 * @param {number} cropped outputs cut off before the first.
 * @param {number} [dilation]
 * @returns {{index: number, cell: number}[]} ascending input coordinates, all inside the input.
 */
export function contributing(index, size, kernelSize, stride, cropped, dilation = 1) {
  /** @type {{index: number, cell: number}[]} */
  const found = [];
  for (let cell = kernelSize - 1; cell >= 0; cell--) {
    const source = (index + cropped - cell * dilation) / stride;
    if (Number.isInteger(source) && source >= 0 && source < size) found.push({ index: source, cell });
  }
  return found;
}

/**
 * The input coordinates that no window reaches: at the end, or between windows when the stride is larger.
 *
 * @param {number} size of the input.
 * @param {number} outputs number of windows.
 * @param {number} kernelSize
 * @param {number} stride
 * @param {number} before padding before the first cell.
 * @param {number} [dilation]
 * @returns {number[]} ascending.
 */
export function unused(size, outputs, kernelSize, stride, before, dilation = 1) {
  const reached = new Set();
  for (let index = 0; index < outputs; index++) {
    for (const coordinate of inputWindow(index, kernelSize, stride, before, dilation)) reached.add(coordinate);
  }
  return Array.from({ length: size }, (_, index) => index).filter((index) => !reached.has(index));
}

/**
 * How many cells are added before and after an axis; of "same" an odd cell goes to the end, as in TensorFlow.
 *
 * @param {number} size of the input, cells.
 * @param {number} kernelSize
 * @param {number} stride
 * @param {PaddingRule} padding
 * @param {number} [dilation]
 * @returns {Edges}
 */
export function paddingAmounts(size, kernelSize, stride, padding, dilation = 1) {
  if (Array.isArray(padding)) return [padding[0], padding[1]];
  if (padding === "valid") return [0, 0];
  const missing = Math.max((Math.ceil(size / stride) - 1) * stride + effectiveSize(kernelSize, dilation) - size, 0);
  return [Math.floor(missing / 2), Math.ceil(missing / 2)];
}

/**
 * What a transposed convolution cuts off the full output, before and after an axis. Its input is the output of the
 * convolution that it turns round: the size cancels out.
 *
 * @param {number} kernelSize
 * @param {number} stride
 * @param {PaddingRule} padding
 * @param {number} [dilation]
 * @returns {Edges}
 */
export function cropAmounts(kernelSize, stride, padding, dilation = 1) {
  return paddingAmounts(stride, kernelSize, stride, padding, dilation);
}

/**
 * The size of a transposed convolution's output: what is left of the full one, and never less than 0.
 *
 * @param {number} size of the input
 * @param {number} kernelSize
 * @param {number} stride
 * @param {PaddingRule} padding
 * @param {number} [dilation]
 */
export function transposedOutputSize(size, kernelSize, stride, padding, dilation = 1) {
  const [before, after] = cropAmounts(kernelSize, stride, padding, dilation);
  return Math.max(0, (size - 1) * stride + Math.max(effectiveSize(kernelSize, dilation), stride) - before - after);
}

/**
 * The planes of an image are kept with the last padding that was asked for: weights change more often than it does.
 *
 * @type {WeakMap<Tensor, {around: string, planes: Planes}>}
 */
const kept = new WeakMap();

/** @type {WeakMap<Planes, Planes>} */
const sums = new WeakMap();

/**
 * @param {Tensor} image (rows, columns, channels); its numbers must stay what they are
 * @param {Padding} padding
 * @returns {Planes} one a channel
 */
export function planesOf(image, padding) {
  const around = padding.join();
  let found = kept.get(image);
  if (found?.around !== around) {
    found = { around, planes: padded(image, padding) };
    kept.set(image, found);
  }
  return found.planes;
}

/**
 * The sum of all channels: what filters see that weigh every channel alike.
 *
 * @param {Planes} planes
 * @returns {Planes} a single one
 */
export function sumOf(planes) {
  let sum = sums.get(planes);
  if (!sum) {
    const size = planes.rows * planes.columns;
    sum = { ...planes, data: planes.data.slice(0, size) };
    for (let from = size, to = 0; from < planes.data.length; from += 1, to = to + 1 === size ? 0 : to + 1) {
      sum.data[to] += planes.data[from];
    }
    sums.set(planes, sum);
  }
  return sum;
}

/** @param {Tensor} image @param {Padding} padding @returns {Planes} */
function padded({ data, shape }, [[top, bottom], [left, right]]) {
  const [imageRows, imageColumns, channels] = shape;
  const [rows, columns] = [top + imageRows + bottom, left + imageColumns + right];
  const planes = new Float32Array(rows * columns * channels);
  for (let channel = 0; channel < channels; channel += 1) {
    for (let row = 0, from = channel; row < imageRows; row += 1) {
      let to = (channel * rows + top + row) * columns + left;
      for (let column = 0; column < imageColumns; column += 1, from += channels) planes[to++] = data[from];
    }
  }
  return { rows, columns, data: planes };
}
