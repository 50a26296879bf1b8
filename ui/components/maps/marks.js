/**
 * Where a selected cell and the windows behind it lie on each stage. Pure functions.
 *
 * @typedef {{map: number, stage: "feature"|"activation"|"pooled", row: number, column: number, pinned: boolean}} Selection
 * @typedef {{row: number, column: number, rows: number, columns: number}} Box cells from (row, column); may reach into the padding
 * @typedef {{input: Box, feature: Box, activation: Box, pooled: Box|null}} Marks
 */

/**
 * The boxes to outline for a selection.
 *
 * @param {object} lab see lab_view/view.js
 * @param {Selection} selection
 * @returns {Marks}
 */
export function marks(lab, selection) {
  const { program } = lab;
  const cell = { row: selection.row, column: selection.column, rows: 1, columns: 1 };
  if (selection.stage === "pooled" && lab.pooled) {
    const pooledWindow = poolBox(program.pooling, lab.activation.shape, cell);
    return {
      pooled: cell,
      activation: pooledWindow,
      feature: pooledWindow,
      input: inputBox(lab, clip(pooledWindow, lab.activation.shape)),
    };
  }
  return { pooled: null, activation: cell, feature: cell, input: inputBox(lab, cell) };
}

/**
 * The box of input cells that the output cells of `box` see.
 *
 * @param {object} lab
 * @param {Box} box
 * @returns {Box}
 */
export function inputBox(lab, box) {
  const { program, kernel } = lab;
  const axis = program.layer === "Conv2DTranspose" ? transposedSpan : span;
  const [top, bottom] = axis(box.row, box.row + box.rows - 1, program, kernel.shape[0], 0);
  const [left, right] = axis(box.column, box.column + box.columns - 1, program, kernel.shape[1], 1);
  return { row: top, column: left, rows: bottom - top + 1, columns: right - left + 1 };
}

/** First and last input index that the output indices first … last see, along one axis. */
function span(first, last, program, kernelSize, axis) {
  const [stride, dilation, before] = [program.strides[axis], program.dilation[axis], program.padding[axis][0]];
  return [first * stride - before, last * stride - before + (kernelSize - 1) * dilation];
}

/** The same for a transposed convolution: the input indices whose stamped kernels reach the output indices. */
function transposedSpan(first, last, program, kernelSize, axis) {
  const [stride, dilation, before] = [program.strides[axis], program.dilation[axis], program.padding[axis][0]];
  const reach = (kernelSize - 1) * dilation;
  return [Math.ceil((first + before - reach) / stride), Math.floor((last + before) / stride)];
}

/** The pooling window of one pooled cell. */
function poolBox(pooling, shape, cell) {
  if (pooling.kind.startsWith("global")) return { row: 0, column: 0, rows: shape[0], columns: shape[1] };
  return {
    row: cell.row * pooling.strides[0] - pooling.padding[0][0],
    column: cell.column * pooling.strides[1] - pooling.padding[1][0],
    rows: pooling.size[0],
    columns: pooling.size[1],
  };
}

/** The part of a box that lies on a map. */
export function clip(box, shape) {
  const row = Math.max(box.row, 0);
  const column = Math.max(box.column, 0);
  return {
    row,
    column,
    rows: Math.min(box.row + box.rows, shape[0]) - row,
    columns: Math.min(box.column + box.columns, shape[1]) - column,
  };
}

/**
 * The output cell whose window has its centre nearest to an input cell: what pointing at the picture selects.
 *
 * @param {object} lab
 * @param {number} row
 * @param {number} column
 * @returns {{row: number, column: number}}
 */
export function outputCellAt(lab, row, column) {
  const { program, kernel, feature } = lab;
  const nearest = (index, axis) => {
    const [stride, before] = [program.strides[axis], program.padding[axis][0]];
    const half = ((kernel.shape[axis] - 1) * program.dilation[axis]) / 2;
    const output = program.layer === "Conv2DTranspose"
      ? index * stride + half - before
      : (index + before - half) / stride;
    return Math.min(Math.max(Math.round(output), 0), feature.shape[axis] - 1);
  };
  return { row: nearest(row, 0), column: nearest(column, 1) };
}
