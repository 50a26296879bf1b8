/** The camera's picture, and its newest frame as a small JPEG. */
import { closeCamera, openCamera } from "../intake/camera.js";
import { sizeFor } from "../intake/small_pictures.js";
import { contextOf, element } from "../shared/element.js";

/** Pixels of the shorter side of a frame that is sent. */
const SHORTER = 240;
const QUALITY = 0.85;

/** @param {import("../shared/words.js").Words} words */
export function createVideo(words) {
  const video = element("video", { class: "live-video", playsinline: true, "aria-label": words.picture });
  video.muted = true;
  const canvas = document.createElement("canvas");
  return {
    root: video,
    /**
     * Open the camera, the one that looks away from the visitor if there are two.
     *
     * @returns {Promise<string>} "" or a word that says why there is no picture
     */
    open: () => openCamera(video, { facingMode: "environment", width: { ideal: 640 } }),
    close: () => closeCamera(video),
    /** @returns {string | null} the newest frame as a data URL */
    frame() {
      if (!video.srcObject || !video.videoWidth) return null;
      [canvas.width, canvas.height] = sizeFor(video.videoWidth, video.videoHeight, { shorter: SHORTER });
      contextOf(canvas).drawImage(video, 0, 0, canvas.width, canvas.height);
      return canvas.toDataURL("image/jpeg", QUALITY);
    },
  };
}
