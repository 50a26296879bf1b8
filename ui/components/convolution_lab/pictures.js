/**
 * The picture as a layer may get it, in colour and in grey: one comes to the browser, and it has both.
 *
 * @typedef {import("../maps/scales.js").Tensor} Tensor
 * @typedef {{image: Tensor, channelNames: string[]}} Picture numbers in [0, 1]
 * @typedef {{levels: Tensor, colour: Picture, grey: Picture, channelNames: {colour: string[], grey: string[]}}} Pictures
 *   `levels` as they came, 0 … 255
 */

/**
 * @param {Tensor} levels bytes (rows, columns, 3)
 * @param {{colour: string[], grey: string[]}} channelNames
 * @param {Pictures} [before] the last ones: a picture that is the same stays the same object, and need not be painted again
 * @returns {Pictures}
 */
export function picturesOf(levels, channelNames, before) {
  if (before && alike(before.levels, levels)) return before;
  const made = {};
  return {
    levels,
    // Only one of the two is looked at, as a rule.
    get colour() {
      return (made.colour ??= { image: unitInterval(levels), channelNames: channelNames.colour });
    },
    get grey() {
      return (made.grey ??= { image: unitInterval(luma(levels)), channelNames: channelNames.grey });
    },
    channelNames,
  };
}

/**
 * A state with its picture in colour or in grey.
 *
 * @template {{pictures: Pictures}} Lab
 * @param {Lab} lab
 * @param {boolean} color
 * @returns {Lab & Picture}
 */
export function inColours(lab, color) {
  return { ...lab, ...(color ? lab.pictures.colour : lab.pictures.grey) };
}

/**
 * Grey bytes: the luma of ITU-R BT.601 in the whole numbers that Pillow reckons in, to the very byte.
 *
 * @param {Tensor} levels bytes (rows, columns, 3)
 * @returns {Tensor} bytes (rows, columns, 1)
 */
export function luma({ data, shape: [rows, columns] }) {
  const grey = new Uint8Array(rows * columns);
  for (let cell = 0, from = 0; cell < grey.length; cell += 1, from += 3) {
    grey[cell] = (19595 * data[from] + 38470 * data[from + 1] + 7471 * data[from + 2] + 0x8000) >> 16;
  }
  return { shape: [rows, columns, 1], data: grey };
}

/** Bytes, 0 … 255, as numbers in [0, 1]. */
function unitInterval({ data, shape }) {
  const values = new Float32Array(data.length);
  for (let index = 0; index < data.length; index += 1) values[index] = data[index] / 255;
  return { shape, data: values };
}

function alike(one, other) {
  if (one.shape.join() !== other.shape.join()) return false;
  for (let index = 0; index < one.data.length; index += 1) if (one.data[index] !== other.data[index]) return false;
  return true;
}
