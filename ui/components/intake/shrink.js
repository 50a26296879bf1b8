/** Pictures are made small before they travel: a network sees no more of them. */

/** Pixels of the longer side that a picture has at most when it is sent. */
export const LONGEST = 256;
const QUALITY = 0.9;

/**
 * The size of a picture that is no longer than LONGEST; smaller ones stay as they are.
 *
 * @returns {[number, number]} width and height
 */
export function sizeWithin(width, height, longest = LONGEST) {
  const scale = Math.min(1, longest / Math.max(width, height));
  return [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
}

/**
 * A file, or a frame of the camera, as a small JPEG. Transparency becomes white, a photo stands upright.
 *
 * @param {Blob | HTMLVideoElement | ImageBitmap} source
 * @returns {Promise<string>} a data URL
 * @throws if the browser cannot read it
 */
export async function shrunk(source) {
  if (!(source instanceof Blob)) return drawn(source);
  const picture = await createImageBitmap(source);
  try {
    return drawn(picture);
  } finally {
    picture.close();
  }
}

function drawn(source) {
  const [width, height] = sizeWithin(source.videoWidth ?? source.width, source.videoHeight ?? source.height);
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const context = canvas.getContext("2d");
  context.fillStyle = "white";
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = "high";
  context.drawImage(source, 0, 0, width, height);
  return canvas.toDataURL("image/jpeg", QUALITY);
}
