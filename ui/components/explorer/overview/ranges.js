/**
 * The range and the mean of every unit of an output. Pure functions.
 *
 * @typedef {{data: ArrayLike<number>, shape: number[]}} Tensor row-major, channels last
 * @typedef {{low: Float32Array, high: Float32Array, mean: Float64Array}} Ranges one entry a unit
 */

/**
 * The units of an output are its last axis; in one pass, because the units of a cell lie side by side in memory.
 *
 * @param {Tensor} tensor
 * @returns {Ranges} of finite values; a unit without any has 0, 0 and 0
 */
export function rangesOf({ data, shape }) {
  const units = shape[shape.length - 1] ?? 1;
  const low = new Float32Array(units).fill(Infinity);
  const high = new Float32Array(units).fill(-Infinity);
  const sum = new Float64Array(units);
  const count = new Uint32Array(units);
  for (let index = 0, unit = 0; index < data.length; index += 1) {
    const value = data[index];
    if (value - value === 0) {
      if (value < low[unit]) low[unit] = value;
      if (value > high[unit]) high[unit] = value;
      sum[unit] += value;
      count[unit] += 1;
    }
    unit = unit + 1 === units ? 0 : unit + 1;
  }
  for (let unit = 0; unit < units; unit += 1) {
    if (count[unit] === 0) low[unit] = high[unit] = 0;
    else sum[unit] /= count[unit];
  }
  return { low, high, mean: sum };
}

/** The largest size of a value of some units: the limit of a symmetrical colour scale. */
export function magnitude({ low, high }, first = 0, end = low.length) {
  let limit = 0;
  for (let unit = first; unit < end; unit += 1) limit = Math.max(limit, -low[unit], high[unit]);
  return limit;
}
