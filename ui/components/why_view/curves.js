/** Deletion and insertion: how the class's probability goes while the hottest pixels are taken away, or put in. */
import { svg } from "../shared/element.js";

const [WIDTH, HEIGHT, EDGE] = [180, 84, 4];

/**
 * @typedef {{shares: number[], probabilities: number[], area: number}} Curve
 * @param {{deletion: Curve, insertion: Curve}} curves
 * @param {string} label for screen readers
 * @returns {SVGElement}
 */
export function drawCurves({ deletion, insertion }, label) {
  const line = ({ shares, probabilities }, name) => svg("path", { class: `curve ${name}`, d: pathOf(shares, probabilities) });
  const frame = svg("path", { class: "frame", d: `M${EDGE} ${EDGE}V${HEIGHT - EDGE}H${WIDTH - EDGE}` });
  return svg("svg", { class: "curves", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": label }, frame, line(deletion, "deletion"), line(insertion, "insertion"));
}

/** @param {number[]} shares @param {number[]} probabilities both in [0, 1] */
export function pathOf(shares, probabilities) {
  const across = (share) => EDGE + share * (WIDTH - 2 * EDGE);
  const down = (probability) => HEIGHT - EDGE - probability * (HEIGHT - 2 * EDGE);
  return shares.map((share, step) => `${step ? "L" : "M"}${across(share).toFixed(1)} ${down(probabilities[step]).toFixed(1)}`).join("");
}
