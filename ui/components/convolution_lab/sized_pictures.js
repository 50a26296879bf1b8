/**
 * The visitor's picture at other sizes, fetched from the server as soon as a size is wanted, without the page (`ui/serving/picture_sizes.py`).
 * Where nobody answers, under `streamlit run`, the view waits for the page as it does for everything else.
 *
 * @typedef {import("./pictures.js").Pictures} Pictures
 */
import { picturesOf } from "./pictures.js";

/** How many sizes are kept. */
const MOST = 12;
const ADDRESS = "../../../../_convlens/squares/";

/**
 * @param {() => void} onCome a picture that was asked for is there
 * @returns {{at: (lab: {digest: string, pictures: Pictures}, size: number) => Pictures|null, destroy: () => void}} `at`
 *   gives null at first and asks for the picture; only the last size that was asked for is waited for
 */
export function createSizedPictures(onCome) {
  /** @type {Map<string, Pictures>} */
  const kept = new Map();
  const refused = new Set();
  let [asked, abort] = ["", new AbortController()];

  async function ask(name, size, { channelNames }, signal) {
    const levels = await fetchLevels(name, size, signal);
    if (signal.aborted) return;
    asked = "";
    if (!levels) {
      refused.add(name);
      return;
    }
    if (kept.size >= MOST) kept.delete(kept.keys().next().value);
    kept.set(name, picturesOf(levels, channelNames));
    onCome();
  }

  return {
    at({ digest, pictures }, size) {
      const name = `${digest}/${size}`;
      if (name !== asked && !kept.has(name) && !refused.has(name)) {
        abort.abort();
        [asked, abort] = [name, new AbortController()];
        ask(name, size, pictures, abort.signal);
      }
      return kept.get(name) ?? null;
    },
    destroy: () => abort.abort(),
  };
}

/** @returns {Promise<import("../maps/scales.js").Tensor|null>} bytes (size, size, 3); null where there are none */
async function fetchLevels(name, size, signal) {
  try {
    const answer = await fetch(new URL(ADDRESS + name, import.meta.url), { signal });
    const data = new Uint8Array(await answer.arrayBuffer());
    return answer.ok && data.length === size * size * 3 ? { data, shape: [size, size, 3] } : null;
  } catch {
    return null; // no answer, or another size is wanted by now
  }
}
