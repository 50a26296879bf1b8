/** The curve of an activation over the values of a map: how many cells have which value, and the selected cell. */

import { digitsFor } from "../../written/written.js";
import { barsOf } from "../../shared/bars.js";
import { limitOf } from "../../shared/colours.js";
import { element, svg } from "../../shared/element.js";
import { formatNumber } from "../../shared/numbers.js";
import { histogram } from "../../maps/activation_curve.js";

const WIDTH = 190;
const PLOT = { left: 8, right: 182, top: 10, bottom: 104 };
const BARS = { ...PLOT, top: 112, bottom: 142 };
const HEIGHT = 158;
const POINTS = 120;

/** @param {object} _ @param {import("./middle.js").Say} say */
export function createCurve(_, { language }) {
  const parts = Object.fromEntries(
    ["axis", "guide", "line", "bars"].map((name) => [name, svg("path", { class: `curve-${name}` })]),
  );
  const dot = svg("circle", { class: "curve-dot", r: 5 });
  const label = (x, anchor) => svg("text", { class: "curve-label", x, y: HEIGHT - 3, "text-anchor": anchor });
  const ends = [label(PLOT.left, "start"), label(WIDTH / 2, "middle"), label(PLOT.right, "end")];
  const picture = svg(
    "svg",
    { class: "unit-curve", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, "aria-hidden": "true" },
    Object.values(parts),
    dot,
    ends,
  );
  const sentence = element("p", { class: "cl-number unit-rule" });
  let data = null;
  let place = null;

  function set(middle) {
    data = middle;
    const limit = limitOf(middle.before) || 1;
    const points = pointsOf(middle, limit);
    const [low, high] = [Math.min(0, ...points.map(([, y]) => y)), Math.max(0, ...points.map(([, y]) => y))];
    const right = (x) => WIDTH / 2 + (Math.max(-limit, Math.min(x, limit)) / limit) * ((PLOT.right - PLOT.left) / 2);
    const down = (y) => PLOT.bottom - ((y - low) / (high - low || 1)) * (PLOT.bottom - PLOT.top);
    place = (x, y) => [right(x), down(y), right(0), down(0)];
    parts.line.setAttribute("d", points.map(([x, y], index) => `${index ? "L" : "M"}${right(x)} ${down(y)}`).join(""));
    parts.axis.setAttribute("d", `M${PLOT.left} ${down(0)}H${PLOT.right}M${right(0)} ${PLOT.top}V${PLOT.bottom}`);
    parts.bars.setAttribute("d", barsOf(histogram(middle.before, limit), BARS));
    const write = (value) => formatNumber(value, digitsFor(limit), language);
    [write(-limit), "0", write(limit)].forEach((text, index) => (ends[index].textContent = text));
  }

  function paint(_row, _column, { value, before }) {
    const [left, top, originX, originY] = place(before, value);
    parts.guide.setAttribute("d", `M${left} ${originY}V${top}H${originX}`);
    dot.setAttribute("cx", left);
    dot.setAttribute("cy", top);
    const digits = digitsFor(limitOf(data.before) || 1);
    sentence.textContent = `f(${formatNumber(before, digits, language)}) = ${formatNumber(value, digits, language)}`;
    return sentence.textContent;
  }

  return { element: element("div", { class: "unit-curve-holder" }, picture, sentence), set, paint };
}

/** The function's own curve, or else what it did to the numbers of this map, from the smallest to the largest. */
export function pointsOf({ before, after, respond }, limit) {
  if (respond) {
    const xs = Array.from({ length: POINTS + 1 }, (_, index) => limit * ((2 * index) / POINTS - 1));
    return xs.map((x) => [x, respond(x)]);
  }
  const order = Array.from(before, (_, index) => index).sort((one, other) => before[one] - before[other]);
  const step = Math.max(1, Math.floor(order.length / POINTS));
  return order.filter((_, index) => index % step === 0 || index === order.length - 1).map((
    index,
  ) => [before[index], after[index]]);
}
