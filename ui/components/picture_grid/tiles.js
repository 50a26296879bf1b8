/** The tiles of the grid. One Tab stop: arrow keys move between them, and the one that has the focus is enlarged. */

import { nextTile } from "../shared/grid_keys.js";
import { around, element, focusedIn, listen } from "../shared/element.js";
import { paint } from "../maps/pixels.js";

/**
 * @typedef {import("../shared/payload.js").Tensor} Tensor
 * @typedef {import("./view.js").GridEntry} GridEntry
 */
/**
 * @param {{onChoose: (index: number) => void}} callbacks
 * @param {AbortSignal} signal
 */
export function createTiles({ onChoose }, signal) {
  const root = element("div", { class: "grid-tiles", role: "group" });
  const buttons = () => /** @type {HTMLElement[]} */ ([...root.children]);
  const indexOf = (/** @type {EventTarget | null} */ target) => {
    const tile = around({ target }, ".grid-tile");
    return tile ? buttons().indexOf(tile) : -1;
  };

  listen(root, "click", ({ target }) => indexOf(target) >= 0 && onChoose(indexOf(target)), signal);
  listen(root, "focusin", ({ target }) => indexOf(target) >= 0 && onChoose(indexOf(target)), signal);
  listen(root, "keydown", (event) => {
    const columns = getComputedStyle(root).gridTemplateColumns.split(" ").length;
    const target = nextTile(event.key, indexOf(event.target), columns, root.children.length);
    if (target === null) return;
    event.preventDefault();
    buttons()[target].focus();
  }, signal);

  return {
    root,
    /**
     * Draw other pictures; the focus stays at its place.
     *
     * @param {Tensor} images
     * @param {import("./view.js").GridHeader} header
     */
    draw(images, { pictures, columns, label, words }) {
      const focused = indexOf(focusedIn(root));
      root.setAttribute("aria-label", `${label}. ${words.keys}`);
      root.style.setProperty("--columns", String(columns));
      root.replaceChildren(...pictures.map((picture, index) => tile(images, index, picture)));
      if (focused >= 0) buttons()[Math.min(focused, pictures.length - 1)]?.focus();
    },
    /** Mark the enlarged picture. @param {number} index */
    choose(index) {
      buttons().forEach((button, place) => {
        button.setAttribute("aria-pressed", String(place === index));
        button.tabIndex = place === index ? 0 : -1;
      });
    },
  };
}

/** @param {Tensor} images @param {number} index @param {GridEntry} entry */
function tile(images, index, { label, detail }) {
  const canvas = element("canvas", { class: "grid-picture", "aria-hidden": "true" });
  paint(canvas, images, index);
  return element(
    "button",
    { type: "button", class: "grid-tile", "aria-label": detail ? `${label}, ${detail}` : label, title: label },
    canvas,
    element("span", { class: "grid-label", "aria-hidden": "true" }, label),
  );
}
