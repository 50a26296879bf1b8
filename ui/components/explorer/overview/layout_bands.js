/** The layout of narrow screens: layers are bands from top to bottom, their maps lie side by side. Pure. */
import { between, fitted, roundedBox } from "./layout_parts.js";

const LARGEST = 48;
const SMALLEST = 26;
const GAP = 3;
const MARGIN = 4;

/**
 * @param {import("./columns.js").Column[]} columns
 * @param {import("./layout.js").Options} options
 * @returns {import("./layout.js").Layout}
 */
export function bands(columns, options) {
  const width = Math.max(options.width, 120);
  const placed = [];
  let y = MARGIN;
  columns.forEach((column, index) => {
    y += gapOf(columns, index, options);
    const head = { x: MARGIN, y, width: width - 2 * MARGIN, height: headHeight(options) };
    y += head.height;
    const { cells, lines, height } = bandOf(column, y, width - 2 * MARGIN, options);
    placed.push({ ...column, head, cells, lines, box: { x: MARGIN, y, width: width - 2 * MARGIN, height } });
    y += height;
  });
  const height = y + 2 * MARGIN;
  return { vertical: true, width, height, columns: placed, legendTop: null, blocks: blocksOf(placed, width) };
}

const headHeight = ({ detail, compact }) => (compact ? 0 : detail ? 36 : 20);

function gapOf(columns, index, { compact }) {
  if (index === 0) return 0;
  const gap = columns[index].role === "scores" ? 4 : columns[index].fan ? 40 : 14;
  return compact ? Math.round(gap / 4) : gap;
}

function bandOf(column, y, width, options) {
  const { role, units, count } = column;
  if (role === "scores") {
    const pitch = !options.compact ? 26 : options.change ? 22 : 0;
    const cells = units.map((_, index) => ({ x: MARGIN, y: y + pitch * index, width, height: Math.max(pitch - 2, 1) }));
    return { cells, lines: 1, height: pitch * units.length };
  }
  if (role === "strip") return stripOf(count, y, width);
  if (role === "logits") return rowOf({ ...column, aspect: 1 }, y, width, { largest: 26, smallest: 12 });
  const largest = options.compact ? 16 : role === "picture" ? 72 : LARGEST;
  return rowOf(column, y, width, { largest, smallest: options.compact ? 8 : SMALLEST });
}

function stripOf(count, y, width) {
  const lines = Math.max(1, Math.min(8, Math.ceil((count * 3) / width)));
  const wide = Math.min(width, Math.ceil(count / lines) * 14);
  const box = roundedBox({ x: MARGIN + (width - wide) / 2, y, width: wide, height: Math.max(14, lines * 4) });
  return { cells: [box], lines, height: box.height };
}

/** Maps side by side, in as many lines as keep them large enough, as equally filled as can be. */
function rowOf({ units, aspect }, y, width, { largest, smallest }) {
  const most = Math.max(1, Math.floor((width + GAP) / (smallest + GAP)));
  const lines = Math.ceil(units.length / most);
  const across = Math.ceil(units.length / lines);
  const size = Math.max(1, Math.min(largest, Math.floor((width - GAP * (across - 1)) / across)));
  const start = MARGIN + (width - across * (size + GAP) + GAP) / 2;
  const cells = units.map((_, index) => {
    const [line, place] = [Math.floor(index / across), index % across];
    return fitted({ x: start + place * (size + GAP), y: y + line * (size + GAP), width: size, height: size }, aspect);
  });
  return { cells, lines, height: lines * (size + GAP) - GAP };
}

function blocksOf(placed, width) {
  return between(placed).map(({ block, first, last }) => {
    const y = first.head.y - MARGIN;
    return { block, x: 0, y, width, height: last.box.y + last.box.height + MARGIN - y };
  });
}
