/** Curves of a class's probability, one a method, told apart by their dashes and by the numbers at their ends. */
import { svg } from "../shared/element.js";

const [WIDTH, HEIGHT] = [320, 180];
const [LEFT, RIGHT, TOP, BOTTOM] = [6, 26, 8, 6];
/** Dashes that are told apart at a glance; the first line is whole. */
export const DASHES = ["", "7 4", "2 3", "10 3 2 3", "14 5", "5 2", "1 5", "8 3 2 3 2 3", "4 7"];
/** The least distance between two numbers at the ends. */
const APART = 13;

/** @typedef {import("./view.js").CurveOfMethod} Curve */

/**
 * @param {{number: number, method: string, curve: Curve}[]} lines
 * @param {string} label for screen readers
 * @returns {SVGElement}
 */
export function drawCurves(lines, label) {
  const frame = svg("path", { class: "frame", d: `M${LEFT} ${TOP}V${HEIGHT - BOTTOM}H${WIDTH - RIGHT}` });
  const heights = spread(
    lines.map(({ curve }) => down(curve.probabilities[labelPlace(curve)])),
    APART,
    TOP + 6,
    HEIGHT - BOTTOM - 4,
  );
  const drawn = lines.map(({ number, method, curve }, place) =>
    svg(
      "g",
      { class: "line", "data-method": method },
      svg("path", {
        d: pathOf(curve.shares, curve.probabilities),
        "stroke-dasharray": DASHES[(number - 1) % DASHES.length] || null,
      }),
      svg(
        "text",
        { x: WIDTH - RIGHT + 6, y: heights[place].toFixed(1), "dominant-baseline": "middle" },
        String(number),
      ),
    )
  );
  return svg(
    "svg",
    { class: "curves", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": label },
    frame,
    ...drawn,
  );
}

/** @param {Curve} curve */
const labelPlace = ({ probabilities }) => probabilities.length - 1;
/** @param {number} share */
const across = (share) => LEFT + share * (WIDTH - LEFT - RIGHT);
/** @param {number} probability */
const down = (probability) => HEIGHT - BOTTOM - probability * (HEIGHT - TOP - BOTTOM);

/** @param {number[]} shares @param {number[]} probabilities both in [0, 1] */
export function pathOf(shares, probabilities) {
  return shares.map((share, step) =>
    `${step ? "L" : "M"}${across(share).toFixed(1)} ${down(probabilities[step]).toFixed(1)}`
  ).join("");
}

/**
 * Heights as near to the wanted ones as they go, none closer to another than so much, all within bounds.
 *
 * @param {number[]} wanted
 * @param {number} apart
 * @param {number} low
 * @param {number} high
 * @returns {number[]} in the order of `wanted`
 */
export function spread(wanted, apart, low, high) {
  const order = wanted.map((_, index) => index).sort((one, other) => wanted[one] - wanted[other] || one - other);
  /** @type {number[]} */
  const made = new Array(wanted.length);
  let least = low;
  for (const index of order) {
    made[index] = Math.max(wanted[index], least);
    least = made[index] + apart;
  }
  let most = high;
  for (const index of order.reverse()) {
    made[index] = Math.min(made[index], most);
    most = made[index] - apart;
  }
  return made;
}
