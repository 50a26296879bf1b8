/** The pictures of one class, small, newest first; each is a button that removes it. One Tab stop, arrow keys move. */

import { nextTile } from "../shared/grid_keys.js";
import { around, element, focusedIn, listen } from "../shared/element.js";
import { say } from "../shared/words.js";

/**
 * @typedef {{name: string, url: string}} Thumbnail
 *
 * @param {Object<string, string>} words
 * @param {{onRemove(picture: string): void}} callbacks
 * @param {AbortSignal} signal
 */
export function createThumbnails(words, { onRemove }, signal) {
  const root = element("div", { class: "collect-thumbnails", role: "group" });
  const buttons = () => /** @type {HTMLElement[]} */ ([...root.children]);
  const indexOf = (/** @type {EventTarget | null} */ target) => {
    const button = around({ target }, "button");
    return button ? buttons().indexOf(button) : -1;
  };
  let drawn = "";

  listen(root, "click", ({ target }) => indexOf(target) >= 0 && remove(indexOf(target)), signal);
  listen(root, "focusin", ({ target }) => tabStop(indexOf(target)), signal);
  listen(root, "keydown", (event) => {
    const index = indexOf(event.target);
    if (event.key === "Delete" || event.key === "Backspace") remove(index);
    const columns = getComputedStyle(root).gridTemplateColumns.split(" ").length;
    const target = nextTile(event.key, index, columns, root.children.length);
    if (target === null) return;
    event.preventDefault();
    buttons()[target].focus();
  }, signal);

  /** @param {number} index */
  function remove(index) {
    const button = buttons()[index];
    button.classList.add("collect-leaving");
    onRemove(button.dataset.name ?? "");
  }

  /** @param {number} index */
  function tabStop(index) {
    buttons().forEach((button, place) => (button.tabIndex = place === Math.max(0, index) ? 0 : -1));
  }

  return {
    root,
    /** @param {Thumbnail[]} pictures @param {string} name */
    draw(pictures, name) {
      root.setAttribute("aria-label", say(words, "thumbnails", { name }));
      const content = JSON.stringify([pictures.map((picture) => picture.name), name]);
      if (content === drawn) return;
      drawn = content;
      const focused = indexOf(focusedIn(root));
      root.replaceChildren(...pictures.map((picture, index) => thumbnail(picture, index, words)));
      tabStop(focused);
      if (focused >= 0 && pictures.length) buttons()[Math.min(focused, pictures.length - 1)].focus();
    },
  };
}

/** @param {Thumbnail} picture @param {number} index @param {Object<string, string>} words */
function thumbnail({ name, url }, index, words) {
  const label = say(words, "remove_picture", { number: index + 1 });
  return element("button", {
    type: "button",
    class: "collect-thumbnail",
    "aria-label": label,
    title: label,
    dataset: { name },
  }, element("img", { src: url, alt: "", width: 48, height: 48 }));
}
