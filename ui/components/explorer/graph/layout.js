/**
 * The places of the nodes of a large graph, and the ways of its edges. Pure functions.
 * On a wide screen rows from left to right, on a narrow one a list from top to bottom with skip connections beside it.
 *
 * @typedef {import("../overview/layout.js").Box} Box
 * @typedef {{from: string, to: string, path: string, skip: boolean}} Way
 * @typedef {{list: boolean, thumb: number, width: number, height: number, boxes: Map<string, Box>, thumbs: Map<string, Box>, ways: Way[],
 *   rows: {name: string, y: number, height: number, block: number}[]}} GraphLayout
 */
import { levelsOf, placesOf, rowsOf } from "./ranks.js";

/** Sizes of a thumbnail: the largest with which the whole graph is in sight, else the smallest. */
const THUMBS = [88, 64, 52, 40];
const LISTED_THUMB = 40;
/** Room that a card needs beside its thumbnail, and below it for name and shape. */
const CARD_SPACE = { width: 30, height: 34 };
const BETWEEN_CARDS = 6;
const BETWEEN_LANES = 10;
const MARGIN = 14;
const ARC = 9;
/** Lines that enter a row from others lie so far apart; of more than a few, some share one. */
const ENTRY = 4;
const MOST_ENTRIES = 4;
/** A list below this width. */
const NARROW = 520;
const LINE = 52;
/** Room above a row for its block's name. */
const NAMED = 18;

/**
 * @param {import("./ranks.js").Node[]} nodes
 * @param {number} width
 * @param {number} [maxHeight] so much is in sight at once
 * @returns {GraphLayout}
 */
export function graphLayout(nodes, width, maxHeight = 0) {
  if (width < NARROW) return listed(nodes, width);
  for (const thumb of THUMBS) {
    for (const apart of [true, false]) {
      const layout = inRows(nodes, width, sizesOf(thumb), apart);
      if (layout.height <= maxHeight) return layout;
    }
  }
  return inRows(nodes, width, sizesOf(THUMBS[THUMBS.length - 1]), true);
}

function sizesOf(thumb) {
  const card = { width: thumb + CARD_SPACE.width, height: thumb + CARD_SPACE.height };
  return { thumb, card, pitch: card.width + BETWEEN_CARDS, lane: card.height + BETWEEN_LANES };
}

function inRows(nodes, width, sizes, apart) {
  const { thumb } = sizes;
  const places = placesOf(nodes);
  const most = Math.max(3, Math.floor((width - 2 * MARGIN - 8) / sizes.pitch));
  const rows = rowsOf(nodes, places, most, apart);
  const rowOf = (rank) => rows.findIndex(({ first, last }) => rank >= first && rank <= last);
  const edges = nodes.flatMap(({ name, inputs }) => inputs.map((from) => edgeBetween(from, name, places, rowOf)));
  const taken = new Set(Array.from(places.values(), ({ rank, lane }) => `${rank} ${lane}`));
  for (const edge of edges) edge.arc = edge.across ? edge.end.rank > rows[edge.row].first : isBlocked(edge, taken);
  const levels = rows.map(({ first }, row) => {
    const arcs = edges.filter((edge) => edge.arc && edge.row === row);
    const found = levelsOf(arcs.map(({ start, end, across }) => [across ? first - 1 : start.rank, end.rank]));
    arcs.forEach((edge, index) => {
      edge.level = found[index];
    });
    return found;
  });
  const tops = topsOf(rows, nodes, places, levels, edges, sizes);
  const boxes = new Map(nodes.map(({ name }) => [name, cardOf(places.get(name), rows, tops, rowOf, sizes)]));
  const thumbs = new Map(
    Array.from(
      boxes,
      ([name, { x, y, width: wide }]) => [name, { x: x + (wide - thumb) / 2, y, width: thumb, height: thumb }],
    ),
  );
  const ways = edges.map((edge) => ({
    from: edge.from,
    to: edge.to,
    skip: edge.arc || edge.end.rank - edge.start.rank > 1,
    path: pathOf(edge, thumbs, tops, width, sizes),
  }));
  const drawn = apart ? rows.map((row, index) => ({ ...tops[index], block: blockOf(nodes, places, row) })) : [];
  return { list: false, thumb, width, height: tops[tops.length - 1].bottom + MARGIN, boxes, thumbs, ways, rows: drawn };
}

function edgeBetween(from, to, places, rowOf) {
  const [start, end] = [places.get(from), places.get(to)];
  const row = rowOf(end.rank);
  return { from, to, start, end, row, across: row !== rowOf(start.rank), level: 0, entry: 0, arc: false };
}

/** Return true if a node stands in the way of a straight line along the lane of the edge's start or end. */
function isBlocked({ start, end }, taken) {
  if (end.rank - start.rank === 1) return false;
  const lane = Math.max(start.lane, end.lane);
  for (let rank = start.rank + 1; rank < end.rank; rank += 1) if (taken.has(`${rank} ${lane}`)) return true;
  return false;
}

/** Each row is as high as its lanes, with room above for its arcs and for what enters from other rows, a line a source. */
function topsOf(rows, nodes, places, levels, edges, { lane: laneHeight }) {
  let y = MARGIN;
  return rows.map(({ first, last }, row) => {
    const lanes = 1 +
      Math.max(
        0,
        ...nodes.map(({ name }) => places.get(name)).filter(({ rank }) => rank >= first && rank <= last).map((
          { lane },
        ) => lane),
      );
    const arriving = edges.filter((edge) => edge.across && edge.row === row);
    const sources = [...new Set(arriving.map(({ from }) => from))];
    for (const edge of arriving) edge.entry = sources.indexOf(edge.from) % MOST_ENTRIES;
    const arcRoom = levels[row].length ? (Math.max(...levels[row]) + 1) * ARC + 4 : 0;
    const top = y + Math.max(NAMED, arcRoom + Math.min(sources.length, MOST_ENTRIES) * ENTRY + 4);
    const found = { y, top, bottom: top + lanes * laneHeight };
    y = found.bottom + 4;
    return { ...found, height: found.bottom - found.y };
  });
}

function cardOf({ rank, lane }, rows, tops, rowOf, { pitch, lane: laneHeight, card }) {
  const row = rowOf(rank);
  return { x: MARGIN + 4 + (rank - rows[row].first) * pitch, y: tops[row].top + lane * laneHeight, ...card };
}

function blockOf(nodes, places, { first }) {
  return nodes.find(({ name }) => places.get(name).rank === first)?.block ?? 0;
}

function pathOf(edge, thumbs, tops, width, { thumb, pitch }) {
  const [from, to] = [thumbs.get(edge.from), thumbs.get(edge.to)];
  const [x0, y0] = [from.x + thumb, from.y + thumb / 2];
  const [x1, y1] = [to.x, to.y + thumb / 2];
  const arcY = tops[edge.row].top - 6 - edge.level * ARC;
  const arcEnd = to.x + thumb * 0.3;
  if (edge.across) {
    const lane = edge.entry * ENTRY;
    const [right, left, y] = [width - 4 - lane, 5 + lane, tops[edge.row].y + lane];
    const way = [[x0, y0], [right, y0], [right, y], [left, y]];
    return rounded([...way, ...(edge.arc ? [[left, arcY], [arcEnd, arcY], [arcEnd, to.y]] : [[left, y1], [x1, y1]])]);
  }
  if (edge.arc) {
    const start = from.x + thumb * 0.7;
    return rounded([[start, from.y], [start, arcY], [arcEnd, arcY], [arcEnd, to.y]]);
  }
  if (edge.start.lane >= edge.end.lane) {
    const bend = Math.max(x0, x1 - (pitch - thumb));
    return `M${x0} ${y0}H${bend}C${(bend + x1) / 2} ${y0} ${(bend + x1) / 2} ${y1} ${x1} ${y1}`;
  }
  const bend = Math.min(x1, x0 + (pitch - thumb));
  return `M${x0} ${y0}C${(x0 + bend) / 2} ${y0} ${(x0 + bend) / 2} ${y1} ${bend} ${y1}H${x1}`;
}

/** A line around right-angled corners, each of them rounded. */
function rounded(points, radius = 5) {
  const toward = ([x, y], [toX, toY]) => {
    const distance = Math.hypot(toX - x, toY - y) || 1;
    const step = Math.min(radius, distance / 2);
    return `${x + ((toX - x) / distance) * step} ${y + ((toY - y) / distance) * step}`;
  };
  const corners = points.slice(1, -1).map((corner, index) =>
    `L${toward(corner, points[index])}Q${corner.join(" ")} ${toward(corner, points[index + 2])}`
  );
  return `M${points[0].join(" ")}${corners.join("")}L${points[points.length - 1].join(" ")}`;
}

function listed(nodes, width) {
  const order = new Map(nodes.map(({ name }, index) => [name, index]));
  const edges = nodes.flatMap(({ name, inputs }) =>
    inputs.map((from) => ({ from, to: name, start: order.get(from), end: order.get(name) }))
  );
  const skips = edges.filter(({ start, end }) => end - start > 1);
  const levels = levelsOf(skips.map(({ start, end }) => [start, end]));
  const gutter = Math.min(width / 3, 12 + (levels.length ? (Math.max(...levels) + 1) * ARC : 0));
  const boxes = new Map(
    nodes.map((
      { name },
      index,
    ) => [name, { x: gutter, y: 6 + index * LINE, width: width - gutter - 6, height: LINE - 8 }]),
  );
  const thumbs = new Map(
    Array.from(boxes, ([name, { x, y }]) => [name, { x, y: y + 2, width: LISTED_THUMB, height: LISTED_THUMB }]),
  );
  const ways = edges.map((edge) => {
    const [from, to] = [thumbs.get(edge.from), thumbs.get(edge.to)];
    const skip = skips.indexOf(edge);
    if (skip < 0) {
      return { ...edge, skip: false, path: `M${from.x + LISTED_THUMB / 2} ${from.y + LISTED_THUMB}V${to.y}` };
    }
    const x = Math.max(2, gutter - 6 - levels[skip] * ARC);
    const [y0, y1] = [from.y + LISTED_THUMB * 0.7, to.y + LISTED_THUMB * 0.3];
    return { ...edge, skip: true, path: rounded([[from.x, y0], [x, y0], [x, y1], [to.x, y1]]) };
  });
  return { list: true, thumb: LISTED_THUMB, width, height: nodes.length * LINE + 12, boxes, thumbs, ways, rows: [] };
}

/**
 * The node that an arrow key leads to: the nearest one in its direction.
 *
 * @param {GraphLayout} layout
 * @param {string} name
 * @param {string} key
 * @returns {string | null}
 */
export function neighbour({ boxes, list }, name, key) {
  const names = [...boxes.keys()];
  if (key === "Home" || key === "End") return names[key === "Home" ? 0 : names.length - 1];
  const step = { ArrowLeft: -1, ArrowRight: 1, ...(list ? { ArrowUp: -1, ArrowDown: 1 } : {}) }[key];
  if (step) return names[Math.max(0, Math.min(names.length - 1, names.indexOf(name) + step))];
  const sign = { ArrowUp: -1, ArrowDown: 1 }[key];
  if (!sign) return null;
  const here = boxes.get(name);
  const distance = ({ x, y }) => Math.abs(y - here.y) * 3 + Math.abs(x - here.x);
  const ahead = names.filter((other) => (boxes.get(other).y - here.y) * sign > 1);
  return ahead.sort((one, other) => distance(boxes.get(one)) - distance(boxes.get(other)))[0] ?? name;
}
