/**
 * The graph of an activation function: its curve, the selected cell as a dot with its guide, and where a map's values
 * are told of, how many cells have which value.
 *
 * @typedef {{left: number, right: number, top: number, bottom: number}} Box pixels
 * @typedef {[x: number, y: number]} Point in numbers of the function
 * @typedef {object} Look
 * @property {string} name class of the picture
 * @property {number} width
 * @property {number} height
 * @property {Box} plot
 * @property {Box} [axes] where they reach, if not over the plot alone
 * @property {Box} [bars] where the histogram stands; without it there is none
 * @property {number} [labels] height of the numbers below everything; without it there are none
 * @property {number} radius of the dot
 * @property {boolean} [study] whether the parts where the curve is flat are shaded, its highest and lowest value are
 *   written, and the guide leads down to the histogram
 * @property {object} [attributes] of the picture
 */
import { scalar } from "../arithmetic/activation.js";
import { svg } from "../shared/element.js";
import { formatNumber } from "../shared/numbers.js";
import { digitsFor } from "../written/written.js";

const BINS = 46;
/** Neighbouring points that rise by less than this for each 1 of x lie in a flat part. */
const FLAT = 0.01;

/**
 * The activation of one value; softmax shares between x and −x.
 *
 * @param {string} name
 * @param {number} x
 */
export const respond = (name, x) => scalar(name, name === "softmax" ? [x, -x] : [x], 0);

/**
 * The points of a function at equal distances from −limit to limit.
 *
 * @param {(x: number) => number} response
 * @param {number} limit
 * @param {number} count how many parts lie between them
 * @returns {Point[]}
 */
export function sampled(response, limit, count) {
  const xs = Array.from({ length: count + 1 }, (_, index) => limit * ((2 * index) / count - 1));
  return xs.map((x) => [x, response(x)]);
}

/**
 * Count the values that lie in each of `bins` equal parts of [−limit, limit].
 *
 * @param {ArrayLike<number>} values
 * @param {number} limit
 * @param {number} [bins]
 * @returns {number[]}
 */
export function histogram(values, limit, bins = BINS) {
  const counts = Array(bins).fill(0);
  const factor = bins / (2 * limit);
  for (let index = 0; index < values.length; index += 1) {
    counts[Math.min(Math.max(Math.floor((values[index] + limit) * factor), 0), bins - 1)] += 1;
  }
  return counts;
}

/**
 * Make the graph. `draw` sets it up for values from −limit to limit, `paint` puts the dot on the curve.
 *
 * @param {Look} look
 * @param {string} [language] of the labels
 */
export function createActivationCurve(look, language = "en") {
  const parts = partsOf(look);
  const labels = labelsOf(look);
  const root = svg(
    "svg",
    {
      class: look.name,
      viewBox: `0 0 ${look.width} ${look.height}`,
      "aria-hidden": "true",
      ...look.attributes,
    },
    Object.values(parts),
    Object.values(labels),
  );
  /** @type {ReturnType<typeof placesIn>} */
  let place;

  return {
    root,
    /** @param {Point[]} points @param {number} limit @param {number[]} [counts] of the histogram */
    draw(points, limit, counts) {
      const ys = points.map(([, y]) => y);
      const range = { low: Math.min(0, ...ys), high: Math.max(0, ...ys), limit };
      place = placesIn(look.plot, range);
      parts.line.setAttribute(
        "d",
        points.map((point, index) => `${index ? "L" : "M"}${place(point).join(" ")}`).join(""),
      );
      const [x, y] = place([0, 0]);
      const { left, right, top, bottom } = look.axes ?? look.plot;
      parts.axis.setAttribute("d", `M${left} ${y}H${right}M${x} ${top}V${bottom}`);
      if (look.bars && counts) parts.bars?.setAttribute("d", barsOf(counts, look.bars));
      if (look.bars) parts.flat?.setAttribute("d", flatParts(points, place, look.plot.top, look.bars.bottom));
      write(labels, range, language);
    },
    /** @param {number} value before the activation @param {number} result after it */
    paint(value, result) {
      const [x, y] = place([value, result]);
      const [originX, originY] = place([0, 0]);
      const across = `V${y}H${originX}`;
      const down = look.study && look.bars;
      parts.guide.setAttribute(
        "d",
        down ? `M${x} ${down.bottom}${across}M${x} ${originY}V${y}` : `M${x} ${originY}${across}`,
      );
      parts.dot.setAttribute("cx", String(x));
      parts.dot.setAttribute("cy", String(y));
    },
  };
}

/** Make what is drawn, from the back to the front. @param {Look} look */
function partsOf({ bars, radius, study }) {
  const path = (/** @type {string} */ kind) => svg("path", { class: `curve-${kind}` });
  return {
    flat: study ? path("flat") : null,
    axis: path("axis"),
    guide: path("guide"),
    line: path("line"),
    bars: bars ? path("bars") : null,
    dot: svg("circle", { class: "curve-dot", r: radius }),
  };
}

/** The numbers below the graph, and the highest and the lowest beside its axis. @param {Look} look */
function labelsOf({ plot: { left, right, top, bottom }, labels, study }) {
  /** @type {Object<string, SVGTextElement>} */
  const made = {};
  if (labels === undefined) return made;
  const middle = (left + right) / 2;
  const label = (/** @type {number} */ x, /** @type {number} */ y, /** @type {string} */ anchor) =>
    svg("text", { class: "curve-label", x, y, "text-anchor": anchor });
  made.left = label(left, labels, "start");
  made.zero = label(middle, labels, "middle");
  made.right = label(right, labels, "end");
  if (!study) return made;
  made.high = label(middle - 4, top + 4, "end");
  made.low = label(middle + 4, bottom, "start");
  return made;
}

/**
 * @param {Object<string, SVGTextElement>} labels
 * @param {{low: number, high: number, limit: number}} range
 * @param {string} language
 */
function write({ left, zero, right, high, low }, range, language) {
  if (!left) return;
  const digits = digitsFor(range.limit);
  left.textContent = formatNumber(-range.limit, digits, language);
  zero.textContent = "0";
  right.textContent = formatNumber(range.limit, digits, language);
  if (!high) return;
  high.textContent = formatNumber(range.high, 1, language);
  low.textContent = Math.abs(range.low) < 0.05 ? "" : formatNumber(range.low, 1, language);
}

/**
 * Place a point in the plot; what lies outside of it is moved to its rim.
 *
 * @param {Box} plot
 * @param {{low: number, high: number, limit: number}} range
 * @returns {(point: Point) => [number, number]}
 */
function placesIn({ left, right, top, bottom }, { low, high, limit }) {
  const within = (/** @type {number} */ value, /** @type {number} */ least, /** @type {number} */ most) =>
    Math.max(least, Math.min(value, most));
  return ([x, y]) => [
    (left + right) / 2 + (within(x, -limit, limit) / limit) * ((right - left) / 2),
    bottom - ((within(y, low, high) - low) / (high - low || 1)) * (bottom - top),
  ];
}

/**
 * The parts of the plot in which the curve is flat.
 *
 * @param {Point[]} points
 * @param {(point: Point) => [number, number]} place
 * @param {number} top
 * @param {number} bottom
 */
function flatParts(points, place, top, bottom) {
  let path = "";
  for (let index = 1; index < points.length; index += 1) {
    const [before, here] = [points[index - 1], points[index]];
    if (!((here[1] - before[1]) / (here[0] - before[0]) < FLAT)) continue;
    const [from, to] = [place(before)[0], place(here)[0]];
    path += `M${from} ${top}H${to}V${bottom}H${from}Z`;
  }
  return path;
}

/**
 * The bars of a histogram as the `d` of a path. Heights go by the square root of the counts, so that rare values stay
 * visible.
 *
 * @param {number[]} counts
 * @param {Box} box where they stand
 */
function barsOf(counts, { left, right, top, bottom }) {
  const tallest = Math.sqrt(Math.max(...counts)) || 1;
  const width = (right - left) / counts.length;
  return counts.map((count, index) => {
    const height = (Math.sqrt(count) / tallest) * (bottom - top);
    return `M${left + index * width} ${bottom}v${-height}h${width}v${height}Z`;
  }).join("");
}
