/** Pictures are made small before they travel: the server gets what a network needs, and the page keeps a thumbnail. */

/** Pixels of the shorter side of a picture that goes into the gallery. */
export const SHORTER = 256;
/** Pixels of the longer side of a picture that comes alone, as the server keeps it. */
export const LONGER = 1024;
/** Pixels of a thumbnail's side. */
export const THUMBNAIL = 96;
/** Bytes of a file that the browser cannot read and the server perhaps can. */
export const MOST_RAW = 8_000_000;
/** Bytes of a picture that is small enough already and goes as it is, alone and among others. */
const AS_IT_IS = { alone: 1_000_000, among: 100_000 };
/** Bytes that are enough for the server to say what a file is, if it is no picture. */
const HEAD = 4096;
/** JPEG, PNG, WebP, GIF, BMP, TIFF, PPM: files that start otherwise are no pictures for the server either. */
const STARTS = [/^\xff\xd8\xff/, /^\x89PNG/, /^RIFF....WEBP/s, /^GIF8/, /^BM/, /^(II[*+]\0|MM\0[*+])/, /^P[1-6]\s/];
const QUALITY = { alone: 0.95, among: 0.9, thumbnail: 0.8 };

/**
 * The size of a picture that is made no smaller than it has to be.
 *
 * @param {number} width
 * @param {number} height
 * @param {{shorter?: number, longer?: number}} limits pixels of one of the sides
 * @returns {[number, number]}
 */
export function sizeFor(width, height, { shorter = Infinity, longer = Infinity }) {
  const scale = Math.min(1, shorter / Math.min(width, height), longer / Math.max(width, height));
  return [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
}

/** Whether a file's first bytes are those of a picture that the server reads. */
export function isPicture(bytes) {
  const start = String.fromCharCode(...bytes.subarray(0, 16));
  return STARTS.some((pattern) => pattern.test(start));
}

/**
 * A file as it travels. What the browser cannot read goes as it is: the server reads more kinds, and says what is wrong.
 *
 * @param {File} file
 * @param {boolean} alone whether it is the only one
 * @returns {Promise<{name: string, url: string, large?: boolean, thumbnail: string}>} `url` and `thumbnail` are data URLs,
 *   or ""; `large`: it was not even sent
 */
export async function travelling(file, alone) {
  try {
    const bitmap = await createImageBitmap(file);
    try {
      const size = sizeFor(
        bitmap.width,
        bitmap.height,
        alone ? { longer: LONGER } : { shorter: SHORTER, longer: 4 * SHORTER },
      );
      const whole = size[0] === bitmap.width && size[1] === bitmap.height &&
        (await asItIs(file, AS_IT_IS[alone ? "alone" : "among"]));
      const url = whole || drawn(bitmap, size, alone ? QUALITY.alone : QUALITY.among);
      return { name: file.name, url, thumbnail: alone ? "" : thumbnailOf(bitmap) };
    } finally {
      bitmap.close();
    }
  } catch {
    return { name: file.name, thumbnail: "", ...(await untouched(file)) };
  }
}

/** A small file as a data URL; "" for one that is large, or that only the browser can read. */
async function asItIs(file, most) {
  if (file.size > most) return "";
  const bytes = new Uint8Array(await file.arrayBuffer());
  return isPicture(bytes) ? urlOf(bytes) : "";
}

async function untouched(file) {
  try {
    const head = new Uint8Array(await file.slice(0, HEAD).arrayBuffer());
    if (!isPicture(head)) return { url: urlOf(head) };
    if (file.size > MOST_RAW) return { url: "", large: true };
    return { url: urlOf(new Uint8Array(await file.arrayBuffer())) };
  } catch {
    return { url: urlOf(new Uint8Array()) }; // it has gone since it was chosen
  }
}

function drawn(source, [width, height], quality, [left, top, wide, tall] = [0, 0, source.width, source.height]) {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const context = canvas.getContext("2d");
  context.fillStyle = "white";
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = "high";
  context.drawImage(source, left, top, wide, tall, 0, 0, width, height);
  return canvas.toDataURL("image/jpeg", quality);
}

function thumbnailOf(bitmap) {
  const side = Math.min(bitmap.width, bitmap.height);
  const middle = [(bitmap.width - side) / 2, (bitmap.height - side) / 2, side, side];
  return drawn(bitmap, [THUMBNAIL, THUMBNAIL], QUALITY.thumbnail, middle);
}

function urlOf(bytes) {
  let text = "";
  for (let start = 0; start < bytes.length; start += 8192) {
    text += String.fromCharCode(...bytes.subarray(start, start + 8192));
  }
  return `data:application/octet-stream;base64,${btoa(text)}`;
}
