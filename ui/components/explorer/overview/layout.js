/**
 * The places of every map, strip and row of classes. Pure functions: columns and a width in, boxes in CSS pixels out.
 * On a wide screen layers are columns from left to right; on a narrow one they are bands from top to bottom.
 *
 * @typedef {import("./columns.js").Column} Column
 * @typedef {{x: number, y: number, width: number, height: number}} Box
 * @typedef {object} Placed a column with its place
 * @property {string} name
 * @property {string} role
 * @property {number[]} units
 * @property {number} count
 * @property {boolean} fan
 * @property {number} block
 * @property {Box} box around all its cells
 * @property {Box} head room for its name
 * @property {Box[]} cells one for each of `units`; one for a whole strip
 * @property {number} lines a strip's cells lie in so many lines along the layer
 * @typedef {object} Layout
 * @property {boolean} vertical whether layers are bands
 * @property {number} width
 * @property {number} height
 * @property {Placed[]} columns
 * @property {(Box & {block: number})[]} blocks
 * @property {number | null} legendTop where legends stand below columns; null without them
 * @typedef {{width: number, maxHeight: number, fullHeight?: number, detail: boolean, compact: boolean, change: boolean}} Options
 *   `compact`: small, to make room for a unit; `fullHeight`: what `maxHeight` is when it is not, so that layers stay columns
 *   or bands; `change`: whether scores have a second number beside them
 */
import { between, fitted, gapBefore, roundedBox } from "./columns.js";

const LARGEST = 64;
/** Columns of maps smaller than this are hard to read: the layers then become bands. */
const SMALLEST = 24;
const SMALLEST_COMPACT = 8;
/** A height in which ten maps of the smallest size lie one below the other. */
const ENOUGH = 290;
const ROWS = [10, 8, 12, 16, 20, 24, 32, 40, 64];
const LEGEND = 38;
const MARGIN = 8;

/**
 * @param {Column[]} columns
 * @param {Options} options
 * @returns {Layout}
 */
export function layoutOf(columns, options) {
  const full = { ...options, compact: false, maxHeight: options.fullHeight ?? options.maxHeight };
  // Only a lack of width turns columns into bands: of two networks on a low screen each still has all its columns.
  if (bestSize(columns, { ...full, maxHeight: Math.max(full.maxHeight, ENOUGH) }).tile < SMALLEST) {
    return bands(columns, options);
  }
  return columnsLaidOut(columns, options, bestSize(columns, options.compact ? options : full));
}

/** Height of the names above the columns. */
const headHeight = ({ detail, compact }) => (compact ? 20 : detail ? 82 : 38);

/** The largest tile with which everything fits, and in how many rows columns are broken. */
function bestSize(columns, options) {
  const most = Math.max(1, ...columns.filter(({ role }) => role === "maps").map(({ units }) => units.length));
  const smallest = options.compact ? SMALLEST_COMPACT : 12;
  let best = { tile: 0, rows: most };
  for (const limit of ROWS) {
    const rows = Math.min(most, limit);
    for (let tile = LARGEST; tile > best.tile && tile >= smallest; tile -= 1) {
      if (fits(columns, options, { tile, rows })) best = { tile, rows };
    }
    if (rows === most) break;
  }
  return best.tile ? best : { tile: smallest, rows: Math.min(most, ROWS[0]) };
}

const tileGap = (tile) => Math.max(3, Math.round(tile * 0.16));

function fits(columns, options, size) {
  const wide = columns.reduce(
    (sum, column, index) => sum + gapBefore(columns, index, options.compact).least + widthOf(column, size, options),
    2 * MARGIN,
  );
  return wide <= options.width && size.rows * (size.tile + tileGap(size.tile)) <= options.maxHeight;
}

function widthOf({ role, count, units }, { tile, rows }, { change, compact, width }) {
  switch (role) {
    case "maps":
      return Math.ceil(units.length / rows) * (tile + 3) - 3;
    case "picture":
      return Math.round(tile * 1.4);
    case "strip":
      return stripSize(count, rows * tile).across;
    case "logits":
      return compact ? 30 : 60;
    default:
      return (width < 900 ? 138 : width < 1500 ? 190 : 230) + (change ? 64 : 0);
  }
}

/** Fold a vector: cells of 3 pixels and more, in as few lines as fit the length. */
export function stripSize(count, length) {
  const lines = Math.max(1, Math.min(12, Math.ceil((count * 3) / Math.max(length, 60))));
  return { lines, across: Math.max(12, lines * 3) };
}

function columnsLaidOut(columns, options, size) {
  const { tile, rows } = size;
  const classes = columns.find(({ role }) => role === "scores")?.units.length ?? 0;
  const length = Math.max(rows * (tile + tileGap(tile)) - tileGap(tile), classes * (options.compact ? 15 : 22), 60);
  const top = headHeight(options) + MARGIN;
  const widths = columns.map((column) => widthOf(column, size, options));
  const lefts = leftEdges(columns, widths, options);
  const placed = columns.map((column, index) => {
    const area = { x: lefts[index], y: top, width: widths[index], height: length };
    return { ...column, ...cellsOf(column, area, size) };
  });
  placed.forEach((column, index) => {
    column.head = headOf(placed, index, lefts, widths, options);
  });
  const legend = options.detail && !options.compact;
  const height = top + length + MARGIN + (legend ? LEGEND : 0);
  const layout = {
    vertical: false,
    width: options.width,
    height,
    columns: placed,
    legendTop: legend ? top + length + MARGIN : null,
  };
  return { ...layout, blocks: blocksOf(placed, height) };
}

/** The room that is left over is shared out among the gaps: most of it goes where edges fan out. */
function leftEdges(columns, widths, { width, compact }) {
  const gaps = columns.map((_, index) => gapBefore(columns, index, compact));
  const taken = widths.reduce((sum, each, index) => sum + each + gaps[index].least, 2 * MARGIN);
  const shares = gaps.reduce((sum, gap) => sum + gap.share, 0) || 1;
  const free = Math.max(0, width - taken);
  let x = MARGIN;
  return widths.map((each, index) => {
    x += gaps[index].least + (free * gaps[index].share) / shares;
    const left = x;
    x += each;
    return left;
  });
}

function cellsOf(column, area, { tile, rows }) {
  const { role, units, count, aspect } = column;
  const middle = area.y + area.height / 2;
  if (role === "strip") {
    const { lines } = stripSize(count, rows * tile);
    const height = Math.min(area.height, Math.ceil(count / lines) * 14);
    const box = roundedBox({ x: area.x, y: middle - height / 2, width: area.width, height });
    return { box, cells: [box], lines };
  }
  if (role === "logits" || role === "scores") {
    const pitch = area.height / units.length;
    const height = role === "logits" ? Math.min(pitch - 2, 20) : pitch - 2;
    const width = role === "logits" ? Math.min(20, area.width) : area.width;
    const x = area.x + (area.width - width) / 2;
    const cells = units.map((_, index) =>
      roundedBox({ x, y: area.y + pitch * index + (pitch - height) / 2, width, height })
    );
    return { box: area, cells, lines: 1 };
  }
  const size = role === "picture" ? area.width : tile;
  const inColumn = Math.min(units.length, rows);
  const pitch = Math.min(area.height / inColumn, (size + tileGap(size)) * (inColumn < 4 ? 2.1 : 1.25));
  const start = middle - (pitch * inColumn) / 2;
  const cells = units.map((_, index) => {
    const x = area.x + Math.floor(index / rows) * (tile + 3);
    return fitted({ x, y: start + (index % rows) * pitch + (pitch - size) / 2, width: size, height: size }, aspect);
  });
  return { box: { ...area, y: start, height: pitch * inColumn }, cells, lines: 1 };
}

/** Names stand centred over their column and may reach half into the gaps beside it, but not into other names. */
function headOf(placed, index, lefts, widths, options) {
  const [left, width] = [lefts[index], widths[index]];
  const before = index ? left - lefts[index - 1] - widths[index - 1] : 2 * left;
  const after = index + 1 < placed.length ? lefts[index + 1] - left - width : 2 * (options.width - left - width);
  const reach = Math.max(0, Math.min(before, after) / 2 - 1);
  return { x: left - reach, y: MARGIN / 2, width: width + 2 * reach, height: headHeight(options) };
}

/** @param {Placed[]} placed @param {number} height */
function blocksOf(placed, height) {
  return between(placed).map(({ block, first, last }) => {
    const x = first.head.x - 3;
    return { block, x, y: 0, width: last.head.x + last.head.width + 3 - x, height };
  });
}

// The layout of narrow screens: layers are bands from top to bottom, their maps lie side by side. Pure.

const LARGEST_IN_BAND = 48;
const SMALLEST_IN_BAND = 26;
const BAND_GAP = 3;
const BAND_MARGIN = 4;

/**
 * @param {import("./columns.js").Column[]} columns
 * @param {Options} options
 * @returns {Layout}
 */
export function bands(columns, options) {
  const width = Math.max(options.width, 120);
  const placed = [];
  let y = BAND_MARGIN;
  columns.forEach((column, index) => {
    y += gapOf(columns, index, options);
    const head = { x: BAND_MARGIN, y, width: width - 2 * BAND_MARGIN, height: bandHeadHeight(options) };
    y += head.height;
    const { cells, lines, height } = bandOf(column, y, width - 2 * BAND_MARGIN, options);
    placed.push({ ...column, head, cells, lines, box: { x: BAND_MARGIN, y, width: width - 2 * BAND_MARGIN, height } });
    y += height;
  });
  const height = y + 2 * BAND_MARGIN;
  return { vertical: true, width, height, columns: placed, legendTop: null, blocks: blocksOfBands(placed, width) };
}

const bandHeadHeight = ({ detail, compact }) => (compact ? 0 : detail ? 36 : 20);

function gapOf(columns, index, { compact }) {
  if (index === 0) return 0;
  const gap = columns[index].role === "scores" ? 4 : columns[index].fan ? 40 : 14;
  return compact ? Math.round(gap / 4) : gap;
}

function bandOf(column, y, width, options) {
  const { role, units, count } = column;
  if (role === "scores") {
    const pitch = !options.compact ? 26 : options.change ? 22 : 0;
    const cells = units.map((_, index) => ({
      x: BAND_MARGIN,
      y: y + pitch * index,
      width,
      height: Math.max(pitch - 2, 1),
    }));
    return { cells, lines: 1, height: pitch * units.length };
  }
  if (role === "strip") return stripOf(count, y, width);
  if (role === "logits") return rowOf({ ...column, aspect: 1 }, y, width, { largest: 26, smallest: 12 });
  const largest = options.compact ? 16 : role === "picture" ? 72 : LARGEST_IN_BAND;
  return rowOf(column, y, width, { largest, smallest: options.compact ? 8 : SMALLEST_IN_BAND });
}

function stripOf(count, y, width) {
  const lines = Math.max(1, Math.min(8, Math.ceil((count * 3) / width)));
  const wide = Math.min(width, Math.ceil(count / lines) * 14);
  const box = roundedBox({ x: BAND_MARGIN + (width - wide) / 2, y, width: wide, height: Math.max(14, lines * 4) });
  return { cells: [box], lines, height: box.height };
}

/** Maps side by side, in as many lines as keep them large enough, as equally filled as can be. */
function rowOf({ units, aspect }, y, width, { largest, smallest }) {
  const most = Math.max(1, Math.floor((width + BAND_GAP) / (smallest + BAND_GAP)));
  const lines = Math.ceil(units.length / most);
  const across = Math.ceil(units.length / lines);
  const size = Math.max(1, Math.min(largest, Math.floor((width - BAND_GAP * (across - 1)) / across)));
  const start = BAND_MARGIN + (width - across * (size + BAND_GAP) + BAND_GAP) / 2;
  const cells = units.map((_, index) => {
    const [line, place] = [Math.floor(index / across), index % across];
    return fitted(
      { x: start + place * (size + BAND_GAP), y: y + line * (size + BAND_GAP), width: size, height: size },
      aspect,
    );
  });
  return { cells, lines, height: lines * (size + BAND_GAP) - BAND_GAP };
}

/** @param {Placed[]} placed @param {number} width */
function blocksOfBands(placed, width) {
  return between(placed).map(({ block, first, last }) => {
    const y = first.head.y - BAND_MARGIN;
    return { block, x: 0, y, width, height: last.box.y + last.box.height + BAND_MARGIN - y };
  });
}
