/**
 * Changes of a picture by hand: cover a part, blur it, or move it. Pure functions on uint8 (rows, columns, 3).
 *
 * @typedef {{data: Uint8Array, shape: number[]}} Pixels
 */

/** The picture's mean colour. @param {Pixels} picture @returns {number[]} */
export function meanColour({ data }) {
  const sums = [0, 0, 0];
  for (let index = 0; index < data.length; index += 1) sums[index % 3] += data[index];
  return sums.map((sum) => Math.round((3 * sum) / data.length));
}

/** A picture with pixels of its own. @param {Pixels} picture @returns {Pixels} */
export const copyOf = ({ data, shape }) => ({ data: Uint8Array.from(data), shape });

/**
 * Places on a straight line, both ends among them, none further from the next than so much.
 *
 * @param {{row: number, column: number}} from
 * @param {{row: number, column: number}} to
 * @param {number} step
 */
export function along(from, to, step) {
  const [down, across] = [to.row - from.row, to.column - from.column];
  const count = Math.max(1, Math.ceil(Math.hypot(down, across) / step));
  return Array.from(
    { length: count + 1 },
    (_, index) => ({ row: from.row + (down * index) / count, column: from.column + (across * index) / count }),
  );
}

/**
 * Every pixel averaged with those around it.
 *
 * @param {Pixels} picture
 * @param {number} radius pixels to each side
 * @returns {Pixels}
 */
export function blurred({ data, shape: [rows, columns] }, radius) {
  const across = averaged(Float32Array.from(data), rows, columns, radius, 3, columns * 3);
  const down = averaged(across, columns, rows, radius, columns * 3, 3);
  return { data: Uint8Array.from(down, Math.round), shape: [rows, columns, 3] };
}

/**
 * A running mean along one axis; at the ends fewer pixels are averaged.
 *
 * @param {Float32Array} data
 * @param {number} lines
 * @param {number} length of a line
 * @param {number} radius
 * @param {number} step from one pixel of a line to the next
 * @param {number} lineStep from one line to the next
 */
function averaged(data, lines, length, radius, step, lineStep) {
  const result = new Float32Array(data.length);
  for (let line = 0; line < lines; line += 1) {
    for (let part = 0; part < 3; part += 1) {
      const start = line * lineStep + part;
      let [sum, count] = [0, 0];
      for (let place = 0; place < Math.min(radius, length); place += 1, count += 1) sum += data[start + place * step];
      for (let place = 0; place < length; place += 1) {
        if (place + radius < length) [sum, count] = [sum + data[start + (place + radius) * step], count + 1];
        if (place - radius - 1 >= 0) [sum, count] = [sum - data[start + (place - radius - 1) * step], count - 1];
        result[start + place * step] = sum / count;
      }
    }
  }
  return result;
}

/**
 * A round spot of one picture laid over another, in place.
 *
 * @param {Pixels} target
 * @param {(cell: number, part: number) => number} source what a pixel of the spot gets
 * @param {number} row of its middle
 * @param {number} column
 * @param {number} radius
 */
export function spot({ data, shape: [rows, columns] }, source, row, column, radius) {
  for (let down = Math.max(0, Math.ceil(row - radius)); down <= Math.min(rows - 1, row + radius); down += 1) {
    for (
      let right = Math.max(0, Math.ceil(column - radius));
      right <= Math.min(columns - 1, column + radius);
      right += 1
    ) {
      if ((down - row) ** 2 + (right - column) ** 2 > radius ** 2) continue;
      const cell = down * columns + right;
      for (let part = 0; part < 3; part += 1) data[cell * 3 + part] = source(cell, part);
    }
  }
}

/**
 * The part under a round spot carried to another place; where it was there is the mean colour.
 *
 * @param {Pixels} picture
 * @param {{row: number, column: number}} from
 * @param {{row: number, column: number}} to
 * @param {number} radius
 * @returns {Pixels} a new picture
 */
export function movedSpot(picture, from, to, radius) {
  const [rows, columns] = picture.shape;
  const made = copyOf(picture);
  const mean = meanColour(picture);
  spot(made, (_, part) => mean[part], from.row, from.column, radius);
  const [down, right] = [Math.round(to.row - from.row), Math.round(to.column - from.column)];
  const taken = (/** @type {number} */ cell, /** @type {number} */ part) => {
    const [row, column] = [Math.floor(cell / columns) - down, (cell % columns) - right];
    const inside = row >= 0 && row < rows && column >= 0 && column < columns;
    return inside ? picture.data[(row * columns + column) * 3 + part] : mean[part];
  };
  spot(made, taken, from.row + down, from.column + right, radius);
  return made;
}
