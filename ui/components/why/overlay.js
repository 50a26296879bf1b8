/**
 * A map of heat over a picture. The picture loses its colour as far as the heat covers it: red on a red cup says nothing.
 *
 * @typedef {{data: Uint8Array, shape: number[]}} Pixels uint8 (rows, columns, 3)
 * @typedef {{data: Float32Array, shape: number[]}} Heat float32 (rows, columns)
 */
import { activationColour, probabilityColour } from "../shared/colours.js";

/** Of the sizes in a map, the share up to which colours tell them apart: single bright pixels are cut off there. */
const CUT = 0.995;

/**
 * The size that gets the last colour, and how the map is coloured.
 *
 * @param {Heat} heat
 * @param {boolean} signed whether numbers below 0 speak against the class
 * @returns {{limit: number, kind: "activation"|"probability"}}
 */
export function scaleOf({ data }, signed) {
  const sizes = Float32Array.from(data, (value) => (signed ? Math.abs(value) : Math.max(value, 0))).sort();
  const limit = sizes[Math.floor(CUT * (sizes.length - 1))] || sizes[sizes.length - 1] || 1;
  return { limit, kind: signed ? "activation" : "probability" };
}

/**
 * The picture's pixels, the greyer the higher the opacity, with the heat over them: the hotter, the more of its colour.
 *
 * @param {Pixels} picture
 * @param {Heat} heat
 * @param {{limit: number, kind: string}} scale of `scaleOf`
 * @param {number} opacity of the hottest, in [0, 1]; at 0 the picture is as it was
 * @returns {Uint8ClampedArray<ArrayBuffer>} RGBA
 */
export function blended({ data: pixels }, { data: heat }, { limit, kind }, opacity) {
  const signed = kind === "activation";
  const colourOf = signed ? activationColour : probabilityColour;
  const made = new Uint8ClampedArray(heat.length * 4);
  for (let cell = 0, from = 0; cell < heat.length; cell += 1, from += 3) {
    const share = Math.min(Math.abs(signed ? heat[cell] : Math.max(heat[cell], 0)) / limit, 1);
    const cover = opacity * share;
    const grey = 0.299 * pixels[from] + 0.587 * pixels[from + 1] + 0.114 * pixels[from + 2];
    const colour = cover > 0 ? colourOf(Math.sign(heat[cell]) * limit * (0.35 + 0.65 * share), limit) : [0, 0, 0];
    for (let part = 0; part < 3; part += 1) {
      const under = (1 - opacity) * pixels[from + part] + opacity * grey;
      made[cell * 4 + part] = (1 - cover) * under + cover * colour[part];
    }
    made[cell * 4 + 3] = 255;
  }
  return made;
}
