/** The graph of an activation function with the present value on it. */

import { scalar } from "../arithmetic/activation.js";
import { svg } from "../shared/element.js";

const WIDTH = 132;
const HEIGHT = 88;
const MARGIN = 8;
const POINTS = 66;

/** @param {string} name of an elementwise activation */
export function createCurve(name) {
  const path = svg("path", { class: "curve-line" });
  const across = svg("path", { class: "curve-axis" });
  const guide = svg("path", { class: "curve-guide" });
  const dot = svg("circle", { class: "curve-dot", r: 4.5 });
  const picture = svg(
    "svg",
    { class: "curve", width: WIDTH, height: HEIGHT, viewBox: `0 0 ${WIDTH} ${HEIGHT}`, "aria-hidden": "true" },
    across,
    guide,
    path,
    dot,
  );
  let limit = 0;
  let place = null;

  /** Draw the graph for values from −`next` to `next`. */
  function scale(next) {
    if (next === limit) return;
    limit = next;
    const values = Array.from({ length: POINTS + 1 }, (_, index) => limit * ((2 * index) / POINTS - 1));
    const results = values.map((value) => scalar(name, [value], 0));
    const [low, high] = [Math.min(0, ...results), Math.max(0, ...results)];
    const down = (result) => HEIGHT - MARGIN - ((result - low) / (high - low || 1)) * (HEIGHT - 2 * MARGIN);
    const right = (value) => WIDTH / 2 + (value / limit) * (WIDTH / 2 - MARGIN);
    place = (
      value,
      result,
    ) => [right(Math.max(-limit, Math.min(value, limit))), down(Math.max(low, Math.min(result, high)))];
    path.setAttribute(
      "d",
      values.map((value, index) => `${index ? "L" : "M"}${place(value, results[index]).join(" ")}`).join(""),
    );
    across.setAttribute("d", `M0 ${down(0)}H${WIDTH}M${WIDTH / 2} 0V${HEIGHT}`);
  }

  function paint(value, result) {
    const [x, y] = place(value, result);
    const [originX, originY] = place(0, 0);
    guide.setAttribute("d", `M${x} ${originY}V${y}H${originX}`);
    dot.setAttribute("cx", x);
    dot.setAttribute("cy", y);
  }

  return { element: picture, scale, paint };
}
