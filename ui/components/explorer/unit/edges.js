/** Lines from tile to tile behind them, as broad as what flows along them is large. */

import { activationColour, css } from "../../shared/colours.js";
import { svg } from "../../shared/element.js";

const THIN = 1;
const BROAD = 4;
/** Where on the scale the colours of the lines lie: dark enough for a light ground, light enough for a dark one. */
const TONE = 0.62;

/**
 * @typedef {{from: HTMLElement, to: HTMLElement, row: number}} Edge `row` is the number of the input, −1 the output's
 */

/** @param {HTMLElement} holder what the lines are laid behind; it is positioned */
export function createEdges(holder) {
  const picture = svg("svg", { class: "unit-edges", "aria-hidden": "true" });
  holder.prepend(picture);
  let edges = [];
  let active = -1;

  /** @param {Edge[]} next */
  function connect(next) {
    edges = next.map((edge) => ({ ...edge, path: svg("path", {}) }));
    picture.replaceChildren(...edges.map((edge) => edge.path));
    measure();
  }

  /** Lay the lines anew, after the layout has changed. */
  function measure() {
    const places = edges.map(({ from, to }) => [placeIn(holder, from), placeIn(holder, to)]);
    places.forEach(([from, to], index) => {
      const start = [from.left + from.width, from.top + from.height / 2];
      const end = [to.left, to.top + to.height / 2];
      const bend = Math.max((end[0] - start[0]) / 2, 0);
      const curve = `C${start[0] + bend} ${start[1]} ${end[0] - bend} ${end[1]} ${end[0]} ${end[1]}`;
      edges[index].path.setAttribute("d", `M${start[0]} ${start[1]}${curve}`);
    });
  }

  /**
   * @param {number[]} values what flows from each input
   * @param {number} limit the largest of them
   */
  function weigh(values, limit) {
    for (const { path, row } of edges) {
      const value = row < 0 ? 0 : (values[row] ?? 0);
      const share = limit > 0 ? Math.min(Math.abs(value) / limit, 1) : 0;
      path.style.strokeWidth = `${THIN + share * (BROAD - THIN)}px`;
      path.style.stroke = share < 0.004 ? "" : css(activationColour(Math.sign(value) * TONE, 1));
    }
  }

  /** Bring the lines of one input forward; −1 lets all be alike. */
  function highlight(row) {
    if (row === active) return;
    active = row;
    picture.classList.toggle("pointed", row >= 0);
    for (const edge of edges) edge.path.classList.toggle("active", edge.row === row);
  }

  return { connect, measure, weigh, highlight };
}

/** Where an element lies in a holder, as laid out: columns that are still arriving count as arrived. */
function placeIn(holder, element) {
  let [left, top] = [0, 0];
  for (let node = element; node && node !== holder; node = node.offsetParent) {
    left += node.offsetLeft;
    top += node.offsetTop;
  }
  return { left, top, width: element.offsetWidth, height: element.offsetHeight };
}
