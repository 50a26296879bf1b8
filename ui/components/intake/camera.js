/** The camera of one class: while its button is held, by pointer or by key, picture after picture is taken. */

import { element, listen } from "../shared/element.js";

/** Milliseconds from one picture to the next. */
const PACE = 120;
const HOLDING_KEYS = new Set([" ", "Enter"]);
/** Name of what getUserMedia throws → the word that says what to do. */
export const REFUSALS = {
  NotAllowedError: "camera_refused",
  SecurityError: "camera_refused",
  NotFoundError: "camera_none",
  OverconstrainedError: "camera_none",
  NotReadableError: "camera_busy",
  AbortError: "camera_busy",
};

/**
 * @param {Object<string, string>} words
 * @param {{onFrame(video: HTMLVideoElement): void, onClose(): void}} callbacks
 */
export function createCamera(words, { onFrame, onClose }) {
  const abort = new AbortController();
  const { signal } = abort;
  const video = element("video", { class: "collect-video", playsinline: true, "aria-label": words.camera_picture });
  video.muted = true;
  const hold = element("button", { type: "button", class: "cl-button collect-hold", disabled: true }, words.hold);
  const close = element("button", { type: "button", class: "cl-button" }, words.camera_close);
  const status = element("p", { class: "collect-status", role: "status" }, words.camera_starting);
  const root = element(
    "div",
    { class: "collect-camera" },
    video,
    status,
    element("div", { class: "cl-buttons" }, hold, close),
  );
  let stream = null;
  let timer = null;

  const start = () => {
    if (timer !== null || !stream) return;
    hold.setAttribute("aria-pressed", "true");
    onFrame(video);
    timer = setInterval(() => onFrame(video), PACE);
  };
  const stop = () => {
    clearInterval(timer);
    timer = null;
    hold.removeAttribute("aria-pressed");
  };

  listen(hold, "pointerdown", (event) => {
    hold.setPointerCapture(event.pointerId);
    start();
  }, signal);
  for (const type of ["pointerup", "pointercancel", "lostpointercapture", "blur"]) listen(hold, type, stop, signal);
  listen(hold, "contextmenu", (event) => event.preventDefault(), signal);
  listen(hold, "keydown", (event) => {
    if (!HOLDING_KEYS.has(event.key)) return;
    event.preventDefault();
    start();
  }, signal);
  listen(hold, "keyup", ({ key }) => HOLDING_KEYS.has(key) && stop(), signal);
  listen(close, "click", onClose, signal);
  open();

  async function open() {
    try {
      if (!navigator.mediaDevices?.getUserMedia) throw new DOMException("", "Insecure");
      const opened = await navigator.mediaDevices.getUserMedia({ video: { width: 640, height: 480 }, audio: false });
      if (signal.aborted) return end(opened);
      stream = opened;
      video.srcObject = stream;
      await video.play();
      hold.disabled = false;
      status.textContent = "";
      hold.focus();
    } catch (error) {
      if (!signal.aborted) refuse(error);
    }
  }

  function refuse(error) {
    status.textContent = words[Object.hasOwn(REFUSALS, error.name) ? REFUSALS[error.name] : "camera_insecure"];
    status.classList.add("collect-problem");
    video.hidden = true;
    hold.hidden = true;
  }

  return {
    root,
    destroy() {
      abort.abort();
      stop();
      if (stream) end(stream);
      root.remove();
    },
  };
}

function end(stream) {
  for (const track of stream.getTracks()) track.stop();
}
