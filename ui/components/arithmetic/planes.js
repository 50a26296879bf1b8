/**
 * The channels of an image one by one, which a convolution reads faster than the cells of the image, where the channels
 * lie side by side.
 *
 * @typedef {{data: ArrayLike<number>, shape: number[]}} Tensor row-major, channels last.
 * @typedef {[[number, number], [number, number]]} Padding [[top, bottom], [left, right]] zeros around the image
 * @typedef {{rows: number, columns: number, data: Float32Array}} Planes of one size, padding and all, one after the other
 */

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

function padded({ data, shape: [imageRows, imageColumns, channels] }, [[top, bottom], [left, right]]) {
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
