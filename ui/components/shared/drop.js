/** Files that are dropped on an element. */
import { listen } from "./element.js";

/**
 * Take what is dropped on an element.
 *
 * @param {HTMLElement} root
 * @param {string} over the class that the element has while something is held over it
 * @param {(transfer: DataTransfer) => void} onTransfer
 * @param {AbortSignal} signal
 */
export function dropOn(root, over, onTransfer, signal) {
  const mark = (/** @type {boolean} */ held) => root.classList.toggle(over, held);
  listen(root, "dragover", (event) => {
    event.preventDefault();
    mark(true);
  }, signal);
  listen(root, "dragleave", ({ relatedTarget }) => {
    if (!(relatedTarget instanceof Node && root.contains(relatedTarget))) mark(false);
  }, signal);
  listen(root, "drop", (event) => {
    event.preventDefault();
    mark(false);
    if (event.dataTransfer) onTransfer(event.dataTransfer);
  }, signal);
}
