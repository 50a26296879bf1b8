/**
 * Convolutions written out, fast enough to follow a pointer: whole maps, one map, or the terms of one output value.
 * Tests hold them to Keras within 1e-5.
 *
 * @typedef {import("./windows.js").Tensor} Tensor
 * @typedef {import("./windows.js").Floats} Floats
 * @typedef {import("./windows.js").Planes} Planes
 * @typedef {object} Program
 * @property {import("./kernels.js").Layer} layer
 * @property {[number, number]} strides
 * @property {import("./windows.js").Padding} padding Conv2DTranspose: what is cropped from the full output of
 *   (size − 1) · stride + kernel size (negative: zeros added).
 * @property {[number, number]} dilation
 * @property {number} groups 1 unless the layer is grouped.
 * @property {[number, number]} output rows and columns of a map.
 *
 * @typedef {{channel: number, weights: Float64Array}} Summand a kernel of one channel
 * @typedef {{program: Program, kernelShape: number[], planes: Planes, summands: Summand[], bias: number}} Plan one map
 * @typedef {{row: number, column: number, kernelRow: number, kernelColumn: number, inside: boolean, value: number,
 *   weight: number, product: number}} Cell of a window, with its weight; of the padding: `inside` false, value 0
 * @typedef {{channel: number, cells: Cell[], rows: number, columns: number, sum: number, pointwise: number,
 *   contribution: number}} Term one input channel's window times its kernel
 */
import { numberOfMaps, slices } from "./kernels.js";
import { contributing, inputWindow, planesOf, sumOf } from "./windows.js";

/**
 * One map of a layer, before its activation.
 *
 * @param {Program} program
 * @param {Tensor} image (rows, columns, channels)
 * @param {Tensor} kernel as Keras keeps it, 4-D.
 * @param {Tensor | null} pointwise separable only.
 * @param {ArrayLike<number>} bias one number a map; empty if there is none.
 * @param {number} map
 * @returns {Float32Array} (output rows × output columns)
 */
export function featureMap(program, image, kernel, pointwise, bias, map) {
  const result = new Float32Array(program.output[0] * program.output[1]);
  const [planes, summands] = [planesOf(image, paddingOf(program)), summandsOf(program, kernel, pointwise, map)];
  write(result, 0, 1, { program, kernelShape: kernel.shape, planes, summands, bias: bias[map] ?? 0 });
  return result;
}

/**
 * All maps of a layer, before its activation. Filters with the same numbers make the same map, which is computed once.
 *
 * @param {Program} program
 * @param {Tensor} image (rows, columns, channels)
 * @param {Tensor} kernel
 * @param {Tensor | null} pointwise
 * @param {ArrayLike<number>} biases
 * @returns {Floats} (output rows, output columns, maps)
 */
export function featureMaps(program, image, kernel, pointwise, biases) {
  const maps = numberOfMaps(program.layer, kernel, pointwise);
  const data = new Float32Array(program.output[0] * program.output[1] * maps);
  const all = planesOf(image, paddingOf(program));
  /** @type {Map<string, number>} */
  const made = new Map();
  for (let map = 0; map < maps; map++) {
    const found = summandsOf(program, kernel, pointwise, map);
    const bias = biases[map] ?? 0;
    const numbers = `${bias}:${found.map(({ channel, weights }) => `${channel},${weights.join()}`)}`;
    const same = made.get(numbers);
    if (same !== undefined) {
      for (let position = 0; position < data.length; position += maps) data[position + map] = data[position + same];
      continue;
    }
    made.set(numbers, map);
    const [planes, summands] = seenAlike(found, image.shape[2])
      ? [sumOf(all), [{ ...found[0], channel: 0 }]]
      : [all, found];
    write(data, map, maps, { program, kernelShape: kernel.shape, planes, summands, bias });
  }
  return { data, shape: [...program.output, maps] };
}

/**
 * The zeros around the image. A transposed convolution has none: it cuts off what comes out.
 *
 * @param {{layer: string, padding: import("./windows.js").Padding}} program
 * @returns {import("./windows.js").Padding}
 */
export function paddingOf({ layer, padding }) {
  return layer === "Conv2DTranspose" ? [[0, 0], [0, 0]] : padding;
}

/** Channels that weigh alike are added first and convolved once. @param {Summand[]} found @param {number} channels */
function seenAlike(found, channels) {
  const [{ weights }] = found;
  return found.length > 1 && found.length === channels &&
    found.every((one) => one.weights.every((weight, cell) => weight === weights[cell]));
}

/**
 * Write a map into every `maps`-th number of `target`, from the number `map` on.
 *
 * @param {Float32Array} target
 * @param {number} map
 * @param {number} maps
 * @param {Plan} plan
 */
function write(target, map, maps, plan) {
  const [rows, columns] = plan.program.output;
  if (plan.program.layer !== "Conv2DTranspose") {
    writeConvolved(target, map, maps, plan);
    return;
  }
  const sums = new Float64Array(rows * columns).fill(plan.bias);
  for (const summand of plan.summands) addTransposed(sums, plan, summand);
  for (let cell = 0, to = map; cell < sums.length; cell++, to += maps) target[to] = sums[cell];
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
 * @param {ArrayLike<number>} _bias not a term; here so that all functions take one layer's arguments.
 * @param {number} map
 * @param {number} row of the output.
 * @param {number} column of the output.
 * @returns {Term[]}
 */
export function terms(program, image, kernel, pointwise, _bias, map, row, column) {
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

/**
 * The input coordinates of one output along an axis, each with its cell of the kernel.
 *
 * @param {Program} program
 * @param {number[]} imageShape
 * @param {number[]} kernelShape
 * @param {0 | 1} axis
 * @param {number} index
 * @returns {{index: number, cell: number}[]}
 */
function axisCells({ layer, strides, padding, dilation }, imageShape, kernelShape, axis, index) {
  const [size, stride, before, spread] = [kernelShape[axis], strides[axis], padding[axis][0], dilation[axis]];
  if (layer === "Conv2DTranspose") return contributing(index, imageShape[axis], size, stride, before, spread);
  return inputWindow(index, size, stride, before, spread).map((coordinate, cell) => ({ index: coordinate, cell }));
}

/**
 * @typedef {ReturnType<typeof axisCells>[0]} AxisCell
 * @param {Tensor} image @param {number[]} kernelShape @param {Summand} slice
 * @param {AxisCell} down @param {AxisCell} across
 * @returns {Cell}
 */
function cellOf(image, kernelShape, slice, down, across) {
  const [rows, columns, channels] = image.shape;
  const inside = down.index >= 0 && down.index < rows && across.index >= 0 && across.index < columns;
  const value = inside ? image.data[(down.index * columns + across.index) * channels + slice.channel] : 0;
  const weight = slice.weights[down.cell * kernelShape[1] + across.cell];
  const product = value * weight;
  return {
    row: down.index,
    column: across.index,
    kernelRow: down.cell,
    kernelColumn: across.cell,
    inside,
    value,
    weight,
    product,
  };
}

/**
 * One summand a channel: mixing depthwise sums by pointwise weights is the same as mixing their kernels first.
 *
 * @param {Program} program
 * @param {Tensor} kernel
 * @param {Tensor | null} pointwise
 * @param {number} map
 * @returns {Summand[]}
 */
function summandsOf(program, kernel, pointwise, map) {
  const found = slices(program, kernel, pointwise, map);
  if (program.layer !== "SeparableConv2D") return found;
  /** @type {Map<number, Float64Array>} */
  const merged = new Map();
  for (const { channel, weights, pointwise: factor } of found) {
    const sum = merged.get(channel) ?? new Float64Array(weights.length);
    merged.set(channel, sum.map((weight, cell) => weight + factor * weights[cell]));
  }
  return Array.from(merged, ([channel, weights]) => ({ channel, weights }));
}

/** @param {Float32Array} target @param {number} map @param {number} maps @param {Plan} plan */
function writeConvolved(target, map, maps, plan) {
  const { program, planes, bias } = plan;
  const [rows, columns] = program.output;
  const passes = passesOf(plan);
  const sums = new Float64Array(columns);
  for (let row = 0, to = map; row < rows; row++) {
    sums.fill(bias);
    for (const pass of passes) {
      add(sums, planes.data, row * program.strides[0] * planes.columns, program.strides[1], pass);
    }
    for (let column = 0; column < columns; column++, to += maps) target[to] = sums[column];
  }
}

/**
 * The taps of all kernels that weigh anything, four to a pass over an output row.
 *
 * @param {Plan} plan
 * @returns {{from: number[], weight: number[]}[]} where in the planes the first output of the first row sees the taps
 */
function passesOf({ program, kernelShape: [kernelRows, kernelColumns], planes, summands }) {
  const taps = summands.flatMap(({ channel, weights }) => {
    /** @param {number} cell */
    const place = (cell) => {
      const [row, column] = [
        Math.floor(cell / kernelColumns) * program.dilation[0],
        (cell % kernelColumns) * program.dilation[1],
      ];
      return (channel * planes.rows + row) * planes.columns + column;
    };
    return Array.from(
      { length: kernelRows * kernelColumns },
      (_, cell) => ({ from: place(cell), weight: weights[cell] }),
    );
  });
  const weighing = taps.filter(({ weight }) => weight !== 0);
  return Array.from({ length: Math.ceil(weighing.length / 4) }, (_, pass) => {
    const four = weighing.slice(pass * 4, pass * 4 + 4);
    while (four.length < 4) four.push({ from: four[0].from, weight: 0 });
    return { from: four.map(({ from }) => from), weight: four.map(({ weight }) => weight) };
  });
}

/**
 * sums[n] += Σ weight[tap] · data[from[tap] + start + n · stride] over the four taps of a pass.
 *
 * @param {Float64Array} sums
 * @param {Float32Array} data
 * @param {number} start
 * @param {number} stride
 * @param {{from: number[], weight: number[]}} pass
 */
function add(sums, data, start, stride, { from, weight: [weight0, weight1, weight2, weight3] }) {
  let [from0, from1, from2, from3] = from;
  from0 += start;
  from1 += start - from0;
  from2 += start - from0;
  from3 += start - from0;
  for (let position = 0, at = from0; position < sums.length; position++, at += stride) {
    sums[position] += weight0 * data[at] + weight1 * data[at + from1] + weight2 * data[at + from2] +
      weight3 * data[at + from3];
  }
}

/** @param {Float64Array} sums @param {Plan} plan @param {Summand} summand */
function addTransposed(sums, { program, kernelShape: [kernelRows, kernelColumns], planes }, { channel, weights }) {
  const [rows, columns] = program.output;
  const [strideRows, strideColumns] = program.strides;
  for (let kernelRow = 0; kernelRow < kernelRows; kernelRow++) {
    const rowShift = kernelRow * program.dilation[0] - program.padding[0][0];
    const [firstRow, endRow] = landing(planes.rows, rows, strideRows, rowShift);
    for (let kernelColumn = 0; kernelColumn < kernelColumns; kernelColumn++) {
      const weight = weights[kernelRow * kernelColumns + kernelColumn];
      const shift = kernelColumn * program.dilation[1] - program.padding[1][0];
      const [first, end] = landing(planes.columns, columns, strideColumns, shift);
      for (let row = firstRow; row < endRow; row++) {
        let position = (row * strideRows + rowShift) * columns + first * strideColumns + shift;
        const source = (channel * planes.rows + row) * planes.columns;
        for (let column = first; column < end; column++, position += strideColumns) {
          sums[position] += weight * planes.data[source + column];
        }
      }
    }
  }
}

/**
 * The range of input coordinates whose product lands inside the output: 0 ≤ index · stride + shift < outputs.
 *
 * @param {number} size @param {number} outputs @param {number} stride @param {number} shift
 */
function landing(size, outputs, stride, shift) {
  return [Math.max(0, Math.ceil(-shift / stride)), Math.min(size, Math.floor((outputs - 1 - shift) / stride) + 1)];
}
