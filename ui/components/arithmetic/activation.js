/**
 * Activation functions, numerically those of `keras.activations`.
 *
 * @typedef {import("./windows.js").Tensor} Tensor
 * @typedef {import("./windows.js").Floats} Floats
 */

const LEAKY_SLOPE = 0.2;

/** erf to 1.5e-7: Abramowitz and Stegun, Handbook of Mathematical Functions (1964), 7.1.26. @param {number} value */
function erf(value) {
  const t = 1 / (1 + 0.3275911 * Math.abs(value));
  const series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return Math.sign(value) * (1 - series * Math.exp(-value * value));
}

/** @type {Object<string, (value: number) => number>} */
const ELEMENTWISE = {
  linear: (value) => value,
  relu: (value) => (value > 0 ? value : 0),
  leaky_relu: (value) => (value > 0 ? value : LEAKY_SLOPE * value),
  elu: (value) => (value > 0 ? value : Math.expm1(value)),
  gelu: (value) => 0.5 * value * (1 + erf(value * Math.SQRT1_2)),
  silu: (value) => value / (1 + Math.exp(-value)),
  sigmoid: (value) => 1 / (1 + Math.exp(-value)),
  tanh: Math.tanh,
};

/** The names of all activation functions. */
export const ACTIVATION_NAMES = Object.freeze([...Object.keys(ELEMENTWISE), "softmax"]);

/**
 * Whether an activation takes all channels of a cell together, so that a change in one map changes the others.
 *
 * @param {string} name
 */
export const mixesChannels = (name) => name === "softmax";

/**
 * The activation maps of feature maps.
 *
 * @param {string} name as in Keras.
 * @param {Tensor} tensor (rows, columns, maps); any shape unless the name is "softmax".
 * @returns {Floats} of the same shape.
 */
export function apply(name, tensor) {
  const { data, shape } = tensor;
  const result = new Float32Array(data.length);
  if (mixesChannels(name)) {
    const channels = shape[shape.length - 1];
    for (let start = 0; start < data.length; start += channels) softmax(data, result, start, channels);
  } else if (name === "linear") {
    result.set(data);
  } else if (name === "relu") {
    // Written here once more: a call for each of a million values would take longer than all the rest.
    for (let index = 0; index < data.length; index++) {
      const value = data[index];
      if (value > 0) result[index] = value;
    }
  } else {
    const activate = functionOf(name);
    for (let index = 0; index < data.length; index++) result[index] = activate(data[index]);
  }
  return { data: result, shape };
}

/**
 * The activation of one value among the values of all maps at the same cell.
 *
 * @param {string} name
 * @param {ArrayLike<number>} vector one value a map, before the activation.
 * @param {number} index of the map.
 * @returns {number}
 */
export function scalar(name, vector, index) {
  if (!mixesChannels(name)) return functionOf(name)(vector[index]);
  const result = new Float64Array(vector.length);
  softmax(vector, result, 0, vector.length);
  return result[index];
}

/** @param {string} name */
function functionOf(name) {
  if (!Object.hasOwn(ELEMENTWISE, name)) {
    throw new Error(`An activation is one of ${ACTIVATION_NAMES.join(", ")}. Received: ${name}.`);
  }
  return ELEMENTWISE[name];
}

/**
 * exp(v − max) / Σ exp(v − max): taking the largest away first keeps exp from overflowing.
 *
 * @param {ArrayLike<number>} data
 * @param {Float32Array | Float64Array} result
 * @param {number} start
 * @param {number} channels
 */
function softmax(data, result, start, channels) {
  let largest = -Infinity;
  for (let index = start; index < start + channels; index++) largest = Math.max(largest, data[index]);
  let sum = 0;
  for (let index = start; index < start + channels; index++) sum += Math.exp(data[index] - largest);
  for (let index = start; index < start + channels; index++) result[index] = Math.exp(data[index] - largest) / sum;
}
