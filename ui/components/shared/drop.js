/** Files that are dropped on an element. */
import { listen } from "./element.js";

/**
 * @param {HTMLElement} root
 * @param {string} over the class that the element has while something is held over it
 * @param {(transfer: DataTransfer) => void} onTransfer
 * @param {AbortSignal} signal
 */
export function dropOn(root, over, onTransfer, signal) {
  const mark = (held) => root.classList.toggle(over, held);
  listen(root, "dragover", (event) => {
    event.preventDefault();
    mark(true);
  }, signal);
  listen(root, "dragleave", ({ relatedTarget }) => root.contains(relatedTarget) || mark(false), signal);
  listen(root, "drop", (event) => {
    event.preventDefault();
    mark(false);
    onTransfer(event.dataTransfer);
  }, signal);
}
