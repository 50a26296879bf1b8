/**
 * The gallery of pictures as a Streamlit component. One Tab stop: arrow keys move between the tiles, Enter chooses.
 *
 * @typedef {{name: string, label: string, image: number, place: number, places: number}} Tile `image` counts in `images`
 * @typedef {{tiles: Tile[], images: string[], chosen: string, label: string, keys: string}} Gallery
 */

import { around, element, focusedIn, listen } from "../shared/element.js";
import { nextTile } from "../shared/grid_keys.js";

/** @typedef {{root: HTMLElement, content: string, focused: string, pick: (name: string) => void}} Kept */

/** @type {WeakMap<Node, Kept>} */
const galleries = new WeakMap();

/** @param {{data: Gallery, parentElement: Node, setTriggerValue: (name: string, value: string) => void}} component */
export default function pictureGallery({ data, parentElement, setTriggerValue }) {
  const gallery = galleries.get(parentElement) ?? create(parentElement);
  gallery.pick = (name) => setTriggerValue("pick", name);
  draw(gallery, data);
}

/** @param {Node} parentElement @returns {Kept} */
function create(parentElement) {
  const root = element("div", { class: "cl-view gallery", role: "group" });
  /** @type {Kept} */
  const gallery = { root, content: "", focused: "", pick: () => {} };
  // The listeners live and die with the root, which Streamlit removes together with the component.
  const { signal } = new AbortController();
  listen(root, "click", (event) => chosenBy(gallery, event), signal);
  listen(root, "keydown", (event) => moved(gallery, event), signal);
  listen(root, "focusin", (event) => focused(gallery, /** @type {HTMLElement} */ (event.target)), signal);
  parentElement.appendChild(root);
  galleries.set(parentElement, gallery);
  return gallery;
}

/** @param {Kept} gallery @param {Gallery} data */
function draw(gallery, { tiles, images, chosen, label, keys }) {
  const { root } = gallery;
  root.setAttribute("aria-label", `${label}. ${keys}`);
  const content = JSON.stringify([tiles, images]);
  if (gallery.content !== content) {
    const hadFocus = root.contains(focusedIn(root));
    root.replaceChildren(...tiles.map((tile) => tileOf(tile, images[tile.image])));
    gallery.content = content;
    if (hadFocus) buttonOf(root, gallery.focused)?.focus();
  }
  for (const button of buttonsOf(root)) button.setAttribute("aria-pressed", String(button.dataset.name === chosen));
  if (!buttonOf(root, gallery.focused)) gallery.focused = buttonOf(root, chosen) ? chosen : tiles[0].name;
  setTabStop(gallery);
}

/** @param {Tile} tile @param {string} image */
function tileOf({ name, label, place, places }, image) {
  const style = { "background-image": `url("${image}")`, "--place": place, "--places": places };
  return element(
    "button",
    { class: "gallery-tile", type: "button", dataset: { name } },
    element("span", { class: "gallery-image", "aria-hidden": "true", style }),
    element("span", { class: "gallery-label" }, label),
  );
}

/** @param {HTMLElement} root */
function buttonsOf(root) {
  return /** @type {HTMLElement[]} */ ([...root.children]);
}

/** @param {HTMLElement} root @param {string} name */
function buttonOf(root, name) {
  return buttonsOf(root).find((button) => button.dataset.name === name);
}

/** @param {Kept} gallery @param {Event} event */
function chosenBy(gallery, event) {
  const button = around(event, ".gallery-tile");
  if (button) gallery.pick(nameOf(button));
}

/** @param {Kept} gallery @param {KeyboardEvent} event */
function moved({ root }, event) {
  const buttons = buttonsOf(root);
  const columns = getComputedStyle(root).gridTemplateColumns.split(" ").length;
  const target = nextTile(
    event.key,
    buttons.indexOf(/** @type {HTMLElement} */ (event.target)),
    columns,
    buttons.length,
  );
  if (target === null) return;
  event.preventDefault();
  buttons[target].focus();
}

/** @param {Kept} gallery @param {HTMLElement} button */
function focused(gallery, button) {
  gallery.focused = nameOf(button);
  setTabStop(gallery);
}

/** @param {HTMLElement} button */
function nameOf(button) {
  return button.dataset.name ?? "";
}

/** @param {Kept} gallery */
function setTabStop({ root, focused: name }) {
  for (const button of buttonsOf(root)) button.tabIndex = button.dataset.name === name ? 0 : -1;
}
