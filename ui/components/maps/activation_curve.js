/**
 * The graph of an activation function over the values of a map: where it is flat, how many cells have which value,
 * and the selected cell as a dot.
 */
import { scalar } from "../arithmetic/activation.js";
import { barsOf } from "../shared/bars.js";
import { svg } from "../shared/element.js";
import { formatNumber } from "../shared/numbers.js";
import { digitsFor } from "../written/written.js";

const WIDTH = 150;
const HEIGHT = 150;
const PLOT = { left: 6, right: 144, top: 10, bottom: 98 };
const BARS = { ...PLOT, top: 106, bottom: 136 };
const POINTS = 96;
const BINS = 46;
const FLAT = 0.01;

/**
 * The activation of one value; softmax shares between x and −x.
 *
 * @param {string} name
 * @param {number} x
 */
export const respond = (name, x) => scalar(name, name === "softmax" ? [x, -x] : [x], 0);

/**
 * How many values lie in each of `bins` equal parts of [−limit, limit].
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

/** @param {string} name of the activation @param {string} language */
export function createResponseCurve(name, language) {
  const parts = {
    flat: svg("path", { class: "curve-flat" }),
    axes: svg("path", { class: "curve-axis" }),
    guide: svg("path", { class: "curve-guide" }),
    line: svg("path", { class: "curve-line" }),
    bars: svg("path", { class: "curve-bars" }),
    dot: svg("circle", { class: "curve-dot", r: 5 }),
  };
  const label = (x, y, anchor) => svg("text", { class: "curve-label", x, y, "text-anchor": anchor });
  const labels = {
    left: label(PLOT.left, HEIGHT - 2, "start"),
    zero: label((PLOT.left + PLOT.right) / 2, HEIGHT - 2, "middle"),
    right: label(PLOT.right, HEIGHT - 2, "end"),
    high: label((PLOT.left + PLOT.right) / 2 - 4, PLOT.top + 4, "end"),
    low: label((PLOT.left + PLOT.right) / 2 + 4, PLOT.bottom, "start"),
  };
  const picture = svg(
    "svg",
    { class: "response-curve", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, "aria-hidden": "true" },
    Object.values(parts),
    Object.values(labels),
  );
  let place = null;

  /** Draw the graph for a map with values from −limit to limit. */
  function draw(counts, limit) {
    const xs = Array.from({ length: POINTS + 1 }, (_, index) => limit * ((2 * index) / POINTS - 1));
    const ys = xs.map((x) => respond(name, x));
    const [low, high] = [Math.min(0, ...ys), Math.max(0, ...ys)];
    const right = (x) => (PLOT.left + PLOT.right) / 2 + (x / limit) * ((PLOT.right - PLOT.left) / 2);
    const down = (y) => PLOT.bottom - ((y - low) / (high - low || 1)) * (PLOT.bottom - PLOT.top);
    place = (x, y) => [right(x), down(y), right(0), down(0)];
    parts.line.setAttribute("d", xs.map((x, index) => `${index ? "L" : "M"}${right(x)} ${down(ys[index])}`).join(""));
    parts.axes.setAttribute("d", `M${PLOT.left} ${down(0)}H${PLOT.right}M${right(0)} ${PLOT.top}V${PLOT.bottom}`);
    parts.flat.setAttribute("d", flatParts(xs, ys, right));
    parts.bars.setAttribute("d", barsOf(counts, BARS));
    write(low, high, limit);
  }

  function write(low, high, limit) {
    labels.left.textContent = formatNumber(-limit, digitsFor(limit), language);
    labels.zero.textContent = "0";
    labels.right.textContent = formatNumber(limit, digitsFor(limit), language);
    labels.high.textContent = formatNumber(high, 1, language);
    labels.low.textContent = Math.abs(low) < 0.05 ? "" : formatNumber(low, 1, language);
  }

  /** Put the dot on the curve. */
  function paint(x, y) {
    const [left, top, originX, originY] = place(x, y);
    parts.guide.setAttribute("d", `M${left} ${BARS.bottom}V${top}H${originX}M${left} ${originY}V${top}`);
    parts.dot.setAttribute("cx", left);
    parts.dot.setAttribute("cy", top);
  }

  return { root: picture, draw, paint };
}

/** The parts of the plot in which the curve is flat: neighbouring points that rise by less than 0.01 for each 1 of x. */
function flatParts(xs, ys, right) {
  let path = "";
  for (let index = 1; index < xs.length; index += 1) {
    const rise = Math.abs(ys[index] - ys[index - 1]) / (xs[index] - xs[index - 1]);
    if (rise < FLAT) {
      path += `M${right(xs[index - 1])} ${PLOT.top}H${right(xs[index])}V${BARS.bottom}H${right(xs[index - 1])}Z`;
    }
  }
  return path;
}
