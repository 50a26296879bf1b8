/** Bars of a histogram as the path of an SVG. */

/**
 * Heights go by the square root of the counts, so that rare values stay visible.
 *
 * @param {Iterable<number> & ArrayLike<number>} counts
 * @param {{left: number, right: number, top: number, bottom: number}} box where they stand
 * @returns {string} the `d` of a path
 */
export function barsOf(counts, { left, right, top, bottom }) {
  const tallest = Math.sqrt(Math.max(...counts)) || 1;
  const width = (right - left) / counts.length;
  return Array.from(counts, (count, index) => {
    const height = (Math.sqrt(count) / tallest) * (bottom - top);
    return `M${left + index * width} ${bottom}v${-height}h${width}v${height}Z`;
  }).join("");
}
