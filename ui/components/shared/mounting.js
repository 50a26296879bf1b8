/**
 * The function that Streamlit runs for a component, out of a view that stays: it hangs on the parent element, so that a
 * rerun of the page goes on where the visitor was, and is made anew in another language.
 *
 * @typedef {{data: Uint8Array|object, parentElement: HTMLElement, setTriggerValue: Function, setStateValue: Function}} Component
 * @typedef {{header: object, arrays: Object<string, import("./payload.js").Tensor>}} Payload
 */
import { unpack } from "./payload.js";

/**
 * @template {{destroy: () => void}} View
 * @param {object} options
 * @param {(parent: HTMLElement, payload: Payload) => View} options.make
 * @param {(view: View, payload: Payload, component: Component) => void} options.update
 * @param {(header: object) => *} [options.identity] what a view cannot change: where it differs, another view is made
 * @param {boolean} [options.lingers] whether a view is let go only when its element has left the document, and not
 *   already when Streamlit cleans up, which it may do before a new run of the module too
 * @returns {(component: Component) => () => void}
 */
export function mounting({ make, update, identity = ({ language }) => language, lingers = false }) {
  /** @type {WeakMap<Node, {view: View, identity: *}>} */
  const kept = new WeakMap();

  const letGo = (parent) => {
    kept.get(parent)?.view.destroy();
    kept.delete(parent);
  };

  return function mount(component) {
    const { parentElement, data } = component;
    const payload = data instanceof Uint8Array ? unpack(data) : { header: data, arrays: {} };
    const own = identity(payload.header);
    if (kept.has(parentElement) && kept.get(parentElement).identity !== own) letGo(parentElement);
    if (!kept.has(parentElement)) kept.set(parentElement, { view: make(parentElement, payload), identity: own });
    update(kept.get(parentElement).view, payload, component);
    if (lingers) return () => setTimeout(() => parentElement.isConnected || letGo(parentElement));
    return () => letGo(parentElement);
  };
}
