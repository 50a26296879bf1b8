/**
 * The ranges of maps and the limits of their colour scales. Pure functions: tensors in, numbers out.
 *
 * @typedef {{data: Float32Array, shape: number[]}} Tensor
 * @typedef {{minimum: number, maximum: number}} Range
 * @typedef {"map"|"stage"|"all"} Scale which maps share one colour scale
 */

/**
 * The smallest and the largest value of one map.
 *
 * @param {Tensor} tensor (rows, columns, maps)
 * @param {number} map
 * @returns {Range}
 */
export function rangeOfMap(tensor, map) {
  const { data, shape } = tensor;
  const maps = shape[2];
  let minimum = Infinity;
  let maximum = -Infinity;
  for (let index = map; index < data.length; index += maps) {
    const value = data[index];
    if (value < minimum) minimum = value;
    if (value > maximum) maximum = value;
  }
  return { minimum, maximum };
}

/**
 * The ranges of all maps of a tensor, in order; in one pass, because the maps of a cell lie side by side in memory.
 *
 * @param {Tensor} tensor
 * @returns {Range[]}
 */
export function rangesOfMaps({ data, shape }) {
  const maps = shape[2];
  const lowest = new Float32Array(maps).fill(Infinity);
  const highest = new Float32Array(maps).fill(-Infinity);
  for (let index = 0, map = 0; index < data.length; index += 1) {
    const value = data[index];
    if (value < lowest[map]) lowest[map] = value;
    if (value > highest[map]) highest[map] = value;
    map = map + 1 === maps ? 0 : map + 1;
  }
  return Array.from(lowest, (minimum, map) => ({ minimum, maximum: highest[map] }));
}

/**
 * One range that covers all of `ranges`.
 *
 * @param {Range[]} ranges
 * @returns {Range}
 */
export function union(ranges) {
  return {
    minimum: Math.min(...ranges.map((range) => range.minimum)),
    maximum: Math.max(...ranges.map((range) => range.maximum)),
  };
}

/**
 * The limit of a symmetrical colour scale (−limit … limit), so that zero is white. A map of zeros gets 1.
 *
 * @param {Range} range
 * @returns {number}
 */
export function limitOf(range) {
  return Math.max(Math.abs(range.minimum), Math.abs(range.maximum)) || 1;
}

/**
 * The limit of the colour scale of every map of every stage.
 *
 * @param {Object<string, Range[]>} ranges the ranges of the maps of each stage
 * @param {Scale} scale
 * @returns {Object<string, number[]>}
 */
export function limits(ranges, scale) {
  const everywhere = limitOf(union(Object.values(ranges).flat()));
  const limitsOfStage = (/** @type {Range[]} */ stage) => {
    const shared = scale === "all" ? everywhere : limitOf(union(stage));
    return stage.map((range) => (scale === "map" ? limitOf(range) : shared));
  };
  return Object.fromEntries(Object.entries(ranges).map(([name, stage]) => [name, limitsOfStage(stage)]));
}
