/** Movement from one layout to another: boxes slide, and at the end everything stands exactly where it belongs. */

const LENGTH = 320;

/** Whether the visitor asked the system for less movement. */
export const isReduced = () => globalThis.matchMedia("(prefers-reduced-motion: reduce)").matches;

/**
 * @param {(share: number) => void} step called once a frame with 0 … 1, eased, and last with 1
 * @param {number} [length] milliseconds
 * @returns {() => void} stops at once, without a last step
 */
export function slide(step, length = LENGTH) {
  let frame = 0;
  const start = performance.now();
  const next = (now) => {
    const share = Math.min(1, Math.max(0, (now - start) / length));
    step(share < 1 ? share * share * (3 - 2 * share) : 1);
    if (share < 1) frame = requestAnimationFrame(next);
  };
  frame = requestAnimationFrame(next);
  return () => cancelAnimationFrame(frame);
}

/**
 * The columns of one layout on their way to another; columns that only one of them has stay out.
 *
 * @param {import("./layout.js").Layout} from
 * @param {import("./layout.js").Layout} to
 * @param {number} share
 */
export function onTheWay(from, to, share) {
  return to.columns.flatMap((column) => {
    const before = from.columns.find(({ name }) => name === column.name);
    if (before?.cells.length !== column.cells.length) return [];
    return [{ ...column, cells: column.cells.map((cell, index) => mixed(before.cells[index], cell, share)) }];
  });
}

function mixed(one, other, share) {
  const mix = (key) => one[key] + (other[key] - one[key]) * share;
  return { x: mix("x"), y: mix("y"), width: mix("width"), height: mix("height") };
}

/**
 * Scroll to a part of the view, once what slides has come to rest: an element to the top, where its `scroll-margin` says
 * how much room stays above it, and a drawn shape to the middle.
 *
 * @param {() => Element} find asked when that is so
 * @returns {() => void} gives up, if that has not happened yet
 */
export function bringIntoSight(find) {
  const reduced = isReduced();
  const scroll = () => {
    const place = find();
    place.scrollIntoView({
      block: place instanceof SVGElement ? "center" : "start",
      behavior: reduced ? "auto" : "smooth",
    });
  };
  const timer = setTimeout(scroll, reduced ? 0 : LENGTH);
  return () => clearTimeout(timer);
}
