/**
 * Which input cells an output cell sees, along one axis. The rules are those of `cnn_core/arithmetic/windows.py`, for padding
 * that is already resolved to [before, after] amounts.
 */

/** How many cells a kernel spans: a kernel of 3 with dilation 2 spans 5. */
export const effectiveSize = (kernelSize, dilation = 1) => (kernelSize - 1) * dilation + 1;

/**
 * The number of outputs: ⌊(size + before + after − effective kernel size) / stride⌋ + 1, and never less than 0.
 *
 * @param {number} size of the input, cells.
 * @param {number} kernelSize
 * @param {number} stride
 * @param {[number, number]} padding [before, after]
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
 * @param {"valid" | "same" | [number, number]} padding
 * @param {number} [dilation]
 * @returns {[number, number]} [before, after]
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
 * @returns {[number, number]} [before, after]
 */
export function cropAmounts(kernelSize, stride, padding, dilation = 1) {
  return paddingAmounts(stride, kernelSize, stride, padding, dilation);
}

/** The size of a transposed convolution's output: what is left of the full one, and never less than 0. */
export function transposedOutputSize(size, kernelSize, stride, padding, dilation = 1) {
  const [before, after] = cropAmounts(kernelSize, stride, padding, dilation);
  return Math.max(0, (size - 1) * stride + Math.max(effectiveSize(kernelSize, dilation), stride) - before - after);
}
