/**
 * The colours of numbers, everywhere the same: activations red–white–blue, weights brown–white–teal, probabilities
 * oranges, input channels greys. `figures/colours.py` holds the same stops; a test compares the two tables.
 *
 * Stops: ColorBrewer RdBu, BrBG and Oranges (Harrower and Brewer 2003, https://colorbrewer2.org), which people with
 * the usual colour-vision deficiencies can tell apart; the middle of the diverging ones is set to pure white.
 *
 * @typedef {"activation" | "weight" | "probability" | "grey"} Kind
 * @typedef {{kind: Kind, limit: number}} Scale `limit` is the value that gets the last colour (diverging kinds: the
 *   value −limit gets the first, so that zero is white; the others start at 0).
 * @typedef {[red: number, green: number, blue: number]} Colour bytes, 0 … 255
 * @typedef {ImageData | Uint8ClampedArray} Pixels RGBA bytes, row by row
 */

/** @type {Readonly<Record<Kind, readonly string[]>>} */
export const STOPS = Object.freeze({
  activation: [
    "#67001f",
    "#b2182b",
    "#d6604d",
    "#f4a582",
    "#fddbc7",
    "#ffffff",
    "#d1e5f0",
    "#92c5de",
    "#4393c3",
    "#2166ac",
    "#053061",
  ],
  weight: [
    "#543005",
    "#8c510a",
    "#bf812d",
    "#dfc27d",
    "#f6e8c3",
    "#ffffff",
    "#c7eae5",
    "#80cdc1",
    "#35978f",
    "#01665e",
    "#003c30",
  ],
  probability: ["#fff5eb", "#fee6ce", "#fdd0a2", "#fdae6b", "#fd8d3c", "#f16913", "#d94801", "#a63603", "#7f2704"],
  grey: ["#000000", "#ffffff"],
});

export const TABLE_SIZE = 511;
const MIDDLE = (TABLE_SIZE - 1) / 2;
const NOT_A_NUMBER = [128, 128, 128];
const DIVERGING = new Set(["activation", "weight"]);

/**
 * The table of a kind: TABLE_SIZE colours as RGBA bytes, and one more for "not a number".
 *
 * @param {readonly string[]} stops
 */
function makeTable(stops) {
  const colours = stops.map((stop) => [1, 3, 5].map((start) => Number.parseInt(stop.slice(start, start + 2), 16)));
  const table = new Uint8Array((TABLE_SIZE + 1) * 4).fill(255);
  for (let index = 0; index < TABLE_SIZE; index++) {
    const position = (index * (colours.length - 1)) / (TABLE_SIZE - 1);
    const lower = Math.min(Math.floor(position), colours.length - 2);
    const share = position - lower;
    const mixed = colours[lower].map((from, part) =>
      Math.floor(from + (colours[lower + 1][part] - from) * share + 0.5)
    );
    table.set(mixed, index * 4);
  }
  table.set(NOT_A_NUMBER, TABLE_SIZE * 4);
  return table;
}

/** @type {Record<string, Uint8Array>} */
const TABLES = Object.fromEntries(Object.entries(STOPS).map(([kind, stops]) => [kind, makeTable(stops)]));
/**
 * The same bytes as one number a pixel, so that painting is one read and one write, whatever the byte order.
 *
 * @type {Record<string, Uint32Array>}
 */
const PIXELS = Object.fromEntries(Object.entries(TABLES).map(([kind, table]) => [kind, new Uint32Array(table.buffer)]));

/** @param {Kind} kind @param {number} value @param {number} limit */
function indexOf(kind, value, limit) {
  if (Number.isNaN(value)) return TABLE_SIZE;
  const share = limit > 0 ? value / limit : Math.sign(value);
  const position = DIVERGING.has(kind) ? MIDDLE + MIDDLE * share : (TABLE_SIZE - 1) * share;
  return Math.floor(Math.max(0, Math.min(TABLE_SIZE - 1, position)) + 0.5);
}

/**
 * The colour of one value.
 *
 * @param {Kind} kind
 * @param {number} value
 * @param {number} limit see Scale.
 * @returns {Colour}
 */
export function colour(kind, value, limit) {
  const start = indexOf(kind, value, limit) * 4;
  const [red, green, blue] = TABLES[kind].subarray(start, start + 3);
  return [red, green, blue];
}

/** @param {number} value @param {number} limit */
export const activationColour = (value, limit) => colour("activation", value, limit);
/** @param {number} value @param {number} limit */
export const weightColour = (value, limit) => colour("weight", value, limit);
/** @param {number} value @param {number} [limit] */
export const probabilityColour = (value, limit = 1) => colour("probability", value, limit);
/** @param {number} value @param {number} [limit] */
export const greyColour = (value, limit = 1) => colour("grey", value, limit);

/**
 * Write a colour for CSS: "rgb(5 48 97)".
 *
 * @param {Colour} rgb
 */
export const css = (rgb) => `rgb(${rgb.join(" ")})`;

/**
 * Choose black or white, whichever is easier to read on a colour (WCAG 2.2 contrast: always at least 4.5 : 1).
 *
 * @param {Colour} rgb
 */
export function textColour(rgb) {
  const [red, green, blue] = rgb.map((byte) => {
    const share = byte / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? "#000000" : "#ffffff";
}

/**
 * Style the bar of a probability: as long as it is large, and the darker.
 *
 * @param {number} share in [0, 1]
 */
export const barStyle = (share) => ({
  width: `${100 * share}%`,
  background: css(probabilityColour(0.35 + 0.65 * share)),
});

/**
 * The stops of a kind's legend for `linear-gradient(to right, ${legendStops(kind)})`.
 *
 * @param {Kind} kind
 */
export const legendStops = (kind) =>
  STOPS[kind].map((stop, index, all) => `${stop} ${(100 * index) / (all.length - 1)}%`).join(", ");

/**
 * The largest finite |value| of one channel, or of all of them: the limit at which nothing is cut off.
 *
 * @param {ArrayLike<number>} data
 * @param {number} [channels] number of interleaved channels.
 * @param {number} [channel] only this one.
 */
export function limitOf(data, channels = 1, channel = 0) {
  let limit = 0;
  for (let index = channel; index < data.length; index += channels) {
    const magnitude = Math.abs(data[index]);
    if (magnitude > limit && magnitude < Infinity) limit = magnitude;
  }
  return limit;
}

/**
 * Paint one channel of a (rows, columns, channels) array, one pixel a cell.
 *
 * @param {Pixels} target
 * @param {number} width of the target, pixels.
 * @param {ArrayLike<number>} data row-major, channels last.
 * @param {number} rows
 * @param {number} columns
 * @param {number} channels
 * @param {number} channel
 * @param {number | Scale} scale a number n is short for {kind: "activation", limit: n}.
 * @param {number} [left] where the map starts in the target, pixels.
 * @param {number} [top]
 * @returns {boolean} whether a pixel of the target has changed: what looks the same need not be drawn again.
 */
export function paintMap(target, width, data, rows, columns, channels, channel, scale, left = 0, top = 0) {
  const pixels = pixelsOf(target);
  const { kind, limit } = typeof scale === "number"
    ? { kind: /** @type {Kind} */ ("activation"), limit: scale }
    : scale;
  const table = PIXELS[kind];
  const last = TABLE_SIZE - 1;
  const start = DIVERGING.has(kind) ? MIDDLE : 0;
  // Bounded, so that zero stays zero when the limit is zero.
  const factor = Math.min((last - start) / limit, 1e300);
  let source = channel;
  let changed = false;
  for (let row = 0; row < rows; row++) {
    let position = (top + row) * width + left;
    for (let column = 0; column < columns; column++, source += channels) {
      const value = start + data[source] * factor;
      // The middle comparison is false for "not a number" too, which gets its own entry.
      const pixel = table[value <= 0 ? 0 : value < last ? (value + 0.5) | 0 : value >= last ? last : TABLE_SIZE];
      if (pixels[position] !== pixel) {
        pixels[position] = pixel;
        changed = true;
      }
      position++;
    }
  }
  return changed;
}

/**
 * Paint a picture of 3 channels (red, green, blue) or 1 (grey) with values in [0, 1] in its true colours.
 *
 * @param {Pixels} target
 * @param {number} width of the target, pixels.
 * @param {ArrayLike<number>} data
 * @param {number} rows
 * @param {number} columns
 * @param {number} channels 1 or 3.
 * @param {number} [left]
 * @param {number} [top]
 */
export function paintPicture(target, width, data, rows, columns, channels, left = 0, top = 0) {
  const bytes = bytesOf(target);
  const [green, blue] = channels === 3 ? [1, 2] : [0, 0];
  let source = 0;
  for (let row = 0; row < rows; row++) {
    let position = ((top + row) * width + left) * 4;
    for (let column = 0; column < columns; column++, source += channels, position += 4) {
      bytes[position] = data[source] * 255;
      bytes[position + 1] = data[source + green] * 255;
      bytes[position + 2] = data[source + blue] * 255;
      bytes[position + 3] = 255;
    }
  }
}

/** @param {Pixels} target @returns {{buffer: ArrayBufferLike, byteOffset: number, byteLength: number, [index: number]: number}} */
const bytesOf = (target) => ("data" in target ? target.data : target);

/** @param {Pixels} target */
function pixelsOf(target) {
  const bytes = bytesOf(target);
  return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
}
