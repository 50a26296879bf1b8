/**
 * The named kernels that have a direction, as `cnn_core.arithmetic.kernels` makes them; a test compares the two.
 *
 * @typedef {{angle: number, wavelength: number}} Turn degrees, anticlockwise as seen on the screen; pixels of a wave
 */

/** Name → what makes it, row by row. */
export const TURNED = Object.freeze({ gabor, motion_blur: motionBlur });

/** A cosine wave under a Gaussian bell: stripes of one direction and width. */
function gabor(rows, columns, { angle, wavelength }) {
  const [down, across] = [rows, columns].map((size) => offsets(size, Math.floor((size - 1) / 2)));
  const turn = radians(angle);
  const bell = grid(
    down,
    across,
    (y, x) => Math.exp(-(y ** 2) / (2 * (rows / 4) ** 2) - x ** 2 / (2 * (columns / 4) ** 2)),
  );
  const wave = grid(
    down,
    across,
    (y, x) => Math.cos((2 * Math.PI * (x * Math.cos(turn) - y * Math.sin(turn))) / wavelength),
  );
  const mean = sum(bell.map((height, cell) => height * wave[cell])) / sum(bell);
  return scaled(bell.map((height, cell) => height * (wave[cell] - mean)));
}

/** The mean along a line through the middle, one pixel wide with soft rims. */
function motionBlur(rows, columns, { angle }) {
  const [down, across] = [rows, columns].map((size) => offsets(size, (size - 1) / 2));
  const turn = radians(angle);
  return scaled(grid(down, across, (y, x) => Math.max(0, 1 - Math.abs(x * Math.sin(turn) + y * Math.cos(turn)))));
}

const radians = (degrees) => (degrees * Math.PI) / 180;

const offsets = (size, middle) => Array.from({ length: size }, (_, place) => place - middle);

const grid = (down, across, value) => Float64Array.from(down.flatMap((y) => across.map((x) => value(y, x))));

const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

/** Scaled so that the positive weights sum to 1. */
function scaled(weights) {
  const positive = sum(weights.filter((weight) => weight > 0));
  // + 0 turns -0 into 0, which is what a reader expects.
  return Float32Array.from(weights, (weight) => weight / positive + 0);
}
