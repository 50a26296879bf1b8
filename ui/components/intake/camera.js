/** The camera: opened and closed, and, for one class, picture after picture while its button is held, by pointer or by key. */

import { element, listen } from "../shared/element.js";

/** @typedef {import("../shared/words.js").Words} Words */

/** Milliseconds from one picture to the next. */
const PACE = 120;
const HOLDING_KEYS = new Set([" ", "Enter"]);
/**
 * Name of what getUserMedia throws → the word that says what to do.
 *
 * @type {Record<string, string>}
 */
const REFUSALS = {
  NotAllowedError: "camera_refused",
  SecurityError: "camera_refused",
  NotFoundError: "camera_none",
  OverconstrainedError: "camera_none",
  NotReadableError: "camera_busy",
  AbortError: "camera_busy",
};

/**
 * Open the camera and play it in an element.
 *
 * @param {HTMLVideoElement} video
 * @param {MediaTrackConstraints} wanted
 * @returns {Promise<string>} "" or a word that says why there is no picture
 */
export async function openCamera(video, wanted) {
  try {
    if (!navigator.mediaDevices?.getUserMedia) throw new DOMException("", "Insecure");
    video.srcObject = await navigator.mediaDevices.getUserMedia({ video: wanted, audio: false });
    await video.play();
    return "";
  } catch (error) {
    closeCamera(video);
    const name = error instanceof Error || error instanceof DOMException ? error.name : "";
    return Object.hasOwn(REFUSALS, name) ? REFUSALS[name] : "camera_insecure";
  }
}

/**
 * Stop the camera that plays in an element, if there is one.
 *
 * @param {HTMLVideoElement} video
 */
export function closeCamera(video) {
  if (video.srcObject instanceof MediaStream) { for (const track of video.srcObject.getTracks()) track.stop(); }
  video.srcObject = null;
}

/**
 * Make the camera of one class.
 *
 * @param {Words} words
 * @param {{onFrame(video: HTMLVideoElement): void, onClose(): void}} callbacks
 */
export function createCamera(words, { onFrame, onClose }) {
  const abort = new AbortController();
  const video = element("video", { class: "collect-video", playsinline: true, "aria-label": words.camera_picture });
  video.muted = true;
  const hold = element("button", { type: "button", class: "cl-button collect-hold", disabled: true }, words.hold);
  const close = element("button", { type: "button", class: "cl-button" }, words.camera_close);
  const status = element("p", { class: "collect-status", role: "status" }, words.camera_starting);
  const buttons = element("div", { class: "cl-buttons" }, hold, close);
  const root = element("div", { class: "collect-camera" }, video, status, buttons);
  const stop = whileHeld(hold, () => video.srcObject && onFrame(video), abort.signal);
  listen(close, "click", onClose, abort.signal);
  openCamera(video, { width: 640, height: 480 }).then((refused) => {
    if (abort.signal.aborted) return closeCamera(video);
    status.textContent = refused ? words[refused] : "";
    status.classList.toggle("collect-problem", Boolean(refused));
    video.hidden = hold.hidden = Boolean(refused);
    hold.disabled = false;
    hold.focus();
  });

  return {
    root,
    destroy() {
      abort.abort();
      stop();
      closeCamera(video);
      root.remove();
    },
  };
}

/**
 * Act at once and then at a steady pace while a button is held.
 *
 * @param {HTMLButtonElement} button
 * @param {() => void} act
 * @param {AbortSignal} signal
 * @returns {() => void} what ends it
 */
function whileHeld(button, act, signal) {
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let timer;
  const start = () => {
    if (timer !== undefined) return;
    button.setAttribute("aria-pressed", "true");
    act();
    timer = setInterval(act, PACE);
  };
  const stop = () => {
    clearInterval(timer);
    timer = undefined;
    button.removeAttribute("aria-pressed");
  };
  listen(button, "pointerdown", (event) => {
    button.setPointerCapture(event.pointerId);
    start();
  }, signal);
  for (const type of ["pointerup", "pointercancel", "lostpointercapture", "blur"]) listen(button, type, stop, signal);
  listen(button, "contextmenu", (event) => event.preventDefault(), signal);
  listen(button, "keydown", (event) => {
    if (!HOLDING_KEYS.has(event.key)) return;
    event.preventDefault();
    start();
  }, signal);
  listen(button, "keyup", ({ key }) => HOLDING_KEYS.has(key) && stop(), signal);
  return stop;
}
