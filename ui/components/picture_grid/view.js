/**
 * A grid of labelled pictures as a Streamlit component. Which one is enlarged is known here alone; only what is to be
 * done with it is sent.
 *
 * @typedef {{name: string, label: string, detail: string}} GridPicture
 * @typedef {{pictures: GridPicture[], columns: number, label: string, actions: {name: string, word: string}[],
 *   words: Object<string, string>, language: string}} Header
 */

import { element } from "../shared/element.js";
import { mounting } from "../shared/mounting.js";
import { createEnlarged } from "./enlarged.js";
import { createTiles } from "./tiles.js";

function create(parentElement, { words, language }) {
  const abort = new AbortController();
  let shown = { header: { pictures: [] }, images: null };
  let chosen = 0;
  /** @type {(message: {action: string, picture: string}) => void} */
  let send = () => {};
  const tiles = createTiles({ onChoose: choose }, abort.signal);
  const act = (action) => send({ action, picture: shown.header.pictures[chosen].name });
  const enlarged = createEnlarged(words, { onAct: act }, abort.signal);
  const root = element("div", { class: "cl-view grid" }, tiles.root, enlarged.root);
  parentElement.append(root);

  function choose(index) {
    chosen = index;
    tiles.choose(index);
    enlarged.draw(shown.images, index, shown.header.pictures[index]);
  }

  return {
    language,
    update(header, images, sendMessage) {
      send = sendMessage;
      const same = shown.images && sameBytes(shown.images.data, images.data) && sameWords(shown.header, header);
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

/** A rerun of the page sends the same pictures again: what is on screen stays. */
function sameBytes(one, other) {
  return one.length === other.length && one.every((value, index) => value === other[index]);
}

function sameWords(one, other) {
  return JSON.stringify([one.pictures, one.label]) === JSON.stringify([other.pictures, other.label]);
}

export default mounting({
  make: (parent, { header }) => create(parent, header),
  update: (grid, { header, arrays }, { setTriggerValue }) =>
    grid.update(header, arrays.images, (message) => setTriggerValue("act", message)),
  lingers: true,
});
