/**
 * Reads what `ui/components/payload.py` packs: a small JSON header and arrays as raw little-endian bytes.
 *
 * Layout: 4 bytes "CLP1" · uint32 length of the JSON · JSON {header, arrays: [{name, dtype, shape, offset}]} · zeros
 * up to a multiple of 8 · the data section, in which every array starts at a multiple of 8.
 *
 * @typedef {{data: Float32Array | Uint8Array | Int32Array, shape: number[]}} Tensor
 * @typedef {{name: string, dtype: string, shape: number[], offset: number}} Entry of an array, in the head
 */

const MAGIC = "CLP1";
const PREFIX_BYTES = 8;
/** @type {Record<string, typeof Float32Array | typeof Uint8Array | typeof Int32Array>} */
const ARRAY_TYPES = { float32: Float32Array, uint8: Uint8Array, int32: Int32Array };

/**
 * Unpack a payload. The arrays are views on the payload's own bytes wherever it lies on a multiple of 8 in memory.
 *
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @returns {{header: any, arrays: Record<string, Tensor>}}
 * @throws {Error} if the bytes are no payload, are cut short, or name an array that does not fit.
 */
export function unpack(bytes) {
  const payload = bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
  const { header, arrays, dataStart } = readHead(payload);
  const data = payload.subarray(dataStart);
  return { header, arrays: Object.fromEntries(arrays.map((entry) => [entry.name, tensorOf(entry, data)])) };
}

/**
 * @param {Uint8Array<ArrayBuffer>} payload
 * @returns {{header: any, arrays: Entry[], dataStart: number}}
 */
function readHead(payload) {
  if (payload.length < PREFIX_BYTES) {
    throw new Error(`A payload is at least ${PREFIX_BYTES} bytes long. Received: ${payload.length} bytes.`);
  }
  const magic = String.fromCharCode(...payload.subarray(0, 4));
  if (magic !== MAGIC) throw new Error(`A payload starts with "${MAGIC}". Received: ${JSON.stringify(magic)}.`);
  const length = new DataView(payload.buffer, payload.byteOffset, payload.length).getUint32(4, true);
  const end = PREFIX_BYTES + length;
  if (end > payload.length) {
    throw new Error(
      `A payload holds the ${length} bytes of its header. Received: ${payload.length - PREFIX_BYTES} bytes.`,
    );
  }
  const { header, arrays } = parse(payload.subarray(PREFIX_BYTES, end));
  return { header, arrays, dataStart: Math.ceil(end / 8) * 8 };
}

/** @param {Uint8Array} bytes @returns {{header: any, arrays: Entry[]}} */
function parse(bytes) {
  const text = new TextDecoder().decode(bytes);
  let head = null;
  try {
    head = JSON.parse(text);
  } catch {
    // Told below, together with JSON of the wrong form.
  }
  if (head?.header === undefined || !Array.isArray(head.arrays)) {
    throw new Error(`A payload's head is JSON with "header" and "arrays". Received: ${text.slice(0, 80)}`);
  }
  return head;
}

/** @param {Entry} entry @param {Uint8Array<ArrayBuffer>} data @returns {Tensor} */
function tensorOf({ name, dtype, shape, offset }, data) {
  const ArrayType = Object.hasOwn(ARRAY_TYPES, dtype) ? ARRAY_TYPES[dtype] : null;
  if (!ArrayType) {
    throw new Error(`Array "${name}" is of type ${Object.keys(ARRAY_TYPES).join(", ")}. Received: ${dtype}.`);
  }
  const whole = (/** @type {number} */ number) => Number.isSafeInteger(number) && number >= 0;
  if (!Array.isArray(shape) || !shape.every(whole) || !whole(offset) || offset % 8) {
    throw new Error(
      `Array "${name}" has a shape of whole numbers and an offset that is a multiple of 8. ` +
        `Received: shape ${JSON.stringify(shape)}, offset ${offset}.`,
    );
  }
  const length = shape.reduce((product, size) => product * size, 1);
  const available = Math.max(0, data.length - offset);
  if (length * ArrayType.BYTES_PER_ELEMENT > available) {
    throw new Error(
      `Array "${name}" of shape [${shape}] takes ${length * ArrayType.BYTES_PER_ELEMENT} bytes. ` +
        `Received: ${available} bytes.`,
    );
  }
  // An empty array may stand at the very end, where no view can start.
  return { data: length ? new ArrayType(data.buffer, data.byteOffset + offset, length) : new ArrayType(0), shape };
}

/**
 * Write bytes as the letters in which they travel back to the server.
 *
 * @param {Uint8Array} bytes
 */
export function base64(bytes) {
  let text = "";
  for (let start = 0; start < bytes.length; start += 8192) {
    text += String.fromCharCode(...bytes.subarray(start, start + 8192));
  }
  return btoa(text);
}
