/** Shapes, settings and costs in words and numbers. */
import { formatNumber } from "../shared/numbers.js";

const UNITS = ["B", "kB", "MB", "GB"];

/** "30 × 30 × 32", or "64" for a vector; "?" where nobody knows. @param {number[]} shape @param {string} language */
export function shapeText(shape, language) {
  return shape.length ? shape.map((size) => formatNumber(size, 0, language)).join(" × ") : "?";
}

/** A count in full below ten thousand, else in short: "1.23M". @param {number} count @param {string} language */
export function shortCount(count, language) {
  if (count < 10_000) return formatNumber(count, 0, language);
  return new Intl.NumberFormat(language, { notation: "compact", maximumSignificantDigits: 3 }).format(count);
}

/** "1.2 MB". @param {number} bytes @param {string} language */
export function bytesText(bytes, language) {
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), UNITS.length - 1);
  const value = bytes / 1000 ** power;
  return `${formatNumber(value, power && value < 100 ? 1 : 0, language)} ${UNITS[power]}`;
}

/** A count with all of its digits. @param {number} count @param {string} language */
export const wholeCount = (count, language) => formatNumber(count, 0, language);

/**
 * The settings of a layer in a few words: "32 · 3 × 3 · same · relu". What is as Keras has it is left out.
 *
 * @param {import("./view.js").PlainLayer} layer
 */
export function summary({ kind, settings }) {
  const { filters, units, kernel_size: kernel, pool_size: pool, strides, padding, dilation_rate: dilation } = settings;
  const usualStrides = pool ? 0 : 1;
  const parts = [
    filters ?? units,
    kernel && `${kernel} × ${kernel}`,
    pool && `${pool} × ${pool}`,
    strides !== undefined && strides !== usualStrides && `strides ${strides}`,
    padding === "same" && padding,
    dilation > 1 && `dilation ${dilation}`,
    settings.depth_multiplier > 1 && `× ${settings.depth_multiplier}`,
    settings.rate,
    kind === "EfficientNetLite0" && settings.pooling,
    (settings.activation !== "linear" || kind === "Activation") && settings.activation,
  ];
  return parts.filter((part) => part !== undefined && part !== false && part !== 0).join(" · ");
}
