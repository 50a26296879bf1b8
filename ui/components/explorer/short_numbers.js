/** Numbers as they stand beside maps: about three digits, and no invented ones. */
import { formatNumber } from "../shared/numbers.js";

/**
 * @param {number} value
 * @param {string} language
 * @returns {string} 0.0034, 0.56, 12.3, 1,234
 */
export function short(value, language) {
  const magnitude = Math.abs(value);
  const digits = magnitude >= 100 ? 0 : magnitude >= 10 ? 1 : magnitude >= 0.1 || magnitude === 0 ? 2 : 4;
  return formatNumber(value, digits, language);
}

/** A change, with its sign also where it is positive. */
export function signed(value, write) {
  const text = write(Math.abs(value));
  if (!/[1-9]/.test(text)) return `±${write(0)}`;
  return `${value < 0 ? "−" : "+"}${text}`;
}

/** 62×62×10 */
export const shapeText = (shape) => shape.join("×");
