/**
 * Which numbers of a layer's weights belong to one map, taken out and put back. Pure functions.
 *
 * @typedef {{data: Float32Array, shape: number[]}} Tensor  4-D as in Keras, row-major
 * @typedef {{layer: string, groups?: number}} Program
 * @typedef {{channel: number, copy: number, at: [number, number]}} Place  input channel; which of its kernels; third and fourth index
 * @typedef {object} MapKernels
 * @property {number} rows
 * @property {number} columns
 * @property {Place[]} places one for each kernel
 * @property {number} copies kernels for each channel (the depth multiplier of SeparableConv2D; otherwise 1)
 * @property {Float32Array[]} grids the numbers of each kernel, row by row
 * @property {Float32Array|null} pointwise one weight for each kernel, for SeparableConv2D
 * @property {boolean} shared whether the kernels serve every map of the layer
 */

/**
 * The kernels that make one map.
 * @param {Program} program @param {Tensor} kernel @param {Tensor|null} pointwise @param {number} map
 * @returns {MapKernels}
 */
export function mapKernels(program, kernel, pointwise, map) {
  const [rows, columns] = kernel.shape;
  const places = placesOf(program, kernel.shape, map);
  const separable = program.layer === "SeparableConv2D" && pointwise !== null;
  return {
    rows,
    columns,
    places,
    copies: separable ? kernel.shape[3] : 1,
    grids: places.map((place) => taken(kernel, place)),
    pointwise: separable
      ? Float32Array.from(places, (_, index) => pointwise.data[index * pointwise.shape[3] + map])
      : null,
    shared: separable,
  };
}

/**
 * The layer's weights with an edit put in: new tensors, for the arithmetic of a live preview.
 * @param {Program} program @param {Tensor} kernel @param {Tensor|null} pointwise
 * @param {{map: number, kernel: Float32Array, pointwise: Float32Array|null}} edit as the editor's callbacks receive it
 * @returns {{kernel: Tensor, pointwise: Tensor|null}}
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
  const every = (count, place) => Array.from({ length: count }, (_, index) => place(index));
  switch (program.layer) {
    case "Conv2D":
      return every(third, (channel) => ({ channel, copy: 0, at: [channel, map] }));
    case "grouped": {
      const group = Math.floor(map / (fourth / program.groups));
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
      throw new RangeError(`The editor knows the lab's five layers. Received: ${program.layer}`);
  }
}

/** @param {Tensor} kernel @param {Place} place */
function taken(kernel, place) {
  const [rows, columns] = kernel.shape;
  return Float32Array.from({ length: rows * columns }, (_, cell) => kernel.data[position(kernel, place, cell)]);
}

/** @param {Tensor} kernel @param {Place} place @param {(cell: number) => number} value */
function put(kernel, place, value) {
  const cells = kernel.shape[0] * kernel.shape[1];
  for (let cell = 0; cell < cells; cell += 1) kernel.data[position(kernel, place, cell)] = value(cell);
}

/** @param {Tensor} kernel @param {Place} place @param {number} cell */
function position(kernel, place, cell) {
  return (cell * kernel.shape[2] + place.at[0]) * kernel.shape[3] + place.at[1];
}
