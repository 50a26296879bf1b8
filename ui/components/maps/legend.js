/**
 * The legends of colour scales: a bar with all colours of a scale, and what its ends stand for.
 *
 * @typedef {import("../shared/colours.js").Kind} Kind
 */
import { legendStops } from "../shared/colours.js";
import { element } from "../shared/element.js";

/** @param {Kind} kind */
const gradientOf = (kind) => `linear-gradient(to right, ${legendStops(kind)})`;

/**
 * The bar alone, for a legend whose numbers stand elsewhere.
 *
 * @param {Kind} kind
 * @param {string} [name] another class than that of all legends
 */
export const legendBar = (kind, name = "cl-legend-bar") =>
  element("span", { class: name, style: { background: gradientOf(kind) } });

/**
 * A bar between the numbers or words for its ends.
 *
 * @param {Kind} kind
 * @param {string} [low]
 * @param {string} [high]
 * @returns {{root: HTMLElement, set(low: string, high: string, kind?: Kind): void}} `set` writes other ends, and paints
 *   another scale where one is given
 */
export function legend(kind, low = "", high = "") {
  const [first, last] = [element("span", {}, low), element("span", {}, high)];
  const bar = legendBar(kind);
  let painted = kind;
  return {
    root: element("span", { class: "cl-legend" }, first, bar, last),
    set(start, end, other = painted) {
      first.textContent = start;
      last.textContent = end;
      if (other === painted) return;
      painted = other;
      bar.style.background = gradientOf(other);
    },
  };
}
