/**
 * The function that Streamlit runs for a component, out of a view that stays: it hangs on the parent element, so that a
 * rerun of the page goes on where the visitor was, and is made anew in another language.
 *
 * @typedef {(name: string, value: any) => void} Send
 * @typedef {{data: any, parentElement: HTMLElement, setTriggerValue: Send, setStateValue: Send}} Component `data` is what
 *   `ui/components/payload.py` packs, or a header without arrays
 * @typedef {Record<string, import("./payload.js").Tensor>} Arrays
 */
/**
 * @template [Header=any]
 * @typedef {{header: Header, arrays: Arrays}} Payload
 */
import { unpack } from "./payload.js";

/**
 * @template {{destroy: () => void}} View
 * @template Header
 * @param {object} options
 * @param {(parent: HTMLElement, payload: Payload<Header>) => View} options.make
 * @param {(view: View, payload: Payload<Header>, component: Component) => void} options.update
 * @param {(header: Header) => unknown} [options.identity] what a view cannot change: where it differs, another view is made
 * @param {boolean} [options.lingers] true if a view is let go only when its element has left the document, and not already
 *   when Streamlit cleans up, which it may do before a new run of the module too
 * @returns {(component: Component) => () => void}
 */
export function mounting({ make, update, identity = languageOf, lingers = false }) {
  /** @type {WeakMap<Node, {view: View, identity: unknown}>} */
  const kept = new WeakMap();

  const letGo = (/** @type {Node} */ parent) => {
    kept.get(parent)?.view.destroy();
    kept.delete(parent);
  };

  return function mount(component) {
    const { parentElement, data } = component;
    /** @type {Payload<Header>} */
    const payload = ArrayBuffer.isView(data)
      ? unpack(/** @type {Uint8Array<ArrayBuffer>} */ (data))
      : { header: data, arrays: {} };
    const own = identity(payload.header);
    let found = kept.get(parentElement);
    if (found && found.identity !== own) {
      letGo(parentElement);
      found = undefined;
    }
    if (!found) {
      found = { view: make(parentElement, payload), identity: own };
      kept.set(parentElement, found);
    }
    update(found.view, payload, component);
    if (lingers) return () => setTimeout(() => parentElement.isConnected || letGo(parentElement));
    return () => letGo(parentElement);
  };
}

/** @param {any} header */
const languageOf = (header) => header.language;
