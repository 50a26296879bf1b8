/** The camera's picture, and its newest frame as a small JPEG. */
import { REFUSALS } from "../intake/camera.js";
import { sizeFor } from "../intake/small.js";
import { element } from "../shared/element.js";

/** Pixels of the shorter side of a frame that is sent. */
const SHORTER = 240;
const QUALITY = 0.85;

/** @param {Object<string, string>} words */
export function createVideo(words) {
  const video = element("video", { class: "live-video", playsinline: true, "aria-label": words.picture });
  video.muted = true;
  const canvas = document.createElement("canvas");
  let stream = null;

  function close() {
    for (const track of stream?.getTracks() ?? []) track.stop();
    stream = null;
    video.srcObject = null;
  }

  return {
    root: video,
    /**
     * Open the camera, the one that looks away from the visitor if there are two.
     *
     * @returns {Promise<string>} "" or a word that says why there is no picture
     */
    async open() {
      try {
        if (!navigator.mediaDevices?.getUserMedia) throw new DOMException("", "Insecure");
        stream = await navigator.mediaDevices.getUserMedia({
          video: { facingMode: "environment", width: { ideal: 640 } },
          audio: false,
        });
        video.srcObject = stream;
        await video.play();
        return "";
      } catch (error) {
        close();
        return Object.hasOwn(REFUSALS, error.name) ? REFUSALS[error.name] : "camera_insecure";
      }
    },
    close,
    /** @returns {string|null} the newest frame as a data URL */
    frame() {
      if (!stream || !video.videoWidth) return null;
      [canvas.width, canvas.height] = sizeFor(video.videoWidth, video.videoHeight, { shorter: SHORTER });
      canvas.getContext("2d").drawImage(video, 0, 0, canvas.width, canvas.height);
      return canvas.toDataURL("image/jpeg", QUALITY);
    },
  };
}
