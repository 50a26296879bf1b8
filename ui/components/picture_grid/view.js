/**
 * A grid of labelled pictures as a Streamlit component. Which one is enlarged is known here alone; only what is to be
 * done with it is sent.
 */
/**
 * What is said of a picture; `GridEntry` of `ui/components/picture_grid` writes it.
 *
 * @typedef {object} GridEntry
 * @property {string} name what an action on it sends
 * @property {string} label
 * @property {string} detail
 */
/**
 * @typedef {object} GridAction
 * @property {string} name
 * @property {string} word of its button
 */
/**
 * The header of the payload; `GridHeader` of `ui/components/picture_grid` writes it.
 *
 * @typedef {object} GridHeader
 * @property {Record<string, string>} words
 * @property {string} language
 * @property {GridEntry[]} pictures
 * @property {number} columns
 * @property {string} label
 * @property {GridAction[]} actions
 */
/**
 * @typedef {import("../shared/payload.js").Tensor} Tensor
 * @typedef {{action: string, picture: string}} Message
 */

import { element } from "../shared/element.js";
import { mounting } from "../shared/mounting.js";
import { createEnlarged } from "./enlarged.js";
import { createTiles } from "./tiles.js";

/** @param {HTMLElement} parentElement @param {GridHeader} header */
function create(parentElement, { words, language }) {
  const abort = new AbortController();
  /** @type {{header: GridHeader, images: Tensor} | null} */
  let shown = null;
  let chosen = 0;
  /** @type {(message: Message) => void} */
  let send = () => {};
  const tiles = createTiles({ onChoose: choose }, abort.signal);
  const act = (/** @type {string} */ action) => {
    if (shown) send({ action, picture: shown.header.pictures[chosen].name });
  };
  const enlarged = createEnlarged(words, { onAct: act }, abort.signal);
  const root = element("div", { class: "cl-view grid" }, tiles.root, enlarged.root);
  parentElement.append(root);

  /** @param {number} index */
  function choose(index) {
    if (!shown) return;
    chosen = index;
    tiles.choose(index);
    enlarged.draw(shown.images, index, shown.header.pictures[index]);
  }

  return {
    language,
    /** @param {GridHeader} header @param {Tensor} images @param {(message: Message) => void} sendMessage */
    update(header, images, sendMessage) {
      send = sendMessage;
      const same = shown && sameBytes(shown.images.data, images.data) && sameWords(shown.header, header);
      shown = { header, images };
      enlarged.root.hidden = !header.pictures.length;
      enlarged.offer(header.actions);
      if (same || !header.pictures.length) return;
      tiles.draw(images, header);
      choose(Math.min(chosen, header.pictures.length - 1));
    },
    destroy() {
      abort.abort();
      root.remove();
    },
  };
}

/**
 * A rerun of the page sends the same pictures again: what is on screen stays.
 *
 * @param {Tensor["data"]} one
 * @param {Tensor["data"]} other
 */
function sameBytes(one, other) {
  return one.length === other.length && one.every((value, index) => value === other[index]);
}

/** @param {GridHeader} one @param {GridHeader} other */
function sameWords(one, other) {
  return JSON.stringify([one.pictures, one.label]) === JSON.stringify([other.pictures, other.label]);
}

export default mounting({
  make: (parent, { header }) => create(parent, header),
  update: (grid, { header, arrays }, { setTriggerValue }) =>
    grid.update(header, arrays.images, (message) => setTriggerValue("act", message)),
  lingers: true,
});
