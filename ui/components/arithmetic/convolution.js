/**
 * Convolutions written out, fast enough to follow a pointer: whole maps, one map, or the terms of one output value.
 * Tests hold them to Keras within 1e-5.
 *
 * @typedef {{data: ArrayLike<number>, shape: number[]}} Tensor row-major, channels last.
 * @typedef {Object} Program
 * @property {"Conv2D" | "grouped" | "DepthwiseConv2D" | "SeparableConv2D" | "Conv2DTranspose"} layer
 * @property {[number, number]} strides
 * @property {[[number, number], [number, number]]} padding [[top, bottom], [left, right]] zeros added around the image;
 *   Conv2DTranspose: what is cropped from the full output of (size − 1) · stride + kernel size (negative: zeros added).
 * @property {[number, number]} dilation
 * @property {number} groups 1 unless the layer is grouped.
 * @property {[number, number]} output rows and columns of a map.
 * @typedef {{rows: number, columns: number, data: Float64Array}} Plane one channel, padded.
 */

import { numberOfMaps, slices } from "./kernel.js";
import { contributing, inputWindow } from "./windows.js";

/** Taps of a kernel row that are added in one pass over the output row. */
const TAPS = 4;

/**
 * The image's channels one by one, with the zeros of the padding around them. They depend on the image, the layer's
 * type, padding and dilation only: keep them while weights change, and hand them to `featureMap`.
 *
 * @param {Program} program
 * @param {Tensor} image (rows, columns, channels)
 * @returns {Plane[]}
 */
export function planes(program, image) {
  const [imageRows, imageColumns, channels] = image.shape;
  const [[top, bottom], [left, right]] = program.layer === "Conv2DTranspose" ? [[0, 0], [0, 0]] : program.padding;
  const rows = top + imageRows + bottom;
  const columns = left + imageColumns + right;
  // A row's last taps may look this far past the end, with weight 0.
  const slack = TAPS * program.dilation[1];
  return Array.from({ length: channels }, (_, channel) => {
    const data = new Float64Array(rows * columns + slack);
    let source = channel;
    for (let row = 0; row < imageRows; row++) {
      let position = (top + row) * columns + left;
      for (let column = 0; column < imageColumns; column++, source += channels) data[position++] = image.data[source];
    }
    return { rows, columns, data };
  });
}

/**
 * One map of a layer, before its activation.
 *
 * @param {Program} program
 * @param {Tensor} image (rows, columns, channels)
 * @param {Tensor} kernel as Keras keeps it, 4-D.
 * @param {Tensor | null} pointwise separable only.
 * @param {ArrayLike<number>} bias one number a map; empty if there is none.
 * @param {number} map
 * @param {Plane[]} [channels] what `planes` made of the same image.
 * @returns {Float32Array} (output rows × output columns)
 */
export function featureMap(program, image, kernel, pointwise, bias, map, channels = planes(program, image)) {
  const found = mergedSlices(program, kernel, pointwise, map);
  const summands = found.map(({ channel, weights }) => ({ plane: channels[channel], weights }));
  return Float32Array.from(mapOf(program, kernel, bias[map] ?? 0, summands));
}

/**
 * All maps of a layer, before its activation. Filters with the same numbers make the same map, which is computed once.
 *
 * @returns {{data: Float32Array, shape: number[]}} (output rows, output columns, maps)
 */
export function featureMaps(program, image, kernel, pointwise, bias, channels = planes(program, image)) {
  const maps = numberOfMaps(program.layer, kernel, pointwise);
  const cells = program.output[0] * program.output[1];
  const data = new Float32Array(cells * maps);
  const made = new Map();
  const together = once(() => sumOf(channels));
  for (let map = 0; map < maps; map++) {
    const found = mergedSlices(program, kernel, pointwise, map);
    const numbers = JSON.stringify([bias[map] ?? 0, found.map(({ channel, weights }) => [channel, Array.from(weights)])]);
    if (!made.has(numbers)) made.set(numbers, mapOf(program, kernel, bias[map] ?? 0, summandsOf(found, channels, together)));
    const values = made.get(numbers);
    for (let cell = 0, position = map; cell < cells; cell++, position += maps) data[position] = values[cell];
  }
  return { data, shape: [...program.output, maps] };
}

/** Channels that have the same weights are added first and convolved once. */
function summandsOf(found, channels, together) {
  const [{ weights }] = found;
  const alike = found.length > 1 && found.length === channels.length && found.every((one) => one.weights.every((weight, cell) => weight === weights[cell]));
  return alike ? [{ plane: together(), weights }] : found.map((one) => ({ plane: channels[one.channel], weights: one.weights }));
}

function mapOf(program, kernel, bias, summands) {
  const [rows, columns] = program.output;
  const sums = new Float64Array(rows * columns).fill(bias);
  const add = program.layer === "Conv2DTranspose" ? addTransposed : addConvolved;
  for (const { plane, weights } of summands) add(program, sums, plane, weights, kernel.shape);
  return sums;
}

function sumOf([first, ...others]) {
  const data = Float64Array.from(first.data);
  for (const { data: more } of others) for (let cell = 0; cell < data.length; cell += 1) data[cell] += more[cell];
  return { ...first, data };
}

function once(make) {
  let made;
  return () => (made ??= make());
}

/**
 * Everything that adds up to one output value: the value is the sum of all `contribution`s, plus the map's bias.
 *
 * A term is one input channel's window times its kernel. Cells of the padding are among them, with `inside` false and
 * value 0. Separable: a term for each depthwise map, whose `sum` counts `pointwise` times. Transposed: the input cells
 * that contribute, in `rows` × `columns` (none where the stride leaves a gap between kernels).
 *
 * @param {Program} program
 * @param {Tensor} image
 * @param {Tensor} kernel
 * @param {Tensor | null} pointwise
 * @param {ArrayLike<number>} bias not a term; here so that all functions take one layer's arguments.
 * @param {number} map
 * @param {number} row of the output.
 * @param {number} column of the output.
 * @returns {{channel: number, cells: {row: number, column: number, kernelRow: number, kernelColumn: number,
 *   inside: boolean, value: number, weight: number, product: number}[], rows: number, columns: number, sum: number,
 *   pointwise: number, contribution: number}[]}
 */
export function terms(program, image, kernel, pointwise, bias, map, row, column) {
  const rows = axisCells(program, image.shape, kernel.shape, 0, row);
  const columns = axisCells(program, image.shape, kernel.shape, 1, column);
  return slices(program, kernel, pointwise, map).map((slice) => {
    const cells = rows.flatMap((down) => columns.map((across) => cellOf(image, kernel.shape, slice, down, across)));
    const sum = cells.reduce((total, cell) => total + cell.product, 0);
    const contribution = sum * slice.pointwise;
    const { channel, pointwise: factor } = slice;
    return { channel, cells, rows: rows.length, columns: columns.length, sum, pointwise: factor, contribution };
  });
}

function axisCells(program, imageShape, kernelShape, axis, index) {
  const window = [kernelShape[axis], program.strides[axis], program.padding[axis][0], program.dilation[axis]];
  if (program.layer === "Conv2DTranspose") return contributing(index, imageShape[axis], ...window);
  return inputWindow(index, ...window).map((coordinate, cell) => ({ index: coordinate, cell }));
}

function cellOf(image, kernelShape, slice, down, across) {
  const [rows, columns, channels] = image.shape;
  const inside = down.index >= 0 && down.index < rows && across.index >= 0 && across.index < columns;
  const value = inside ? image.data[(down.index * columns + across.index) * channels + slice.channel] : 0;
  const weight = slice.weights[down.cell * kernelShape[1] + across.cell];
  const product = value * weight;
  return { row: down.index, column: across.index, kernelRow: down.cell, kernelColumn: across.cell, inside, value, weight, product };
}

/** One slice a channel: mixing depthwise sums by pointwise weights is the same as mixing their kernels first. */
function mergedSlices(program, kernel, pointwise, map) {
  const found = slices(program, kernel, pointwise, map);
  if (program.layer !== "SeparableConv2D") return found;
  const merged = new Map();
  for (const { channel, weights, pointwise: factor } of found) {
    const sum = merged.get(channel) ?? new Float64Array(weights.length);
    merged.set(channel, sum.map((weight, cell) => weight + factor * weights[cell]));
  }
  return Array.from(merged, ([channel, weights]) => ({ channel, weights }));
}

function addConvolved(program, sums, plane, weights, [kernelRows, kernelColumns]) {
  const [rows, columns] = program.output;
  const [strideRows, strideColumns] = program.strides;
  const [dilationRows, dilationColumns] = program.dilation;
  for (let row = 0; row < rows; row++) {
    for (let kernelRow = 0; kernelRow < kernelRows; kernelRow++) {
      const start = (row * strideRows + kernelRow * dilationRows) * plane.columns;
      for (let tap = 0; tap < kernelColumns; tap += TAPS) {
        const first = kernelRow * kernelColumns + tap;
        const taps = Math.min(TAPS, kernelColumns - tap);
        const from = start + tap * dilationColumns;
        addRow(sums, row * columns, columns, plane.data, from, strideColumns, dilationColumns, weights, first, taps);
      }
    }
  }
}

/** sums[to + n] += Σ weights[first + tap] · data[from + n · stride + tap · dilation], four taps at a time. */
function addRow(sums, to, count, data, from, stride, dilation, weights, first, taps) {
  const weight0 = weights[first];
  const weight1 = taps > 1 ? weights[first + 1] : 0;
  const weight2 = taps > 2 ? weights[first + 2] : 0;
  const weight3 = taps > 3 ? weights[first + 3] : 0;
  if (weight0 === 0 && weight1 === 0 && weight2 === 0 && weight3 === 0) return;
  const end = to + count;
  for (let position = to, source = from; position < end; position++, source += stride) {
    sums[position] +=
      weight0 * data[source] +
      weight1 * data[source + dilation] +
      weight2 * data[source + 2 * dilation] +
      weight3 * data[source + 3 * dilation];
  }
}

function addTransposed(program, sums, plane, weights, [kernelRows, kernelColumns]) {
  const [rows, columns] = program.output;
  const [strideRows, strideColumns] = program.strides;
  for (let kernelRow = 0; kernelRow < kernelRows; kernelRow++) {
    const rowShift = kernelRow * program.dilation[0] - program.padding[0][0];
    const [firstRow, endRow] = landing(plane.rows, rows, strideRows, rowShift);
    for (let kernelColumn = 0; kernelColumn < kernelColumns; kernelColumn++) {
      const weight = weights[kernelRow * kernelColumns + kernelColumn];
      const shift = kernelColumn * program.dilation[1] - program.padding[1][0];
      const [first, end] = landing(plane.columns, columns, strideColumns, shift);
      for (let row = firstRow; row < endRow; row++) {
        let position = (row * strideRows + rowShift) * columns + first * strideColumns + shift;
        const source = row * plane.columns;
        for (let column = first; column < end; column++, position += strideColumns) {
          sums[position] += weight * plane.data[source + column];
        }
      }
    }
  }
}

/** The range of input coordinates whose product lands inside the output: 0 ≤ index · stride + shift < outputs. */
function landing(size, outputs, stride, shift) {
  return [Math.max(0, Math.ceil(-shift / stride)), Math.min(size, Math.floor((outputs - 1 - shift) / stride) + 1)];
}
