/** Picture files made small before they travel: the server gets what a network needs, and the page keeps a thumbnail. */

import { contextOf } from "../shared/element.js";
import { base64 } from "../shared/payload.js";

/**
 * @typedef {[width: number, height: number]} Size pixels
 * @typedef {{name: string, url: string, large?: boolean, thumbnail: string}} Travelling `url` and `thumbnail` are data URLs, or
 *   ""; `large`: it is not even sent
 */

/** Pixels of the longer side of a picture that is collected for a class. */
const LONGEST = 256;
/** Pixels of the shorter side of a picture that goes into the gallery. */
const SHORTER = 256;
/** Pixels of the longer side of a picture that comes alone, as the server keeps it. */
const LONGER = 1024;
/** Pixels of a thumbnail's side. */
const THUMBNAIL = 96;
/** Bytes of a file that the browser cannot read and the server perhaps can. */
export const MOST_RAW = 8_000_000;
/** Pixels that a file may have is for the browser to say; its bytes are bounded here, so that it is not even opened. */
const MOST_BYTES = 40_000_000;
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
 * @returns {Size}
 */
export function sizeFor(width, height, { shorter = Infinity, longer = Infinity }) {
  const scale = Math.min(1, shorter / Math.min(width, height), longer / Math.max(width, height));
  return [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
}

/** @param {ImageBitmap | HTMLVideoElement} source @returns {Size} */
const sizeOf = (source) =>
  source instanceof HTMLVideoElement ? [source.videoWidth, source.videoHeight] : [source.width, source.height];

/**
 * Draw a picture as a JPEG. Transparency becomes white.
 *
 * @param {ImageBitmap | HTMLVideoElement} source
 * @param {Size} size
 * @param {number} quality in (0, 1]
 * @param {number[]} [part] left, top, width and height of what is drawn of the source; all of it where it is missing
 * @returns {string} a data URL
 */
function jpegOf(source, [width, height], quality, part) {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const context = contextOf(canvas);
  context.fillStyle = "white";
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = "high";
  const [left, top, wide, tall] = part ?? [0, 0, ...sizeOf(source)];
  context.drawImage(source, left, top, wide, tall, 0, 0, width, height);
  return canvas.toDataURL("image/jpeg", quality);
}

/**
 * Make a picture for a class: a file, or a frame of the camera, as a small JPEG. A photo stands upright.
 *
 * @param {Blob | HTMLVideoElement} source
 * @returns {Promise<string>} a data URL
 * @throws if the browser cannot read it
 */
export async function shrink(source) {
  const picture = source instanceof Blob ? await createImageBitmap(source) : source;
  try {
    return jpegOf(picture, sizeFor(...sizeOf(picture), { longer: LONGEST }), QUALITY.among);
  } finally {
    if (picture instanceof ImageBitmap) picture.close();
  }
}

/**
 * Shrink the files that are chosen, dropped or pasted for a class, one after the other, so that a folder of photos does not
 * fill the memory; those that cannot be read are named.
 *
 * @param {Iterable<File>} files
 * @param {{onPicture(name: string, url: string): void, onRefused(name: string, reason: string): void}} callbacks
 *   reasons are words of the catalogue
 * @param {AbortSignal} signal
 */
export async function shrinkAll(files, { onPicture, onRefused }, signal) {
  for (const file of [...files]) {
    const reason = reasonAgainst(file);
    if (reason) {
      onRefused(file.name, reason);
      continue;
    }
    try {
      const url = await shrink(file);
      if (signal.aborted) return;
      onPicture(file.name, url);
    } catch {
      onRefused(file.name, "file_unreadable");
    }
  }
}

/**
 * Say why a file is left out before it is opened, as a word of the catalogue, or null.
 *
 * @param {{name: string, type: string, size: number}} file
 */
export function reasonAgainst({ name, type, size }) {
  if (/\.zip$/i.test(name)) return "file_zip";
  if (type && !type.startsWith("image/")) return "file_no_picture";
  if (type === "image/svg+xml") return "file_no_picture";
  if (size === 0) return "file_empty";
  return size > MOST_BYTES ? "file_large" : null;
}

/**
 * Make a file ready for the gallery. What the browser cannot read goes as it is: the server reads more kinds, and says what
 * is wrong.
 *
 * @param {File} file
 * @param {boolean} alone true if it is the only one
 * @returns {Promise<Travelling>}
 */
export async function prepareFile(file, alone) {
  try {
    const bitmap = await createImageBitmap(file);
    try {
      const limits = alone ? { longer: LONGER } : { shorter: SHORTER, longer: 4 * SHORTER };
      const size = sizeFor(bitmap.width, bitmap.height, limits);
      const whole = size[0] === bitmap.width && size[1] === bitmap.height &&
        (await asItIs(file, AS_IT_IS[alone ? "alone" : "among"]));
      const url = whole || jpegOf(bitmap, size, alone ? QUALITY.alone : QUALITY.among);
      return { name: file.name, url, thumbnail: alone ? "" : thumbnailOf(bitmap) };
    } finally {
      bitmap.close();
    }
  } catch {
    return { name: file.name, thumbnail: "", ...(await rawFile(file)) };
  }
}

/**
 * A small file as a data URL; "" for one that is large, or that only the browser can read.
 *
 * @param {File} file
 * @param {number} most bytes
 */
async function asItIs(file, most) {
  if (file.size > most) return "";
  const bytes = new Uint8Array(await file.arrayBuffer());
  return isPicture(bytes) ? urlOf(bytes) : "";
}

/** @param {File} file that the browser cannot read @returns {Promise<{url: string, large?: boolean}>} */
async function rawFile(file) {
  try {
    const head = new Uint8Array(await file.slice(0, HEAD).arrayBuffer());
    if (!isPicture(head)) return { url: urlOf(head) };
    if (file.size > MOST_RAW) return { url: "", large: true };
    return { url: urlOf(new Uint8Array(await file.arrayBuffer())) };
  } catch {
    return { url: urlOf(new Uint8Array()) }; // it has gone since it was chosen
  }
}

/**
 * Return true if a file's first bytes are those of a picture that the server reads.
 *
 * @param {Uint8Array} bytes
 */
function isPicture(bytes) {
  const start = String.fromCharCode(...bytes.subarray(0, 16));
  return STARTS.some((pattern) => pattern.test(start));
}

/** @param {ImageBitmap} bitmap */
function thumbnailOf(bitmap) {
  const side = Math.min(bitmap.width, bitmap.height);
  const middle = [(bitmap.width - side) / 2, (bitmap.height - side) / 2, side, side];
  return jpegOf(bitmap, [THUMBNAIL, THUMBNAIL], QUALITY.thumbnail, middle);
}

/** @param {Uint8Array} bytes */
const urlOf = (bytes) => `data:application/octet-stream;base64,${base64(bytes)}`;
